#pragma once

#include "base/files.h"

#include <functional>
#include <string>
#include <vector>

namespace atelier::ocfl {

struct TreeEntry {
  std::string path;  ///< relative to the folder that was listed, with slashes
  EntryKind kind = EntryKind::File;
  bool empty = false;  ///< a folder without entries
  std::uint64_t device = 0;
  std::uint64_t inode = 0;  ///< 0 if unknown
};

/// Everything below a folder, parents before children, links never followed. Throws as Files does.
std::vector<TreeEntry> listTree(Files& files, const fs::path& folder);

}  // namespace atelier::ocfl
