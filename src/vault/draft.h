#pragma once

#include "base/id.h"
#include "vault/spool.h"

#include <memory>
#include <string>

/// One object's part of a deposit: a new object, or a new version of one that is there.
namespace atelier::vault {

/// What the version's entry in the inventory says.
struct Note {
  std::string message;
  std::string user;
};

class Draft {
 public:
  Draft(Draft&&) noexcept;
  Draft& operator=(Draft&&) = delete;
  ~Draft();  ///< what no deposit took is removed

  /// The logical path counts from the version's content. The last file given under a path stays.
  /// Error{InvalidInput} for a path that an OCFL object must not have.
  Draft& file(std::string logicalPath, Spooled spooled);
  Draft& text(std::string logicalPath, std::string text);

  /// The new version has nothing at this path, unless it is given; older ones keep what they have.
  Draft& without(std::string logicalPath);

  /// Writes the object or version to the work folder, so that a deposit only has to sync and move
  /// it. A deposit does that itself, one draft after the other; whoever prepares many does it on
  /// threads of its own. Nothing can be added afterwards. If it throws, the draft is of no use.
  void stage();

 private:
  friend class Vault;
  friend class Deposit;
  struct State;
  explicit Draft(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace atelier::vault
