#pragma once

#include "access/caller.h"
#include "studio/change_file.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Changes of many assets as one step: watched, stopped, undone. Few are done before the answer;
/// many on a thread of the studio's own, one change after the other, and from the command line
/// while it waits. What was begun is finished by the next open, whatever ended the run.
///
/// Everybody is told by `change.progress` events; a change of many assets has no events for each of
/// them. One audit entry names the change; each asset has its version in the vault.
namespace atelier::studio {

class Studio;

/// As the doors show it.
struct ChangeView {
  std::string id;
  ChangeState state = ChangeState::Running;
  std::uint64_t total = 0;   ///< while it is undone: assets to bring back
  std::uint64_t done = 0;    ///< of these
  std::uint64_t failed = 0;  ///< of these
  std::string what;
  std::string by;
  std::string startedAt;
  std::optional<std::string> endedAt;
  bool canUndo = false;
  std::vector<ChangeProblem> problems;  ///< the first few
};
BOOST_DESCRIBE_STRUCT(ChangeView, (),
                      (id, state, total, done, failed, what, by, startedAt, endedAt, canUndo,
                       problems))

class Changes {
 public:
  explicit Changes(Studio& studio);
  ~Changes();  ///< stops after the group at hand; the next open goes on

  /// Goes on with what an earlier run left, and forgets what ended more than 30 days ago.
  void resume();

  /// `edit` is checked and its collections are ids that exist; `what` says it in words.
  ChangeView start(std::vector<AssetId> assets, const Edit& edit, std::string what,
                   const access::Caller& caller);

  std::vector<ChangeView> list(std::size_t limit);  ///< newest first, those of the last 30 days
  ChangeView show(std::string_view id);             ///< Error{NotFound}
  ChangeView stop(std::string_view id, const access::Caller& caller);
  /// Needs the right to trash if it did. Error{Conflict} if there is nothing to bring back.
  ChangeView undo(std::string_view id, const access::Caller& caller);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
