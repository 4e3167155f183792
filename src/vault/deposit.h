#pragma once

#include "base/id.h"
#include "vault/draft.h"

#include <cstdint>
#include <memory>
#include <optional>

/// A group of new objects and new versions that become durable together, with a few syncs for all
/// of them.
namespace atelier::vault {

class Vault;

class Deposit {
 public:
  Deposit(Deposit&&) noexcept;
  Deposit& operator=(Deposit&&) = delete;
  ~Deposit();  ///< what was not committed is removed

  /// Part of the group from now on.
  Draft& add(Draft draft);
  Draft& create(AssetId id, Note note);  ///< add(Vault::newObject(...))
  Draft& update(AssetId id, Note note, std::optional<std::uint32_t> number = {});

  /// All of it is durable when this returns. If it throws, nothing of it counts; should even taking
  /// it back fail, that is done before the next deposit, and until then its objects are in
  /// Conflict.
  void commit();

  /// commit(), then `index`, which must make the index take note, durably. If that fails, the group
  /// is taken back, because nobody was told of it. What cannot be taken back before the run ends
  /// (a full disk) is named by notIndexed() at the next open.
  template <class Index>
  void commit(const Index& index) {
    commitHeld();
    try {
      index();
    } catch (...) {
      undo();
      throw;
    }
    release();
    indexed();
  }

  /// The index has taken note, durably: the vault need not remind it after a crash.
  void indexed();

 private:
  friend class Vault;
  struct State;
  explicit Deposit(Vault& vault);
  void commitHeld();  ///< nobody else changes its objects until release() or undo()
  void release();
  void undo() noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::vault
