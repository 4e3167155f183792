#include "vault/deposit.h"

#include "base/error.h"
#include "base/side_by_side.h"
#include "vault/draft_state.h"
#include "vault/pending_version.h"

#include <deque>

#include <fmt/format.h>

namespace atelier::vault {

struct Deposit::State {
  Vault& owner;
  Vault::State& vault;
  std::deque<Draft> drafts;  // whoever adds to one keeps a reference to it
  fs::path group;

  explicit State(Vault& v) : owner(v), vault(*v.state_) {}

  std::vector<AssetId> ids() const {
    std::vector<AssetId> all;
    for (const auto& draft : drafts) all.push_back(draft.state_->moving.id);
    return all;
  }

  /// Objects do not depend on each other. Renames are not worth it: between folders the kernel does
  /// one after the other.
  template <class Use>
  void eachDraft(const Use& use) const {
    sideBySide(drafts.size(), [&](std::size_t at) { use(*drafts[at].state_); });
  }

  void take() {
    vault.claim(ids());
    for (auto& draft : drafts) draft.state_->taken = true;
  }

  /// Between newVersion() and now somebody may have made a version, or taken one back.
  void checkHeads() const {
    eachDraft([this](Draft::State& draft) {
      const auto& moving = draft.moving;
      if (moving.number == 1) return;
      const auto head = vault.read(moving.id).inventory.head;
      if (head + 1 != moving.number) throw madeMeanwhile(head);
    });
  }

  void stageAll() {
    std::string lines;
    for (auto& draft : drafts) {
      draft.stage();
      lines += draft.state_->moving.id.text() + "\n";
    }
    group = vault.work.fresh("group");
    vault.files.createText(group, lines, false);
    vault.files.syncAll(vault.work.folder());
  }

  void move(Draft::State& draft) {
    auto& moving = draft.moving;
    moving.attempted = true;
    try {
      if (draft.isNew()) {
        vault.makeWay(moving.place);
        vault.files.rename(moving.staging, moving.place);
      } else {
        const auto name = draft.inventory.versionFolder(draft.inventory.head);
        vault.files.rename(moving.staging / name, moving.place / name);
      }
    } catch (const Error& error) {
      if (error.code != Code::AlreadyExists) throw;
      if (!draft.isNew()) throw madeMeanwhile(moving.number);
      throw Error{Code::ObjectExists, fmt::format("The vault has {} already.", moving.id.text()),
                  "Nothing was changed.", moving.place.string()};
    }
  }

  void moveAll() {
    const std::shared_lock staying{vault.ways};
    for (auto& draft : drafts) move(*draft.state_);
    vault.files.syncAll(vault.storage.folder());
  }

  /// From here on a crash is finished forward by the next open. The staging stays until release():
  /// if the group has to be taken back, a crash meanwhile needs it.
  void publishVersions() {
    bool any = false;
    for (auto& draft : drafts) {
      const auto& version = *draft.state_;
      if (version.isNew()) continue;
      PendingVersion::publish(vault.files, version.moving.staging, version.moving.place,
                              version.inventory);
      any = true;
    }
    if (any) vault.files.syncAll(vault.storage.folder());
  }

  FailedCommit failed() const {
    FailedCommit commit{{}, group};
    for (const auto& draft : drafts) commit.parts.push_back(draft.state_->moving);
    return commit;
  }
};

Deposit::Deposit(Vault& vault) : state_(std::make_unique<State>(vault)) {
  state_->vault.takeBackUnfinished();
}
Deposit::Deposit(Deposit&&) noexcept = default;
Deposit::~Deposit() = default;

Draft& Deposit::add(Draft draft) { return state_->drafts.emplace_back(std::move(draft)); }

Draft& Deposit::create(AssetId id, Note note) {
  return add(state_->owner.newObject(id, std::move(note)));
}

Draft& Deposit::update(AssetId id, Note note, std::optional<std::uint32_t> number) {
  return add(state_->owner.newVersion(id, std::move(note), number));
}

void Deposit::commit() {
  commitHeld();
  release();
}

void Deposit::commitHeld() {
  auto& state = *state_;
  if (state.drafts.empty()) return;
  state.take();
  try {
    state.checkHeads();
    state.stageAll();
    state.moveAll();
    state.publishVersions();
  } catch (...) {
    state.vault.takeBackOrRemember(state.failed());
    throw;
  }
}

void Deposit::release() {
  auto& vault = state_->vault;
  state_->eachDraft([&vault](const Draft::State& draft) {
    if (!draft.isNew()) removeQuietly(vault.files, vault.log, draft.moving.staging);
  });
  vault.unclaim(state_->ids());
}

void Deposit::undo() noexcept {
  try {
    state_->vault.takeBackOrRemember(state_->failed());
  } catch (...) {
    // No memory for the list of what to take back: the next open names it.
    return;
  }
}

void Deposit::indexed() {
  auto& vault = state_->vault;
  // Committed it is: if the note stays, the next open reminds the index once too often.
  if (!state_->group.empty()) removeQuietly(vault.files, vault.log, state_->group);
}

}  // namespace atelier::vault
