#pragma once

#include "base/files.h"
#include "formats/ocfl/finding.h"
#include "formats/ocfl/layout.h"

#include <functional>
#include <string_view>

/// An OCFL storage root: a folder of objects that any OCFL 1.1 reader understands (OCFL 1.1,
/// section 4). Errors: NotAStorageRoot, and those of Files.
namespace atelier::ocfl {

inline constexpr std::string_view rootDeclaration = "0=ocfl_1.1";
inline constexpr std::string_view objectDeclaration = "0=ocfl_object_1.1";

class StorageRoot {
 public:
  /// Makes a root in an empty or missing folder and syncs it. AlreadyExists if something lies
  /// there.
  static StorageRoot create(Files& files, const fs::path& folder, const Layout& layout = {});

  /// Reads the declaration (1.0 or 1.1) and the layout.
  static StorageRoot open(Files& files, const fs::path& folder);

  const fs::path& folder() const { return folder_; }
  const Layout& layout() const { return layout_; }

  /// Where the object with this id lies or would lie.
  fs::path objectFolder(std::string_view id) const { return folder_ / layout_.objectPath(id); }

  /// Walks the hierarchy, lazily and in the order of names, and hands out the folder of each
  /// object. Stops when the visitor says false. Folders that are neither object nor hierarchy are
  /// passed over; links never followed.
  void forEachObject(const std::function<bool(const fs::path& objectFolder)>& visitor) const;

  /// What is wrong outside of the objects: a file that create() wrote is missing or changed, and
  /// whatever else lies there that is neither object nor hierarchy (E072, E073, E084). `where` is
  /// relative to the root.
  Findings check() const;

 private:
  StorageRoot(Files& files, fs::path folder, Layout layout)
      : files_(&files), folder_(std::move(folder)), layout_(std::move(layout)) {}

  Files* files_;
  fs::path folder_;
  Layout layout_;
};

/// True if the folder has a declaration "0=ocfl_object_...".
bool isObjectFolder(Files& files, const fs::path& folder);

}  // namespace atelier::ocfl
