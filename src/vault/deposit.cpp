#include "vault/deposit.h"

#include "base/digest.h"
#include "base/error.h"
#include "formats/ocfl/paths.h"
#include "vault/pending_version.h"
#include "vault/vault_state.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::vault {

namespace {

/// One object's part of the group, first as it was asked for, then as it was staged.
struct Part {
  AssetId id;
  Note note;
  std::vector<std::pair<std::string, Spooled>> files{};
  ocfl::Inventory inventory{};  ///< as it was, then as it will be
  Moving moving{};

  bool isNew() const { return moving.number == 1; }
};

}  // namespace

struct Deposit::State {
  Vault::State& vault;
  std::vector<Part> parts;
  fs::path group;

  explicit State(Vault::State& v) : vault(v) {}

  std::vector<AssetId> ids() const {
    std::vector<AssetId> all;
    for (const auto& part : parts) all.push_back(part.id);
    return all;
  }

  /// Between update() and now somebody may have made a version, or taken one back.
  void checkHeads() const {
    for (const auto& part : parts) {
      if (part.isNew()) continue;
      const auto head = vault.read(part.id).inventory.head;
      if (head != part.inventory.head) throw madeMeanwhile(head);
    }
  }

  static Error madeMeanwhile(std::uint32_t head) {
    return {Code::Conflict, fmt::format("Version {} was made in the meantime.", head),
            "Nothing was changed. Look at it and do it again."};
  }

  ocfl::Version& newVersion(Part& part) const {
    auto& inventory = part.inventory;
    ++inventory.head;
    auto& version = inventory.versions[inventory.head];
    if (inventory.head > 1) version.state = inventory.versions[inventory.head - 1].state;
    version.created = toRfc3339(vault.clock.now());
    version.message = part.note.message;
    version.user = ocfl::User{part.note.user.empty() ? "atelier" : part.note.user, ""};
    return version;
  }

  static void dropLogicalPath(ocfl::PathsByDigest& state, const std::string& logicalPath) {
    for (auto each = state.begin(); each != state.end();) {
      std::erase(each->second, logicalPath);
      each = each->second.empty() ? state.erase(each) : std::next(each);
    }
  }

  /// Moves the part's files into a version folder and writes down where they are. Bytes that the
  /// object has already are not stored again.
  void stageContent(Part& part, const fs::path& versionFolder) {
    auto& version = newVersion(part);
    const auto name = part.inventory.versionFolder(part.inventory.head);
    for (auto& [logicalPath, spooled] : part.files) {
      const auto digest = spooled.digest().hex();
      dropLogicalPath(version.state, logicalPath);
      version.state[digest].push_back(logicalPath);
      auto& stored = part.inventory.manifest[digest];
      if (!stored.empty()) continue;
      const auto target = versionFolder / part.inventory.contentDirectory / logicalPath;
      vault.files.makeFolders(target.parent_path());
      vault.files.rename(spooled.path(), target);
      spooled.release();
      stored.push_back(fmt::format("{}/{}/{}", name, part.inventory.contentDirectory, logicalPath));
    }
  }

  void stageObject(Part& part) {
    part.inventory.id = objectId(part.id);
    part.moving.staging = vault.work.fresh("new");
    stageContent(part, part.moving.staging / "v1");
    ocfl::writeObject(vault.files, part.moving.staging, part.inventory);
  }

  void stageVersion(Part& part) {
    const auto& staging = part.moving.staging = vault.work.fresh("version");
    const auto next = part.inventory.versionFolder(part.inventory.head + 1);
    vault.files.makeFolders(staging / next);
    stageContent(part, staging / next);
    ocfl::writeInventory(vault.files, staging / next, part.inventory);
    PendingVersion::write(vault.files, staging, part.id, part.inventory);
  }

  void stageAll() {
    std::string lines;
    for (auto& part : parts) {
      if (part.isNew()) {
        stageObject(part);
      } else {
        stageVersion(part);
      }
      lines += part.id.text() + "\n";
    }
    group = vault.work.fresh("group");
    vault.files.createText(group, lines, false);
    vault.files.syncAll(vault.work.folder());
  }

