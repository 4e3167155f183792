#include "formats/ocfl/object_tree.h"

namespace atelier::ocfl {

namespace {

void addEntries(Files& files, const fs::path& folder, const std::string& prefix, int depth,
                std::vector<TreeEntry>& into) {
  constexpr int deepest =
      200;  // PATH_MAX ends a hostile tree long before the stack does; this is for others
  if (depth > deepest) return;
  for (const auto& entry : files.list(folder)) {
    const auto path = prefix + entry.name;
    const auto index = into.size();
    into.push_back({path, entry.kind, false, 0, 0});
    if (entry.kind == EntryKind::Folder) {
      addEntries(files, folder / entry.name, path + "/", depth + 1, into);
      into[index].empty = into.size() == index + 1;
    } else if (auto status = files.status(folder / entry.name)) {
      into[index].device = status->device;
      into[index].inode = status->inode;
    }
  }
}

}  // namespace

std::vector<TreeEntry> listTree(Files& files, const fs::path& folder) {
  std::vector<TreeEntry> tree;
  addEntries(files, folder, "", 0, tree);
  return tree;
}

}  // namespace atelier::ocfl
