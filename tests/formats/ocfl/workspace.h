#pragma once

#include "base/files.h"
#include "formats/ocfl/hashing.h"
#include "formats/ocfl/object.h"
#include "formats/ocfl/validator.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace atelier::ocfl::test {

/// A folder of its own for one test, gone afterwards.
class Workspace {
 public:
  Workspace() {
    std::string name = (fs::temp_directory_path() / "atelier-ocfl-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
  }
  ~Workspace() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  const fs::path& folder() const { return folder_; }
  fs::path operator/(const fs::path& below) const { return folder_ / below; }

 private:
  fs::path folder_;
};

inline void writeText(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
}

inline std::string readAll(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

/// Puts another inventory and its sidecar in the place of an object's.
inline void replaceInventory(Files& files, const fs::path& object, const Inventory& inventory) {
  for (const auto& name : {std::string{inventoryFile}, sidecarName(inventory.digestAlgorithm)}) {
    fs::remove(object / name);
  }
  writeInventory(files, inventory, {object});
}

/// An inventory of one version with one file.
inline Inventory oneFile(std::string_view id, std::string_view name, std::string_view bytes) {
  Inventory inventory;
  inventory.id = id;
  inventory.head = 1;
  const auto digest = digestOf("sha256", bytes);
  inventory.manifest[digest] = {"v1/content/" + std::string{name}};
  inventory.versions[1] = {"2026-11-23T08:15:30Z",
                           "Import",
                           User{"Ada", "urn:user:ada"},
                           {{digest, {std::string{name}}}}};
  return inventory;
}

/// Writes an object as the vault does.
inline fs::path writeSample(Files& files, const fs::path& folder, const Inventory& inventory,
                            std::string_view bytes) {
  for (const auto& [digest, paths] : inventory.manifest)
    for (const auto& path : paths) writeText(folder / path, bytes);
  writeObject(files, folder, inventory);
  return folder;
}

/// Gives every inventory.json below a folder the sidecar that fits it, after a test changed it by
/// hand.
inline void refreshSidecars(const fs::path& folder, std::string_view algorithm = "sha256") {
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.path().filename() == inventoryFile)
      writeText(entry.path().parent_path() / sidecarName(algorithm),
                sidecarText(readAll(entry.path()), algorithm));
  }
}

inline std::set<std::string> codesOf(const Findings& findings, bool errors) {
  std::set<std::string> codes;
  for (const auto& finding : findings)
    if (finding.error == errors) codes.insert(finding.code);
  return codes;
}

inline std::string told(const Findings& findings) {
  std::string text;
  for (const auto& finding : findings) text += "\n  " + describe(finding);
  return text;
}

}  // namespace atelier::ocfl::test