  void move(Part& part) {
    auto& moving = part.moving;
    moving.attempted = true;
    try {
      if (part.isNew()) {
        vault.makeWay(moving.place);
        vault.files.rename(moving.staging, moving.place);
      } else {
        const auto name = part.inventory.versionFolder(part.inventory.head);
        vault.files.rename(moving.staging / name, moving.place / name);
      }
    } catch (const Error& error) {
      if (error.code != Code::AlreadyExists) throw;
      if (!part.isNew()) throw madeMeanwhile(moving.number);
      throw Error{Code::ObjectExists, fmt::format("The vault has {} already.", part.id.text()),
                  "Nothing was changed.", moving.place.string()};
    }
  }

  void moveAll() {
    const std::shared_lock staying{vault.ways};
    for (auto& part : parts) move(part);
    vault.files.syncAll(vault.storage.folder());
  }

  /// From here on a crash is finished forward by the next open. The staging stays until release():
  /// if the group has to be taken back, a crash meanwhile needs it.
  void publishVersions() {
    bool any = false;
    for (auto& part : parts) {
      if (part.isNew()) continue;
      PendingVersion::publish(vault.files, part.moving.staging, part.moving.place, part.inventory);
      any = true;
    }
    if (!any) return;
    vault.files.syncAll(vault.storage.folder());
  }

  FailedCommit failed() const {
    FailedCommit commit{{}, group};
    for (const auto& part : parts) commit.parts.push_back(part.moving);
    return commit;
  }
};

Deposit::Deposit(Vault& vault) : state_(std::make_unique<State>(*vault.state_)) {
  state_->vault.takeBackUnfinished();
}
Deposit::Deposit(Deposit&&) noexcept = default;
Deposit::~Deposit() = default;

Deposit::Draft Deposit::create(AssetId id, Note note) {
  auto& part = state_->parts.emplace_back(Part{.id = id, .note = std::move(note)});
  part.moving = {.id = id, .number = 1, .staging = {}, .place = state_->vault.objectFolder(id)};
  return {*this, state_->parts.size() - 1};
}

Deposit::Draft Deposit::update(AssetId id, Note note, std::optional<std::uint32_t> number) {
  auto object = state_->vault.read(id);
  const auto next = object.inventory.head + 1;
  if (number && *number != next) throw State::madeMeanwhile(object.inventory.head);
  auto& part = state_->parts.emplace_back(Part{.id = id, .note = std::move(note)});
  part.inventory = std::move(object.inventory);
  part.moving = {.id = id, .number = next, .staging = {}, .place = object.folder};
  return {*this, state_->parts.size() - 1};
}

Deposit::Draft& Deposit::Draft::file(std::string logicalPath, Spooled spooled) {
  if (ocfl::faultOf(logicalPath) != ocfl::PathFault::None) {
    throw Error{Code::InvalidInput, "This name cannot stand in the vault.", "Nothing was changed.",
                logicalPath};
  }
  auto& files = deposit_->state_->parts[index_].files;
  std::erase_if(files, [&](const auto& file) { return file.first == logicalPath; });
  files.emplace_back(std::move(logicalPath), std::move(spooled));
  return *this;
}

Deposit::Draft& Deposit::Draft::text(std::string logicalPath, std::string_view text) {
  auto& vault = deposit_->state_->vault;
  SpoolWriter writer(vault.files, vault.work.fresh("spool"));
  writer.write(std::as_bytes(std::span(text)));
  return file(std::move(logicalPath), writer.finish());
}

void Deposit::commit() {
  commitHeld();
  release();
}

void Deposit::commitHeld() {
  auto& state = *state_;
  if (state.parts.empty()) return;
  const auto ids = state.ids();
  state.vault.claim(ids);
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
  for (const auto& part : state_->parts) {
    if (!part.isNew()) removeQuietly(state_->vault.files, state_->vault.log, part.moving.staging);
  }
  state_->vault.unclaim(state_->ids());
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
