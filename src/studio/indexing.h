#pragma once

#include "base/id.h"

#include <span>
#include <vector>

/// From objects in the vault to rows in the index.
namespace atelier::studio {

class Studio;

struct Indexed {
  std::uint64_t assets = 0;
  std::uint64_t collections = 0;
  std::vector<AssetId> unreadable;  ///< objects whose description could not be understood
};

/// Reads the descriptions and puts the rows, in the order given, in groups. With `announce`, each
/// asset that was not in the index is told of by an event, as if it had come in now.
Indexed index(Studio& studio, std::span<const AssetId> objects, bool announce);

}  // namespace atelier::studio
