#pragma once

#include "base/files.h"
#include "base/id.h"

#include <span>
#include <vector>

/// From objects in the vault to rows in the index.
namespace atelier::studio {

class Studio;

/// While an index is made from the vault, a mark beside it says that it is not whole yet: whoever
/// opens the studio after a crash begins anew.
void beginIndex(Files& files, const fs::path& studioFolder);
void endIndex(Files& files, const fs::path& studioFolder);
bool indexIsWhole(Files& files, const fs::path& studioFolder);

struct Indexed {
  std::uint64_t assets = 0;
  std::uint64_t collections = 0;
  std::uint64_t searches = 0;
  std::vector<AssetId> unreadable;  ///< objects whose description could not be understood
};

/// Reads the descriptions and puts the rows, in the order given, in groups. With `announce`, each
/// asset that was not in the index is told of by an event, as if it had come in now.
Indexed index(Studio& studio, std::span<const AssetId> objects, bool announce);

}  // namespace atelier::studio
