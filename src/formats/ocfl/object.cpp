#include "formats/ocfl/object.h"

#include "base/error.h"
#include "formats/ocfl/paths.h"
#include "formats/ocfl/sidecar.h"
#include "formats/ocfl/storage_root.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

constexpr std::size_t sidecarLimit = 4096;

/// The inventory of a folder if it can be trusted; otherwise `reason` says why not.
std::optional<Inventory> trustedInventory(Files& files, const fs::path& folder,
                                          std::string& reason) {
  try {
    const auto text = files.readText(folder / inventoryFile, inventoryLimit);
    auto inventory = parseInventory(text);
    const auto sidecar =
        files.readText(folder / sidecarName(inventory.digestAlgorithm), sidecarLimit);
    if (sidecarFits(sidecar, text, inventory.digestAlgorithm)) return inventory;
    reason = "its sidecar names another digest";
  } catch (const Error& error) {
    // No space and the like cannot come up when reading; whatever it is, another copy may be whole.
    reason = error.message;
  }
  return std::nullopt;
}

std::vector<std::pair<std::uint32_t, std::string>> versionFoldersNewestFirst(
    Files& files, const fs::path& folder) {
  std::vector<std::pair<std::uint32_t, std::string>> found;
  for (const auto& entry : files.list(folder)) {
    if (entry.kind != EntryKind::Folder) continue;
    if (auto name = parseVersionName(entry.name)) found.emplace_back(name->number, entry.name);
  }
  std::ranges::sort(found, std::greater{});
  return found;
}

}  // namespace

std::optional<fs::path> Object::contentFile(std::uint32_t version,
                                            std::string_view logicalPath) const {
  auto path = inventory.contentPath(version, logicalPath);
  if (!path) return std::nullopt;
  return folder / *path;
}

std::optional<fs::path> Object::contentFile(std::string_view logicalPath) const {
  return contentFile(inventory.head, logicalPath);
}

Object readObject(Files& files, const fs::path& folder) {
  if (!isObjectFolder(files, folder)) {
    throw Error{Code::NotFound, "There is no object here.", "Nothing was changed.",
                folder.string()};
  }
  std::string reason;
  if (auto inventory = trustedInventory(files, folder, reason))
    return {folder, std::move(*inventory), {}};
  for (const auto& [number, name] : versionFoldersNewestFirst(files, folder)) {
    std::string ignored;
    auto inventory = trustedInventory(files, folder / name, ignored);
    if (!inventory || inventory->head != number) continue;
    auto message = fmt::format("The inventory cannot be trusted ({}); that of {} speaks instead.",
                               reason, name);
    return {folder,
            std::move(*inventory),
            {{"E060", true, std::string{inventoryFile}, std::move(message)}}};
  }
  throw Error{Code::ObjectDamaged,
              fmt::format("No inventory of this object can be trusted: {}", reason),
              "Its content is untouched. Restore the object from a copy.", folder.string()};
}

void writeDeclaration(Files& files, const fs::path& objectFolder) {
  files.createText(objectFolder / objectDeclaration, "ocfl_object_1.1\n", false);
}

void writeInventory(Files& files, const Inventory& inventory,
                    std::initializer_list<fs::path> folders) {
  const auto text = toJson(inventory);
  const auto sidecar = sidecarText(text, inventory.digestAlgorithm);
  for (const auto& folder : folders) {
    files.createText(folder / inventoryFile, text, false);
    files.createText(folder / sidecarName(inventory.digestAlgorithm), sidecar, false);
  }
}

void writeObject(Files& files, const fs::path& stagedObject, const Inventory& inventory) {
  writeDeclaration(files, stagedObject);
  writeInventory(files, inventory,
                 {stagedObject / inventory.versionFolder(inventory.head), stagedObject});
}

}  // namespace atelier::ocfl
