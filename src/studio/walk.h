#pragma once

#include "base/error.h"
#include "base/files.h"

#include <functional>
#include <vector>

/// Which files an import of some paths means: every regular file at or below them. A path that is a
/// link stands for what it points to; below, hidden files and folders are left out and links are
/// not followed.
namespace atelier::studio {

struct FoundFile {
  fs::path path;  ///< absolute
  FileStatus status;
};

/// Error{NotFound} that names the first path that is not there.
void needAll(Files& files, const std::vector<fs::path>& paths);

/// Calls `visit` for each file until it says false. What cannot be listed goes to `fail`, and the
/// rest goes on. `leaveOut` is a folder not to look into, for a studio inside of what it imports.
void walkFiles(Files& files, const std::vector<fs::path>& paths, const fs::path& leaveOut,
               const std::function<bool(FoundFile)>& visit,
               const std::function<void(const fs::path&, Error)>& fail);

}  // namespace atelier::studio
