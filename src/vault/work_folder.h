#pragma once

#include "base/files.h"
#include "base/id.h"
#include "base/random.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The folder beside the vault where things wait on their way in or out. Each run has a folder of
/// its own in it, so whatever lies in another one was left by a run that ended:
///
///   work/<run>/spool-7            bytes that were coming in
///   work/<run>/new-7/             an object that was being staged
///   work/<run>/version-7/         a version that was being staged, see pending_version.h
///   work/<run>/group-7            ids, one a line, that were committed but may not be in the index
///   work/<run>/erase-7            the id of an object that is being erased, and who wants it
///   work/<run>/out-erase-7/       the same object, out of the vault and on its way to nothing
///   work/<run>/inventory-7        an inventory or sidecar on its way into an object
namespace atelier::vault {

class WorkFolder {
 public:
  WorkFolder(Files& files, fs::path work, Random& random);

  /// A path in this run's folder that nobody has: "<run>/spool-7".
  fs::path fresh(std::string_view kind);

  const fs::path& folder() const { return work_; }
  const fs::path& run() const { return run_; }

  /// Folders of other runs. Things that are no run (uploads, which outlive runs) are not among
  /// them.
  std::vector<fs::path> otherRuns() const;

 private:
  Files& files_;
  fs::path work_;
  fs::path run_;
  std::atomic<std::uint64_t> last_ = 0;
};

}  // namespace atelier::vault
