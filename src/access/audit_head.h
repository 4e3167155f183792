#pragma once

#include "base/digest.h"
#include "base/files.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

/// How far the audit log went, in a file of two lines that take turns: a torn write spoils one and
/// leaves the other. Written after each commit, synced at the first only: a power cut may bring
/// back an older head, which is still one that the log must contain.
namespace atelier::access {

class AuditHead {
 public:
  struct Mark {
    std::uint64_t number = 0;
    Digest hash;
    bool operator==(const Mark&) const = default;
  };

  AuditHead(Files& files, std::filesystem::path path);

  /// One thread at a time.
  void write(const Mark& mark);

  /// The newest line that is whole. Any thread.
  std::optional<Mark> read() const;

 private:
  Files& files_;
  std::filesystem::path path_;
  std::unique_ptr<File> file_;
  bool synced_ = false;
};

}  // namespace atelier::access
