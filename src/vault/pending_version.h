#pragma once

#include "base/files.h"
#include "base/id.h"
#include "formats/ocfl/inventory.h"

#include <optional>
#include <string_view>

/// A version on its way into an object that exists. OCFL has no single rename for that: the
/// version's folder is moved in, then the root's sidecar and inventory take the place of the old
/// ones. The staging folder holds what is needed to do the rest after a crash:
///
///   version-7/id               the asset's id and the version's number
///   version-7/inventory.json   the root's inventory to be, and its sidecar
///   version-7/v3/              the version, until it is moved
namespace atelier::vault {

struct PendingVersion {
  static constexpr std::string_view inventoryName = ocfl::inventoryFile;

  AssetId id;
  std::uint32_t number = 0;

  static void write(Files& files, const fs::path& staging, AssetId id,
                    const ocfl::Inventory& inventory);

  /// Puts the staged sidecar and inventory in the place of the object's. Syncs nothing. Doing it
  /// again is fine.
  static void publish(Files& files, const fs::path& staging, const fs::path& objectFolder,
                      const ocfl::Inventory& inventory);

  /// Nothing if the staging folder is not complete: then the version was not moved either.
  static std::optional<PendingVersion> read(Files& files, const fs::path& staging);
};

}  // namespace atelier::vault
