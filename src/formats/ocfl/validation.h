#pragma once

#include "formats/ocfl/inventory.h"
#include "formats/ocfl/object_tree.h"
#include "formats/ocfl/validator.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the parts of the validator share. Not for other rooms: they include validator.h.
namespace atelier::ocfl {

/// Collects findings, each code once a place.
class Report {
 public:
  Report(Findings& findings, bool warnings) : findings_(findings), warnings_(warnings) {}

  void error(std::string_view code, std::string where, std::string message) {
    add({std::string{code}, true, std::move(where), std::move(message)});
  }
  void warn(std::string_view code, std::string where, std::string message) {
    if (warnings_) add({std::string{code}, false, std::move(where), std::move(message)});
  }

 private:
  void add(Finding finding) {
    if (seen_.emplace(finding.code, finding.where).second) findings_.push_back(std::move(finding));
  }

  Findings& findings_;
  bool warnings_;
  std::set<std::pair<std::string, std::string>> seen_;
};

/// One inventory.json of an object: the root's, or a version's.
struct InventoryCopy {
  std::string folder;        ///< "" for the root's, else "v3"
  std::uint32_t number = 0;  ///< 0 for the root's
  std::string text;
  std::optional<Inventory> inventory;

  std::string path() const {
    return folder.empty() ? std::string{inventoryFile} : folder + "/" + std::string{inventoryFile};
  }
};

/// An object under examination.
struct Examination {
  Files& files;
  fs::path folder;
  const ValidateOptions& options;
  Report& report;
  std::vector<TreeEntry> tree;
  std::string declared;                           ///< "1.0", "1.1" or empty
  std::map<std::uint32_t, std::string> versions;  ///< number -> folder that is there
  std::optional<InventoryCopy> root;
  std::vector<InventoryCopy> older;  ///< by number, those that are there

  /// The entry at a path; tree stays as it is while the examination lasts.
  const TreeEntry* find(std::string_view path) const {
    auto found = byPath.find(path);
    return found == byPath.end() ? nullptr : &tree[found->second];
  }
  std::map<std::string, std::size_t, std::less<>> byPath;
};

/// Which codes a declaration's defects earn: objects and roots differ in nothing else.
struct DeclarationCodes {
  std::string_view prefix;  ///< "ocfl_object_" or "ocfl_"
  std::string_view missing, several, tag, value, text;
};
inline constexpr DeclarationCodes objectDeclarationCodes{"ocfl_object_", "E003", "E003",
                                                         "E005",         "E006", "E007"};
inline constexpr DeclarationCodes rootDeclarationCodes{"ocfl_", "E069", "E076",
                                                       "E078",  "E079", "E080"};

/// True for the names of NAMASTE files: a digit, "=", a value.
bool isDeclarationName(std::string_view name);

/// The version declared ("1.1"), empty if none can be told.
std::string checkDeclaration(Files& files, const fs::path& folder,
                             const std::vector<std::string>& namesInFolder,
                             const DeclarationCodes& codes, Report& report);

void checkRootEntries(Examination& object);  ///< E001, E008 to E013, E067, E090, W001, W013
void readInventories(Examination& object);   ///< E033 to E063 and what readInventory finds
void compareInventories(
    Examination& object);  ///< E019, E037, E040, E046, E064, E066, E103, W010, W011
void checkVersionFolders(Examination& object);  ///< E015, E016, E023, E024, W002, W003
void checkContent(Examination& object);         ///< E092, E093

/// What validateRoot has to know of an object beyond its findings.
struct ObjectVerdict {
  Findings findings;
  std::string declared;
  std::string id;
};
ObjectVerdict examineObject(Files& files, const fs::path& folder, const ValidateOptions& options);

bool isRegisteredExtension(std::string_view name);

}  // namespace atelier::ocfl
