#include "base/error.h"
#include "formats/ocfl/hashing.h"
#include "formats/ocfl/sidecar.h"
#include "formats/ocfl/validation.h"

#include <algorithm>

#include <fmt/format.h>

// Every inventory.json for itself, with its sidecar (OCFL 1.1, 3.5 to 3.7).
namespace atelier::ocfl {

namespace {

constexpr std::size_t sidecarLimit = 4096;

std::string placeIn(const InventoryCopy& copy, const std::string& where) {
  if (where.empty()) return copy.path();
  return copy.path() + (where.front() == '/' ? "#" : ":") + where;
}

/// The warnings about versions are the root's to give: an older inventory says the same again.
bool worthSaying(const InventoryCopy& copy, const Finding& finding) {
  return finding.error || copy.folder.empty() || finding.code == "W004";
}

void parseCopy(const Examination& object, InventoryCopy& copy) {
  auto reading = readInventory(copy.text);
  copy.inventory = std::move(reading.inventory);
  for (auto& finding : reading.findings) {
    if (!worthSaying(copy, finding)) continue;
    auto where = placeIn(copy, finding.where);
    if (finding.error) {
      object.report.error(finding.code, std::move(where), std::move(finding.message));
    } else {
      object.report.warn(finding.code, std::move(where), std::move(finding.message));
    }
  }
}

/// Sidecars whose name ends in another algorithm than the inventory's.
bool reportOtherSidecars(const Examination& object, const InventoryCopy& copy,
                         const std::string& expected) {
  const auto prefix = copy.path() + ".";
  bool any = false;
  for (const auto& entry : object.tree) {
    if (entry.kind != EntryKind::File || !entry.path.starts_with(prefix) || entry.path == expected)
      continue;
    any = true;
    object.report.error("E059", entry.path,
                        "The sidecar's algorithm is not the inventory's digestAlgorithm.");
  }
  return any;
}

void checkSidecar(const Examination& object, const InventoryCopy& copy) {
  if (!copy.inventory || copy.inventory->digestAlgorithm.empty()) return;
  const auto& algorithm = copy.inventory->digestAlgorithm;
  const auto path = copy.path() + "." + algorithm;
  reportOtherSidecars(object, copy, path);
  if (object.find(path) == nullptr) {
    object.report.error("E058", copy.path(), "The inventory has no sidecar.");
    return;
  }
  if (!digestSupported(algorithm)) return;  // E025 was said
  std::string text;
  try {
    text = object.files.readText(object.folder / path, sidecarLimit);
  } catch (const Error& error) {
    object.report.error("E061", path, error.message);
    return;
  }
  const auto expected = sidecarText(copy.text, algorithm);
  if (!parseSidecar(text)) {
    object.report.error("E061", path, "The sidecar does not read \"DIGEST inventory.json\".");
  } else if (!sidecarFits(text, copy.text, algorithm)) {
    object.report.error("E060", copy.path(), "The inventory does not have its sidecar's digest.");
  } else if (object.options.ownSidecars && text != expected) {
    object.report.error("E061", path, "The sidecar was changed since it was written.");
  }
}

std::optional<InventoryCopy> loadCopy(const Examination& object, std::string folder,
                                      std::uint32_t number) {
  InventoryCopy copy{std::move(folder), number, {}, {}};
  const auto* entry = object.find(copy.path());
  if (entry == nullptr || entry->kind != EntryKind::File) return std::nullopt;
  try {
    copy.text = object.files.readText(object.folder / copy.path(), inventoryLimit);
  } catch (const Error& error) {
    object.report.error("E033", copy.path(), error.message);
    return copy;
  }
  if (number != 0 && object.root && copy.text == object.root->text) {
    copy.inventory = object.root->inventory;  // its defects were told already
  } else {
    parseCopy(object, copy);
  }
  checkSidecar(object, copy);
  return copy;
}

}  // namespace

void readInventories(Examination& object) {
  object.root = loadCopy(object, "", 0);
  if (!object.root) object.report.error("E063", "", "The object has no inventory.json.");
  for (const auto& [number, folder] : object.versions) {
    if (auto copy = loadCopy(object, folder, number)) {
      object.older.push_back(std::move(*copy));
    } else {
      object.report.warn("W010", folder, "A version should have an inventory of its own.");
    }
  }
}

}  // namespace atelier::ocfl
