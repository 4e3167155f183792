#include "studio/walk.h"

#include <fmt/format.h>

namespace atelier::studio {

namespace {

class Walker {
 public:
  using Visit = std::function<bool(FoundFile)>;
  using Fail = std::function<void(const fs::path&, Error)>;

  Walker(Files& files, const fs::path& leaveOut, const Visit& visit, const Fail& fail)
      : files_(files), leaveOut_(leaveOut), visit_(visit), fail_(fail) {}

  void walk(const fs::path& path) {
    try {
      auto absolute = fs::absolute(path).lexically_normal();
      auto status = files_.status(absolute);
      if (status && status->kind == EntryKind::Link) {
        absolute = fs::canonical(absolute);
        status = files_.status(absolute);
      }
      if (!status) return;
      if (status->kind == EntryKind::Other) {
        throw Error{Code::Unsupported, "This is neither a file nor a folder.",
                    "It was left where it is.", absolute.string()};
      }
      look(absolute, *status);
    } catch (...) {
      fail_(path, currentError());
    }
  }

 private:
  void look(const fs::path& path, const FileStatus& status) {
    if (ended_) return;
    if (status.kind == EntryKind::Folder && path != leaveOut_) {
      lookInto(path);
    } else if (status.kind == EntryKind::File) {
      ended_ = !visit_({path, status});
    }
  }

  void lookInto(const fs::path& folder) {
    std::vector<FolderEntry> entries;
    try {
      entries = files_.list(folder);
    } catch (...) {
      fail_(folder, currentError());
      return;
    }
    for (const auto& entry : entries) {
      if (entry.name.starts_with('.')) continue;
      const auto path = folder / entry.name;
      try {
        if (auto status = files_.status(path)) look(path, *status);
      } catch (...) {
        fail_(path, currentError());
      }
    }
  }

  Files& files_;
  const fs::path& leaveOut_;
  const Visit& visit_;
  const Fail& fail_;
  bool ended_ = false;
};

}  // namespace

void needAll(Files& files, const std::vector<fs::path>& paths) {
  for (const auto& path : paths) {
    if (files.exists(path)) continue;
    throw Error{Code::NotFound, fmt::format("There is no file or folder {}.", path.string()),
                "Nothing was imported. Check the spelling.", path.string()};
  }
}

void walkFiles(Files& files, const std::vector<fs::path>& paths, const fs::path& leaveOut,
               const std::function<bool(FoundFile)>& visit,
               const std::function<void(const fs::path&, Error)>& fail) {
  Walker walker(files, leaveOut, visit, fail);
  for (const auto& path : paths) walker.walk(path);
}

}  // namespace atelier::studio
