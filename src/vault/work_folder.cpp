#include "vault/work_folder.h"

#include <fmt/format.h>

namespace atelier::vault {

WorkFolder::WorkFolder(Files& files, fs::path work, Random& random)
    : files_(files), work_(std::move(work)), run_(work_ / ("run-" + random.token(9))) {
  files_.makeFolders(run_);
}

fs::path WorkFolder::fresh(std::string_view kind) {
  return run_ / fmt::format("{}-{}", kind, ++last_);
}

std::vector<fs::path> WorkFolder::otherRuns() const {
  std::vector<fs::path> runs;
  for (const auto& entry : files_.list(work_)) {
    const auto path = work_ / entry.name;
    if (entry.kind == EntryKind::Folder && entry.name.starts_with("run-") && path != run_) {
      runs.push_back(path);
    }
  }
  return runs;
}

}  // namespace atelier::vault
