#include "base/error.h"
#include "base/json/text.h"
#include "formats/ocfl/layout.h"
#include "formats/ocfl/validation.h"

#include <algorithm>

#include <boost/json/value.hpp>
#include <fmt/format.h>

// The storage root and the folders between it and its objects (OCFL 1.1, 4).
namespace atelier::ocfl {

namespace {

constexpr std::size_t smallFile = std::size_t{64} << 10;
constexpr int deepestHierarchy = 64;

std::vector<std::string> fileNames(const std::vector<FolderEntry>& entries) {
  std::vector<std::string> names;
  for (const auto& entry : entries)
    if (entry.kind == EntryKind::File) names.push_back(entry.name);
  return names;
}

class RootValidator {
 public:
  RootValidator(Files& files, const fs::path& folder, const ValidateOptions& options)
      : files_(files), folder_(folder), options_(options), report_(findings_, options.warnings) {}

  Findings run() {
    const auto entries = listed("");
    declared_ =
        checkDeclaration(files_, folder_, fileNames(entries), rootDeclarationCodes, report_);
    checkLayout();
    for (const auto& entry : entries) {
      if (entry.name == "extensions") {
        checkExtensions();
      } else if (entry.kind == EntryKind::Folder) {
        if (!walk(entry.name, 1)) report_.error("E088", entry.name, "This folder holds no object.");
      } else if (entry.kind != EntryKind::File) {
        refuseLink(entry.name);
      }
    }
    if (flat_ && nested_) report_.warn("W015", "", "Objects should lie all equally deep.");
    return std::move(findings_);
  }

 private:
  std::vector<FolderEntry> listed(const std::string& where) {
    try {
      return files_.list(folder_ / where);
    } catch (const Error& error) {
      if (error.code != Code::Io && error.code != Code::NotFound) throw;
      report_.error("E072", where, error.message);
      return {};
    }
  }

  void refuseLink(const std::string& where) {
    report_.error("E090", where, "Only files and folders are allowed, no links.");
  }

  std::string readSmall(const std::string& where) {
    if (!files_.exists(folder_ / where)) return {};
    return files_.readText(folder_ / where, smallFile);
  }

  void checkLayout() {
    constexpr std::string_view name = "ocfl_layout.json";
    try {
      const auto text = readSmall(std::string{name});
      if (text.empty() && !files_.exists(folder_ / name)) return;  // it is optional
      const auto document = json::parse(text);
      const auto* object = document.if_object();
      for (std::string_view key : {"extension", "description"}) {
        const auto* value = object == nullptr ? nullptr : object->if_contains(key);
        if (value == nullptr || !value->is_string()) {
          report_.error("E070", std::string{name}, fmt::format("\"{}\" is missing.", key));
          return;
        }
      }
      const auto extension = layoutExtension(text);
      if (!isRegisteredExtension(extension))
        report_.error("E071", std::string{name}, "The layout is not a registered extension.");
      layout_ = parseLayout(text, readSmall("extensions/" + extension + "/config.json"));
    } catch (const Error& error) {
      // A layout that others know is no defect: only the place of the objects stays unchecked.
      if (error.code == Code::NotAStorageRoot && error.where == "ocfl_layout.json#/extension")
        return;
      const auto isConfig = error.where.starts_with("config.json");
      report_.error(isConfig ? "E083" : "E070", std::string{name}, error.message);
    }
  }

  void checkExtensions() {
    for (const auto& entry : listed("extensions")) {
      const auto where = "extensions/" + entry.name;
      if (entry.kind == EntryKind::File) {
        report_.error("E112", where, "Only folders may lie in extensions/.");
      } else if (entry.kind != EntryKind::Folder) {
        refuseLink(where);
      } else if (!isRegisteredExtension(entry.name)) {
        report_.warn("W016", where, "This extension is not registered.");
      }
    }
  }

  /// True if there is an object at or below this folder.
  bool walk(const std::string& where, int depth) {
    const auto entries = listed(where);
    auto declares = [](const FolderEntry& entry) {
      return entry.name.starts_with("0=ocfl_object_");
    };
    if (std::ranges::any_of(entries, declares)) {
      examine(where, depth);
      return true;
    }
    if (entries.empty()) {
      report_.error("E073", where, "There may be no empty folder.");
      return false;
    }
    bool folders = false;
    bool objects = false;
    for (const auto& entry : entries) {
      const auto below = where + "/" + entry.name;
      if (entry.kind == EntryKind::Folder) {
        folders = true;
        if (depth < deepestHierarchy) objects = walk(below, depth + 1) || objects;
      } else if (entry.kind == EntryKind::File) {
        report_.error("E072", below, "There may be no file outside of an object.");
        report_.error("E084", below, "There may be no file between the root and its objects.");
      } else {
        refuseLink(below);
      }
    }
    if (!folders) report_.error("E085", where, "This branch does not end in an object.");
    return objects;
  }

  void examine(const std::string& where, int depth) {
    (depth == 1 ? flat_ : nested_) = true;
    auto verdict = examineObject(files_, folder_ / where, options_);
    for (auto& finding : verdict.findings) {
      finding.where = finding.where.empty() ? where : where + "/" + finding.where;
      findings_.push_back(std::move(finding));
    }
    if (!declared_.empty() && verdict.declared > declared_)
      report_.error("E081", where, "The object keeps a newer OCFL than the root.");
    if (layout_ && !verdict.id.empty()) checkPlace(*layout_, where, verdict.id);
  }

  void checkPlace(const Layout& layout, const std::string& where, const std::string& id) {
    std::string expected;
    try {
      expected = layout.objectPath(id);
    } catch (const Error& error) {
      report_.error("E083", where, error.message);
      return;
    }
    if (expected != where)
      report_.error("E083", where, fmt::format("By its id this object belongs to {}.", expected));
  }

  Files& files_;
  fs::path folder_;
  const ValidateOptions& options_;
  Findings findings_;
  Report report_;
  std::string declared_;
  std::optional<Layout> layout_;
  bool flat_ = false;
  bool nested_ = false;
};

}  // namespace

Findings validateRoot(Files& files, const fs::path& folder, const ValidateOptions& options) {
  return RootValidator{files, folder, options}.run();
}

}  // namespace atelier::ocfl
