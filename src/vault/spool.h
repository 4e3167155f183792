#pragma once

#include "base/digest.h"
#include "base/files.h"

#include <cstdint>
#include <memory>
#include <span>

/// Bytes on their way into the vault: written once, hashed in the same pass, on the vault's own
/// file system, so that taking them in is a rename.
namespace atelier::vault {

/// A complete file in the work folder. It is removed when this is destroyed, unless a deposit took
/// it.
class Spooled {
 public:
  Spooled(Files& files, fs::path path, const Digest& digest, std::uint64_t bytes)
      : files_(&files), path_(std::move(path)), digest_(digest), bytes_(bytes) {}
  ~Spooled() { discard(); }
  Spooled(Spooled&& other) noexcept;
  Spooled& operator=(Spooled&& other) noexcept;

  const fs::path& path() const { return path_; }
  const Digest& digest() const { return digest_; }
  std::uint64_t bytes() const { return bytes_; }

  /// Gives the file away: nobody removes it any more.
  fs::path release();

 private:
  void discard() noexcept;

  Files* files_;
  fs::path path_;
  Digest digest_;
  std::uint64_t bytes_;
};

/// Takes bytes piece by piece. Destroyed before finish(), it removes what it wrote.
class SpoolWriter {
 public:
  SpoolWriter(Files& files, fs::path path);
  ~SpoolWriter();
  SpoolWriter(SpoolWriter&&) noexcept = default;
  SpoolWriter& operator=(SpoolWriter&&) = delete;

  void write(std::span<const std::byte> bytes);
  std::uint64_t size() const { return size_; }
  Spooled finish();

 private:
  Files* files_;
  fs::path path_;
  std::unique_ptr<File> file_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
};

}  // namespace atelier::vault
