#include "base/error.h"
#include "base/text.h"
#include "formats/ocfl/hashing.h"
#include "formats/ocfl/paths.h"
#include "formats/ocfl/validation.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

// Version folders and the bytes in them (OCFL 1.1, 3.3.1, 3.5.2 and 3.5.4).
namespace atelier::ocfl {

namespace {

std::string contentDirectoryOf(const Examination& object) {
  return object.root && object.root->inventory ? object.root->inventory->contentDirectory
                                               : "content";
}

void checkVersionEntry(const Examination& object, const TreeEntry& entry, std::string_view name,
                       std::string_view content) {
  auto& report = object.report;
  if (entry.kind == EntryKind::File) {
    if (name == inventoryFile || name.starts_with(sidecarName(""))) return;
    report.error("E015", entry.path, "This file does not belong into a version's folder.");
  } else if (entry.kind == EntryKind::Folder) {
    if (name != content)
      report.warn("W002", entry.path, "A version should have no folder besides its content.");
    else if (entry.empty)
      report.warn("W003", entry.path, "A version without content should have no content folder.");
  }
}

using PathSet = std::unordered_set<std::string_view>;

PathSet manifestPaths(const Inventory& inventory) {
  PathSet paths;
  for (const auto& [digest, list] : inventory.manifest) paths.insert(list.begin(), list.end());
  return paths;
}

/// The content files that are there, with the number of the version whose folder they lie in.
std::vector<std::pair<const TreeEntry*, std::uint32_t>> contentFiles(const Examination& object) {
  const auto content = contentDirectoryOf(object);
  std::vector<std::pair<const TreeEntry*, std::uint32_t>> found;
  for (const auto& entry : object.tree) {
    if (entry.kind == EntryKind::Folder) continue;
    auto steps = split(entry.path, '/');
    if (steps.size() < 3 || steps[1] != content) continue;
    if (auto name = parseVersionName(steps[0])) found.emplace_back(&entry, name->number);
  }
  return found;
}

void checkManifestIsComplete(const Examination& object) {
  const auto files = contentFiles(object);
  auto check = [&](const InventoryCopy& copy) {
    if (!copy.inventory) return;
    const auto paths = manifestPaths(*copy.inventory);
    for (const auto& [entry, number] : files) {
      if (copy.number != 0 && number > copy.number) continue;
      if (!paths.contains(entry->path))
        object.report.error(
            "E023", entry->path,
            fmt::format("The manifest of {} does not name this file.", copy.path()));
    }
  };
  if (object.root) check(*object.root);
  for (const auto& copy : object.older) check(copy);
}

void checkContentFolders(const Examination& object) {
  if (!object.root || !object.root->inventory) return;
  const auto& inventory = *object.root->inventory;
  for (auto path : manifestPaths(inventory)) {
    auto version = path.substr(0, path.find('/'));
    auto folder = fmt::format("{}/{}", version, inventory.contentDirectory);
    if (object.find(folder) == nullptr)
      object.report.error("E016", folder, "This content folder is missing.");
  }
}

/// What one inventory says about one file.
struct Claim {
  const InventoryCopy* copy;
  std::string algorithm;
  std::string digest;
  bool fixity;
};
using Claims = std::map<std::string, std::vector<Claim>>;

void addClaims(const InventoryCopy& copy, Claims& claims) {
  if (!copy.inventory) return;
  auto add = [&](const PathsByDigest& block, const std::string& algorithm, bool fixity) {
    for (const auto& [digest, paths] : block)
      for (const auto& path : paths) claims[path].push_back({&copy, algorithm, digest, fixity});
  };
  add(copy.inventory->manifest, copy.inventory->digestAlgorithm, false);
  for (const auto& [algorithm, block] : copy.inventory->fixity) add(block, algorithm, true);
}

Claims allClaims(const Examination& object) {
  Claims claims;
  if (object.root) addClaims(*object.root, claims);
  for (const auto& copy : object.older)
    if (!object.root || copy.text != object.root->text) addClaims(copy, claims);
  return claims;
}

void reportClaim(const Examination& object, const std::string& path, const Claim& claim,
                 std::string_view what) {
  // The place is the file if the newest inventory speaks, for that is what a person has to look at.
  auto where = claim.copy->folder.empty() ? path : fmt::format("{} {}", claim.copy->path(), path);
  object.report.error(claim.fixity ? "E093" : "E092", std::move(where), std::string{what});
}

/// Digests of the file, or nothing after having reported why there are none.
std::optional<Digests> hashContent(const Examination& object, const std::string& path,
                                   const std::vector<Claim>& claims) {
  std::set<std::string> algorithms;
  for (const auto& claim : claims)
    if (digestSupported(claim.algorithm)) algorithms.insert(claim.algorithm);
  const std::vector<std::string> wanted{algorithms.begin(), algorithms.end()};
  try {
    if (object.options.hash) return object.options.hash(object.folder / path, wanted);
    return hashFile(object.files, object.folder / path, wanted, object.options.onBytes);
  } catch (const Error& error) {
    if (error.code != Code::Io && error.code != Code::NotFound) throw;
    for (const auto& claim : claims) reportClaim(object, path, claim, error.message);
    return std::nullopt;
  }
}

/// The root manifest's word about the file goes to the listener as well.
void tellListener(const Examination& object, const std::string& path,
                  const std::vector<Claim>& claims, const Digests& actual) {
  if (!object.options.onContent) return;
  for (const auto& claim : claims) {
    if (claim.fixity || !claim.copy->folder.empty()) continue;
    ContentCheck check{path, claim.digest, {}, 0, false};
    if (auto found = actual.find(claim.algorithm); found != actual.end())
      check.actual = found->second;
    if (auto status = object.files.status(object.folder / path)) check.bytes = status->size;
    check.matches = check.actual == lowerAscii(claim.digest);
    object.options.onContent(check);
    return;
  }
}

void checkFileAgainst(const Examination& object, const std::string& path,
                      const std::vector<Claim>& claims) {
  const auto* entry = object.find(path);
  if (entry == nullptr || entry->kind != EntryKind::File) {
    for (const auto& claim : claims) reportClaim(object, path, claim, "The file is missing.");
    tellListener(object, path, claims, {});
    return;
  }
  if (!object.options.digests) return;
  auto actual = hashContent(object, path, claims);
  tellListener(object, path, claims, actual.value_or(Digests{}));
  if (!actual) return;
  for (const auto& claim : claims) {
    auto found = actual->find(claim.algorithm);
    if (found == actual->end() || found->second == lowerAscii(claim.digest)) continue;
    reportClaim(
        object, path, claim,
        fmt::format("The bytes have another {} digest than the {} of {} says: {}.", claim.algorithm,
                    claim.fixity ? "fixity" : "manifest", claim.copy->path(), found->second));
  }
}

}  // namespace

void checkVersionFolders(Examination& object) {
  const auto content = contentDirectoryOf(object);
  for (const auto& entry : object.tree) {
    const auto steps = split(entry.path, '/');
    if (steps.size() < 2 || !parseVersionName(steps[0])) continue;
    if (steps.size() == 2) {
      checkVersionEntry(object, entry, steps[1], content);
    } else if (steps[1] == content && entry.kind == EntryKind::Folder && entry.empty) {
      object.report.error("E024", entry.path, "There may be no empty folder in the content.");
    }
  }
  checkManifestIsComplete(object);
  checkContentFolders(object);
}

void checkContent(Examination& object) {
  for (const auto& [path, claims] : allClaims(object)) checkFileAgainst(object, path, claims);
}

}  // namespace atelier::ocfl
