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

  /// All of it is durable when this returns. If it throws, nothing of it counts.
  void commit();

  /// commit(), then `index`, which must make the index take note, durably. If that fails, the group
  /// is taken back, because nobody was told of it.
  template <class Index>
  void commit(const Index& index) {
    commit();
    try {
      index();
    } catch (...) {
      undo();
      throw;
    }
    indexed();
  }

  /// The index has taken note, durably: the vault need not remind it after a crash.
  void indexed();

  /// Takes a committed group back. What cannot be taken back (a full disk) is named by notIndexed()
  /// at the next open.
  void undo() noexcept;

 private:
  friend class Vault;
  struct State;
  explicit Deposit(Vault& vault);
  std::unique_ptr<State> state_;
};

}  // namespace atelier::vault
