#pragma once

#include "base/files.h"
#include "base/id.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Remembers which file on disk became which asset, with its size and time, so that importing the
/// same folder again costs one look per file, and so that a changed or vanished original is
/// noticed.
namespace atelier::store {
class Transaction;
}

namespace atelier::studio {

class Studio;

struct SourceFile {
  std::string path;
  std::uint64_t size = 0;
  std::int64_t modifiedNs = 0;
  AssetId asset;
};

class SourceFiles {
 public:
  explicit SourceFiles(Studio& studio) : studio_(studio) {}

  /// The asset that this very file (same path, size and time of change) became.
  std::optional<AssetId> known(const fs::path& path, const FileStatus& status);

  void remember(std::span<const SourceFile> files);

  /// Everything remembered below a folder, sorted by path. A path that is there twice held other
  /// bytes before.
  std::vector<SourceFile> below(const fs::path& folder);

  /// Of assets that are erased: their files may come in again. An index on the asset is not worth
  /// its cost.
  static void forget(store::Transaction& transaction, std::span<const AssetId> assets);

 private:
  Studio& studio_;
};

}  // namespace atelier::studio
