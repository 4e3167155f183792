#pragma once

#include "access/caller.h"
#include "base/files.h"
#include "base/id.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Watched folders: files that appear are imported once they stop growing (size and time of change
/// rest for two seconds). inotify is the hint, a scan every minute and after an overflow is the
/// truth. An original that vanishes or changes is shown; the asset stays as it was, and changed
/// bytes come in as an asset of their own.
namespace atelier::studio {

class Studio;

struct Watch {
  std::string id;
  std::string path;
  std::optional<CollectionId> collection;
  std::string state;                 ///< "watching", "scanning", "unreachable"
  std::vector<std::string> missing;  ///< originals that were imported from here and are gone
  std::vector<std::string> changed;  ///< originals whose bytes are not the imported ones any more
  std::uint64_t waiting = 0;         ///< files that still grow
};

class Watcher {
 public:
  explicit Watcher(Studio& studio);
  ~Watcher();

  /// Begins to watch in the background; before that, watches are only kept.
  void start();
  void stop();

  /// Error{NotFound} if there is no such folder, Conflict if it lies in the studio or is watched
  /// already.
  Watch add(const fs::path& folder, std::optional<CollectionId> collection,
            const access::Caller& caller);
  void remove(std::string_view id, const access::Caller& caller);
  std::vector<Watch> list();

  /// One full look at every folder, now, on this thread. Files are taken only if they rested since
  /// the look before.
  void scan();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
