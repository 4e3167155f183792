#include "base/text.h"
#include "formats/ocfl/validation.h"

#include <algorithm>

#include <fmt/format.h>

// The inventories of an object, held against each other and against the version folders
// (OCFL 1.1, 3.5 and 3.8).
namespace atelier::ocfl {

namespace {

std::string pointerTo(const InventoryCopy& copy, std::string_view pointer) {
  return copy.path() + "#" + std::string{pointer};
}

std::map<std::string_view, std::string_view> digestByPath(const Version& version) {
  std::map<std::string_view, std::string_view> digests;
  for (const auto& [digest, paths] : version.state)
    for (const auto& path : paths) digests.emplace(path, digest);
  return digests;
}

/// The same bytes? With one algorithm the digests tell; across algorithms the content files that
/// both manifests name have to. The newer manifest may name more copies of the same bytes.
bool sameContent(const Inventory& older, std::string_view olderDigest, const Inventory& newer,
                 std::string_view newerDigest) {
  if (older.digestAlgorithm == newer.digestAlgorithm)
    return lowerAscii(olderDigest) == lowerAscii(newerDigest);
  auto olderPaths = older.manifest.find(olderDigest);
  auto newerPaths = newer.manifest.find(newerDigest);
  if (olderPaths == older.manifest.end() || newerPaths == newer.manifest.end()) return false;
  return std::ranges::all_of(olderPaths->second, [&](const std::string& path) {
    return std::ranges::find(newerPaths->second, path) != newerPaths->second.end();
  });
}

bool sameState(const Inventory& older, const Version& olderVersion, const Inventory& newer,
               const Version& newerVersion) {
  const auto before = digestByPath(olderVersion);
  const auto after = digestByPath(newerVersion);
  return std::ranges::equal(before, after, [&](const auto& left, const auto& right) {
    return left.first == right.first && sameContent(older, left.second, newer, right.second);
  });
}

void compareVersions(const Examination& object, const InventoryCopy& copy, const Inventory& older,
                     const Inventory& newest) {
  for (const auto& [number, version] : older.versions) {
    const auto name = older.versionFolder(number);
    auto same = newest.versions.find(number);
    if (same == newest.versions.end() || !sameState(older, version, newest, same->second)) {
      object.report.error("E066", pointerTo(copy, "/versions/" + name),
                          "The newest inventory describes this version's files differently.");
    } else if (version.created != same->second.created || version.message != same->second.message ||
               version.user != same->second.user) {
      object.report.warn("W011", pointerTo(copy, "/versions/" + name),
                         "The newest inventory tells who, when or why differently.");
    }
  }
}

void compareIdentity(const Examination& object, const InventoryCopy& copy, const Inventory& older,
                     const Inventory& newest) {
  if (older.id != newest.id) {
    object.report.error("E037", pointerTo(copy, "/id"),
                        "The id is not that of the newest inventory.");
    if (object.declared != "1.0")
      object.report.error("E110", pointerTo(copy, "/id"), "The id of an object may never change.");
  }
  if (older.head != copy.number && older.head != 0)
    object.report.error("E040", pointerTo(copy, "/head"), "The head is not this folder's version.");
  if (older.contentDirectory != newest.contentDirectory) {
    object.report.error("E019", pointerTo(copy, "/contentDirectory"),
                        "The content folder is set in some versions and not so in others.");
    object.report.error("E020", pointerTo(copy, "/contentDirectory"),
                        "The content folder's name may never change.");
  }
}

void compareFolders(const Examination& object, const InventoryCopy& copy,
                    const Inventory& inventory) {
  for (const auto& [number, name] : object.versions) {
    if (!inventory.versions.contains(number)) {
      object.report.error("E046", name, "The inventory does not have this version.");
    } else if (inventory.versionFolder(number) != name) {
      object.report.error("E014", name, "The inventory names this version differently.");
    }
  }
  for (const auto& [number, version] : inventory.versions) {
    if (object.versions.contains(number)) continue;
    const auto name = inventory.versionFolder(number);
    object.report.error("E046", pointerTo(copy, "/versions/" + name),
                        fmt::format("There is no folder {}.", name));
    object.report.error("E010", pointerTo(copy, "/versions/" + name),
                        fmt::format("There is no folder {}.", name));
  }
}

void compareWithNewestFolder(const Examination& object, const InventoryCopy& root) {
  if (object.older.empty()) return;
  const auto& newest = object.older.back();
  const bool isHead = newest.number == object.versions.rbegin()->first;
  if (isHead && newest.text != root.text)
    object.report.error("E064", std::string{inventoryFile},
                        fmt::format("This is not the inventory of {}.", newest.folder));
}

/// "1.1" of "https://ocfl.io/1.1/spec/#inventory"; empty for what is no such thing.
std::string_view specOf(const Inventory& inventory) {
  constexpr std::string_view prefix = "https://ocfl.io/";
  std::string_view type = inventory.type;
  if (!type.starts_with(prefix)) return {};
  type.remove_prefix(prefix.size());
  return type.substr(0, type.find('/'));
}

void compareSpecifications(const Examination& object) {
  std::string_view newest;
  auto step = [&](const InventoryCopy& copy) {
    if (!copy.inventory) return;
    auto spec = specOf(*copy.inventory);
    if (spec < newest)
      object.report.error("E103", pointerTo(copy, "/type"), "A later version keeps an older OCFL.");
    newest = std::max(newest, spec);
  };
  for (const auto& copy : object.older) step(copy);
  if (!object.root) return;
  step(*object.root);
  if (!object.root->inventory || object.declared.empty()) return;
  auto spec = specOf(*object.root->inventory);
  if (!spec.empty() && spec != object.declared)
    object.report.error("E038", pointerTo(*object.root, "/type"),
                        fmt::format("The object declares OCFL {}.", object.declared));
}

}  // namespace

void compareInventories(Examination& object) {
  compareSpecifications(object);
  if (!object.root) return;
  const auto& root = *object.root;
  compareWithNewestFolder(object, root);
  if (!root.inventory) return;
  const auto& newest = *root.inventory;
  compareFolders(object, root, newest);
  for (const auto& copy : object.older) {
    if (!copy.inventory) continue;
    // Equal bytes may lie in the folder of another version.
    compareIdentity(object, copy, *copy.inventory, newest);
    if (copy.text != root.text) compareVersions(object, copy, *copy.inventory, newest);
  }
}

}  // namespace atelier::ocfl
