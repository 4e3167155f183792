#include "formats/ocfl/storage_root.h"

#include "base/error.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

constexpr std::string_view objectDeclarationPrefix = "0=ocfl_object_";
constexpr std::size_t smallFile = std::size_t{64} << 10;
constexpr int deepestHierarchy = 64;  // 32 tuples at most, and room for other layouts

constexpr std::string_view readme = R"(# How to read this folder without any special program

This is a storage root of the Oxford Common File Layout, version 1.1 (https://ocfl.io/1.1/spec/).
Every file here is an ordinary file.

- Each object (one work with all its versions) is a folder that holds a file named
  `0=ocfl_object_1.1`. Find them all: `find . -name '0=ocfl_object_*'`
- In it, `inventory.json` says what the object is called (`id`), which versions it has
  (`versions`) and which files a version consists of: `state` gives for each digest the names
  that the file has in that version, `manifest` gives for the same digest where its bytes lie,
  as a path from the object's folder.
- So the newest version's files are: take `head`, look it up in `versions`, and follow each
  digest of its `state` through `manifest`. Older versions are read in the same way.
  Nothing is packed or encoded.
- The digest is that of the bytes: `sha256sum v1/content/NAME` shows it again.
  `inventory.json.sha256` holds the digest of `inventory.json` itself.
- Where an object lies follows from its id: `ocfl_layout.json` names the rule and
  `extensions/*/config.json` its parameters. (The SHA-256 of the id in hexadecimal; its first
  characters are the names of the outer folders, the whole of it that of the object's folder.)
)";

std::string readSmall(Files& files, const fs::path& path) {
  return files.readText(path, smallFile);
}

[[noreturn]] void notARoot(std::string message, const fs::path& where) {
  throw Error{Code::NotAStorageRoot, std::move(message),
              "Nothing was changed. Check that this is the right folder.", where.string()};
}

struct RootFile {
  fs::path name;
  std::string text;
};

/// The declaration is last, so that a root is complete once it says that it is one.
std::vector<RootFile> rootFiles(const Layout& layout) {
  return {{fs::path("extensions") / layout.extension / "config.json", layout.configJson()},
          {"README.md", std::string(readme)},
          {"ocfl_layout.json", layout.layoutJson()},
          {std::string(rootDeclaration), "ocfl_1.1\n"}};
}

void checkDeclaration(Files& files, const fs::path& folder) {
  for (std::string_view version : {"ocfl_1.1", "ocfl_1.0"}) {
    const auto path = folder / fmt::format("0={}", version);
    if (!files.exists(path)) continue;
    if (readSmall(files, path) != fmt::format("{}\n", version))
      notARoot("The declaration of the storage root is damaged.", path);
    return;
  }
  notARoot("There is no declaration of an OCFL storage root.", folder);
}

/// False once the visitor has had enough.
bool walk(Files& files, const fs::path& folder, int depth,
          const std::function<bool(const fs::path&)>& visitor) {
  std::vector<FolderEntry> entries;
  try {
    entries = files.list(folder);
  } catch (const Error& error) {
    // An object may be erased while somebody walks.
    if (error.code == Code::NotFound && depth > 0) return true;
    throw;
  }
  auto declares = [](const FolderEntry& entry) {
    return entry.kind == EntryKind::File && entry.name.starts_with(objectDeclarationPrefix);
  };
  if (depth > 0 && std::ranges::any_of(entries, declares)) return visitor(folder);
  if (depth == deepestHierarchy) return true;
  for (const auto& entry : entries) {
    if (entry.kind != EntryKind::Folder || (depth == 0 && entry.name == "extensions")) continue;
    if (!walk(files, folder / entry.name, depth + 1, visitor)) return false;
  }
  return true;
}

}  // namespace

StorageRoot StorageRoot::create(Files& files, const fs::path& folder, const Layout& layout) {
  if (files.exists(folder) && !files.list(folder).empty()) {
    throw Error{Code::AlreadyExists, "The folder for the new storage root is not empty.",
                "Nothing was changed. Choose an empty folder, or open what is there.",
                folder.string()};
  }
  const auto config = folder / "extensions" / layout.extension;
  files.makeFolders(config);
  for (const auto& [name, text] : rootFiles(layout)) files.createText(folder / name, text);
  for (const auto& written : {config, folder / "extensions", folder}) files.syncFolder(written);
  files.syncFolder(folder.has_parent_path() ? folder.parent_path() : fs::path{"."});
  return StorageRoot{files, folder, layout};
}

StorageRoot StorageRoot::open(Files& files, const fs::path& folder) {
  if (!files.exists(folder)) notARoot("The storage root is not there.", folder);
  checkDeclaration(files, folder);
  const auto layoutFile = folder / "ocfl_layout.json";
  if (!files.exists(layoutFile))
    notARoot("The storage root does not say how it is laid out.", folder);
  const auto layout = readSmall(files, layoutFile);
  const auto configFile = folder / "extensions" / layoutExtension(layout) / "config.json";
  const auto config = files.exists(configFile) ? readSmall(files, configFile) : std::string{};
  return StorageRoot{files, folder, parseLayout(layout, config)};
}

void StorageRoot::forEachObject(
    const std::function<bool(const fs::path& objectFolder)>& visitor) const {
  walk(*files_, folder_, 0, visitor);
}

namespace {

/// Looks at what lies between the root and its objects.
class HierarchyCheck {
 public:
  HierarchyCheck(Files& files, const fs::path& root, const Layout& layout)
      : files_(files), root_(root), expected_(rootFiles(layout)) {}

  Findings run() {
    for (const auto& [name, text] : expected_) checkFile(name, text);
    look({}, 0);
    // A second look: an object may have been on its way in.
    for (const auto& folder : empty_) {
      if (files_.exists(root_ / folder) && files_.list(root_ / folder).empty())
        add("E073", folder, "An empty folder.");
    }
    return std::move(findings_);
  }

 private:
  void add(std::string_view code, const fs::path& where, std::string_view message) {
    findings_.push_back({std::string(code), true, where.string(), std::string(message)});
  }

  void checkFile(const fs::path& name, const std::string& text) {
    if (!files_.exists(root_ / name)) return add("", name, "It is missing.");
    if (readSmall(files_, root_ / name) != text) add("", name, "It is not as it was written.");
  }

  bool isExpected(const fs::path& name) const {
    return std::ranges::find(expected_, name, &RootFile::name) != expected_.end();
  }

  void look(const fs::path& folder, int depth) {
    const auto entries = files_.list(root_ / folder);
    if (entries.empty()) empty_.push_back(folder);
    for (const auto& entry : entries) {
      const auto path = folder / entry.name;
      if (depth == 0 && entry.name == "extensions") continue;
      if (entry.kind != EntryKind::Folder) {
        if (!isExpected(path)) add("E072", path, "A file that belongs to no object.");
      } else if (!isObjectFolder(files_, root_ / path) && depth < deepestHierarchy) {
        look(path, depth + 1);
      }
    }
  }

  Files& files_;
  const fs::path& root_;
  std::vector<RootFile> expected_;
  std::vector<fs::path> empty_;
  Findings findings_;
};

}  // namespace

Findings StorageRoot::check() const { return HierarchyCheck(*files_, folder_, layout_).run(); }

bool isObjectFolder(Files& files, const fs::path& folder) {
  return files.exists(folder / objectDeclaration) ||
         files.exists(folder / fmt::format("{}1.0", objectDeclarationPrefix));
}

}  // namespace atelier::ocfl
