#include "formats/ocfl/validator.h"

#include "base/error.h"
#include "formats/ocfl/validation.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

std::vector<std::string> fileNamesInRoot(const std::vector<TreeEntry>& tree) {
  std::vector<std::string> names;
  for (const auto& entry : tree) {
    if (entry.kind == EntryKind::File && entry.path.find('/') == std::string::npos)
      names.push_back(entry.path);
  }
  return names;
}

bool listObject(Examination& object) {
  try {
    object.tree = listTree(object.files, object.folder);
  } catch (const Error& error) {
    if (error.code != Code::Io && error.code != Code::NotFound) throw;
    object.report.error("E001", "", error.message);
    return error.code == Code::NotFound;  // an empty tree is the truth about what is not there
  }
  for (std::size_t i = 0; i < object.tree.size(); ++i)
    object.byPath.emplace(object.tree[i].path, i);
  return true;
}

}  // namespace

ObjectVerdict examineObject(Files& files, const fs::path& folder, const ValidateOptions& options) {
  ObjectVerdict verdict;
  Report report{verdict.findings, options.warnings};
  Examination object{files, folder, options, report, {}, {}, {}, {}, {}, {}};
  if (!listObject(object)) return verdict;
  object.declared =
      checkDeclaration(files, folder, fileNamesInRoot(object.tree), objectDeclarationCodes, report);
  checkRootEntries(object);
  readInventories(object);
  compareInventories(object);
  checkVersionFolders(object);
  checkContent(object);
  verdict.declared = object.declared;
  if (object.root && object.root->inventory) verdict.id = object.root->inventory->id;
  return verdict;
}

Findings validateObject(Files& files, const fs::path& folder, const ValidateOptions& options) {
  return examineObject(files, folder, options).findings;
}

bool hasErrors(const Findings& findings) { return std::ranges::any_of(findings, &Finding::error); }

std::string describe(const Finding& finding) {
  if (finding.where.empty()) return fmt::format("{}: {}", finding.code, finding.message);
  return fmt::format("{} {}: {}", finding.code, finding.where, finding.message);
}

}  // namespace atelier::ocfl
