#include "base/text.h"
#include "formats/ocfl/paths.h"
#include "formats/ocfl/validation.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

// The object's own folder: what may stand in it, and how its version folders are named
// (OCFL 1.1, 3.1 to 3.3).
namespace atelier::ocfl {

namespace {

/// The community's registry of extensions, and "initial", which it reserves.
constexpr std::array<std::string_view, 13> registered{
    "0001-digest-algorithms",
    "0002-flat-direct-storage-layout",
    "0003-hash-and-id-n-tuple-storage-layout",
    "0004-hashed-n-tuple-storage-layout",
    "0005-mutable-head",
    "0006-flat-omit-prefix-storage-layout",
    "0007-n-tuple-omit-prefix-storage-layout",
    "0008-schema-registry",
    "0009-digest-algorithms",
    "0010-differential-n-tuple-omit-prefix-storage-layout",
    "0011-direct-clean-path-layout",
    "0012-hash-and-no-prefix-id-n-tuple-storage-layout",
    "initial",
};

bool isInRoot(const TreeEntry& entry) { return entry.path.find('/') == std::string::npos; }

void checkFile(const TreeEntry& entry, Report& report) {
  if (isDeclarationName(entry.path) || entry.path == inventoryFile ||
      entry.path.starts_with(sidecarName("")))
    return;
  report.error("E001", entry.path, "This file does not belong into an object's folder.");
}

void checkFolder(Examination& object, const TreeEntry& entry) {
  if (entry.path == "logs" || entry.path == "extensions") return;
  auto& report = object.report;
  if (auto name = parseVersionName(entry.path)) {
    if (!object.versions.emplace(name->number, entry.path).second)
      report.error("E012", entry.path, "This version has two folders.");
    return;
  }
  report.error("E001", entry.path, "This folder does not belong into an object's folder.");
  if (entry.path.size() > 1 && entry.path[0] == 'v' &&
      std::isdigit(static_cast<unsigned char>(entry.path[1])) != 0)
    report.error("E104", entry.path, "A version folder is \"v\" and a positive number.");
}

std::uint32_t paddingOf(std::string_view versionFolder) {
  auto name = parseVersionName(versionFolder);
  return name ? name->padding : 0;
}

void checkNaming(const Examination& object) {
  auto& report = object.report;
  if (object.versions.empty()) {
    report.error("E008", "", "There is no version folder.");
    return;
  }
  std::uint32_t expected = 1;
  const auto style = paddingOf(object.versions.begin()->second);
  if (style != 0) report.warn("W001", "", "Version folders should not be padded with zeros.");
  for (const auto& [number, name] : object.versions) {
    if (number != expected) {
      const auto first = std::string_view{expected == 1 ? "E009" : "E010"};
      report.error(first, name, fmt::format("Version {} is missing.", expected));
    }
    expected = number + 1;
    const auto padding = paddingOf(name);
    if (padding == style) continue;
    report.error("E012", name, "The version folders are not named alike.");
    report.error("E013", name, "This version is named in another way than the first.");
    if (style != 0 && padding == 0)
      report.error("E011", name, "A padded name has to begin with v0.");
  }
}

void checkExtensions(const Examination& object) {
  constexpr std::string_view prefix = "extensions/";
  for (const auto& entry : object.tree) {
    if (!entry.path.starts_with(prefix)) continue;
    auto name = std::string_view{entry.path}.substr(prefix.size());
    if (name.find('/') != std::string_view::npos) continue;
    if (entry.kind == EntryKind::File) {
      object.report.error("E067", entry.path, "Only folders may lie in extensions/.");
    } else if (!isRegisteredExtension(name)) {
      object.report.warn("W013", entry.path, "This extension is not registered.");
    }
  }
}

void checkLinks(const Examination& object) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string_view> known;
  for (const auto& entry : object.tree) {
    if (entry.kind == EntryKind::Link)
      object.report.error("E090", entry.path, "Symbolic links are not allowed.");
    if (entry.kind == EntryKind::Other)
      object.report.error("E090", entry.path, "Only files and folders are allowed.");
    if (entry.kind != EntryKind::File || entry.inode == 0) continue;
    auto [other, isNew] = known.emplace(std::pair{entry.device, entry.inode}, entry.path);
    if (!isNew) {
      object.report.error("E090", entry.path,
                          fmt::format("This is a hard link to {}.", other->second));
    }
  }
}

}  // namespace

bool isRegisteredExtension(std::string_view name) {
  return std::ranges::find(registered, name) != registered.end();
}

void checkRootEntries(Examination& object) {
  for (const auto& entry : object.tree) {
    if (!isInRoot(entry)) continue;
    if (entry.kind == EntryKind::File) checkFile(entry, object.report);
    if (entry.kind == EntryKind::Folder) checkFolder(object, entry);
  }
  checkNaming(object);
  checkExtensions(object);
  checkLinks(object);
}

}  // namespace atelier::ocfl
