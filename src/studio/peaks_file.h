#pragma once

#include "base/files.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// Writes a peaks file (docs/formats/peaks.md) from its finest level, which comes piece by piece
/// and never lies in memory: the coarser ones together are a fifteenth of it.
namespace atelier::studio {

class PeaksFile {
 public:
  static constexpr std::uint32_t version = 1;
  static constexpr std::uint32_t coarser = 16;       ///< peaks of one level in one of the next
  static constexpr std::size_t enoughForAll = 1024;  ///< the coarsest level has no more peaks
  static constexpr std::size_t headBytes = 32;
  static constexpr std::size_t levelBytes = 24;

  /// `scratch` is used on the way and removed at the end.
  PeaksFile(Files& files, fs::path scratch);
  ~PeaksFile();
  PeaksFile(const PeaksFile&) = delete;
  PeaksFile& operator=(const PeaksFile&) = delete;

  /// Pairs of signed bytes, lowest and highest.
  void add(std::string_view pairs);

  /// `path` must not exist.
  void write(const fs::path& path, std::uint32_t sampleRate, std::uint64_t frames);

 private:
  Files& files_;
  fs::path scratch_;
  std::unique_ptr<File> finest_;
  std::uint64_t finestBytes_ = 0;
  std::string rest_;  ///< of the finest, not yet in `next_`
  std::string next_;
};

}  // namespace atelier::studio
