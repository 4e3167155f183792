#pragma once

#include "base/files.h"
#include "formats/ocfl/inventory.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// Reading and writing the folder of one OCFL object (OCFL 1.1, section 3). The writing half only
/// makes files: it syncs nothing unless it says so, because the vault syncs many objects at once.
namespace atelier::ocfl {

/// An object as its inventory describes it; content is not looked at (see validator.h for that).
struct Object {
  fs::path folder;
  Inventory inventory;
  Findings findings;  ///< not empty if the inventory in the root was torn and the newest version's
                      ///< was taken

  /// The file that holds a logical path, in the newest version or an older one.
  std::optional<fs::path> contentFile(std::string_view logicalPath) const;
  std::optional<fs::path> contentFile(std::uint32_t version, std::string_view logicalPath) const;
};

/// Reads inventory.json and checks it against its sidecar. If they do not fit, as after a power cut
/// between the two renames, the newest version folder whose own pair fits speaks for the object,
/// and `findings` says so (E060). Throws Error{NotFound} if there is no object,
/// Error{ObjectDamaged} if no inventory can be trusted.
Object readObject(Files& files, const fs::path& folder);

/// 0=ocfl_object_1.1
void writeDeclaration(Files& files, const fs::path& objectFolder);

/// inventory.json and its sidecar, new, in folders that are there (a version's, a staged object's).
void writeInventory(Files& files, const Inventory& inventory,
                    std::initializer_list<fs::path> folders);

/// All that a new object needs besides content, which is in place: declaration, inventory in its
/// head version's folder and in the root.
void writeObject(Files& files, const fs::path& stagedObject, const Inventory& inventory);

}  // namespace atelier::ocfl
