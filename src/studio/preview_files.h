#pragma once

#include "base/digest.h"
#include "base/files.h"
#include "base/random.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// The folder cache/previews: what was made of originals, named by their digests, so that equal
/// bytes are looked at once, whichever asset or version has them. Never synced; may be deleted at
/// any time.
namespace atelier::studio {

struct PreviewFile {
  std::unique_ptr<File> file;
  std::uint64_t size = 0;
  std::string etag;
  std::string_view mediaType;
};

class PreviewFiles {
 public:
  PreviewFiles(Files& files, Random& random, fs::path folder);

  /// `name` says what was made: "320.webp".
  bool has(const Digest& digest, std::string_view name) const;
  PreviewFile open(const Digest& digest, std::string_view name, std::string_view mediaType) const;
  void remove(const Digest& digest, std::string_view name) const;

  /// Appears whole or not at all.
  void put(const Digest& digest, std::string_view name, std::string_view bytes) const;

  /// For what is written piece by piece: a file that nobody else writes, and its way into place.
  fs::path fresh(const Digest& digest, std::string_view name) const;
  void take(const fs::path& fresh, const Digest& digest, std::string_view name) const;

  Files& files() const { return files_; }

 private:
  fs::path place(const Digest& digest, std::string_view name) const;

  Files& files_;
  Random& random_;
  fs::path folder_;
};

}  // namespace atelier::studio
