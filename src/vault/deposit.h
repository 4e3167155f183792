#pragma once

#include "base/id.h"
#include "vault/spool.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// A group of new objects and new versions that become durable together, with a few syncs for all
/// of them.
namespace atelier::vault {

class Vault;

/// What the version's entry in the inventory says.
struct Note {
  std::string message;
  std::string user;
};

class Deposit {
 public:
  Deposit(Deposit&&) noexcept;
  Deposit& operator=(Deposit&&) = delete;
  ~Deposit();  ///< what was not committed is removed

  /// One object's part of the group: add its files.
  class Draft {
   public:
    Draft& file(std::string logicalPath, Spooled spooled);
    Draft& text(std::string logicalPath, std::string_view text);

   private:
    friend class Deposit;
    Draft(Deposit& deposit, std::size_t index) : deposit_(&deposit), index_(index) {}
    Deposit* deposit_;
    std::size_t index_;
  };

  /// A new object, version 1.
  Draft create(AssetId id, Note note);

  /// A new version of an object. What is not given stays as it was and is not stored again.
  /// Error{Conflict} if `number` is given and is not the next one.
  Draft update(AssetId id, Note note, std::optional<std::uint32_t> number = {});

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
