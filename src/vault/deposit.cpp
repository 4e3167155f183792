#include "vault/deposit.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
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
  bool isNew = true;
  std::vector<std::pair<std::string, Spooled>> files;
  ocfl::Inventory inventory;  ///< as it will be
  fs::path staging;           ///< new-N/ or version-N/
  fs::path place;             ///< the object's folder in the vault
  bool moved = false;
};

std::string groupText(const std::vector<Part>& parts) {
  std::string text;
  for (const auto& part : parts) text += part.id.text() + "\n";
  return text;
}

}  // namespace

struct Deposit::State {
  Vault::State& vault;
  std::vector<Part> parts;
  fs::path group;
  bool claimed = false;

  explicit State(Vault::State& v) : vault(v) {}

  /// Two groups must not make versions of one object at once.
  void claim() {
    const std::lock_guard lock{vault.mutex};
    for (const auto& part : parts) {
      if (vault.pending.contains(part.id)) {
        throw Error{Code::Conflict, "This asset is being changed at this moment.", "Do it again."};
      }
    }
    for (const auto& part : parts) vault.pending.insert(part.id);
    claimed = true;
  }

  void unclaim() {
    if (!claimed) return;
    const std::lock_guard lock{vault.mutex};
    for (const auto& part : parts) vault.pending.erase(part.id);
    claimed = false;
  }

  ocfl::Version& newVersion(Part& part) {
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
    part.staging = vault.work.fresh("new");
    part.place = vault.objectFolder(part.id);
    stageContent(part, part.staging / "v1");
    ocfl::writeObject(vault.files, part.staging, part.inventory);
  }

  void stageVersion(Part& part, std::optional<std::uint32_t>) {
    part.staging = vault.work.fresh("version");
    part.place = vault.objectFolder(part.id);
    const auto next = part.inventory.versionFolder(part.inventory.head + 1);
    vault.files.makeFolders(part.staging / next);
    stageContent(part, part.staging / next);
    ocfl::writeInventory(vault.files, part.staging / next, part.inventory);
    PendingVersion::write(vault.files, part.staging, part.id, part.inventory);
  }

  void stageAll() {
    for (auto& part : parts) {
      if (part.isNew) {
        stageObject(part);
      } else {
        stageVersion(part, {});
      }
    }
    group = vault.work.fresh("group");
    vault.files.createText(group, groupText(parts), false);
    vault.files.syncAll(vault.work.folder());
  }

  void moveAll() {
    const std::shared_lock staying{vault.ways};
    for (auto& part : parts) {
      if (part.isNew) {
        vault.makeWay(part.place);
        vault.files.rename(part.staging, part.place);
      } else {
        const auto name = part.inventory.versionFolder(part.inventory.head);
        vault.files.rename(part.staging / name, part.place / name);
      }
      part.moved = true;
    }
    vault.files.syncAll(vault.storage.folder());
  }

  /// From here on the new versions count: a crash is finished forward by the next open.
  void publishVersions() {
    bool any = false;
    for (auto& part : parts) {
      if (part.isNew) continue;
      PendingVersion::publish(vault.files, part.staging, part.place, part.inventory);
      any = true;
    }
    if (!any) return;
    vault.files.syncAll(vault.storage.folder());
    for (auto& part : parts) {
      if (!part.isNew) removeQuietly(vault.files, vault.log, part.staging);
    }
  }

  /// The object as it was: the version before speaks for it again, then the new one's folder goes.
  void takeBackVersion(const Part& part) {
    const auto& inventory = part.inventory;
    const auto before =
        part.place / inventory.versionFolder(inventory.head - 1) / ocfl::inventoryFile;
    const auto text = vault.files.readText(before, ocfl::inventoryLimit);
    ocfl::replaceRootInventory(vault.files, part.place, ocfl::parseInventory(text));
    const auto name = inventory.versionFolder(inventory.head);
    vault.files.makeFolders(part.staging);
    vault.files.rename(part.place / name, part.staging / name);
  }

  /// Takes back what was moved: nobody was told of it. Where even that fails, the next open puts it
  /// right.
  /// False if something is left.
  bool rollBack() noexcept {
    bool done = true;
    for (auto& part : parts) {
      try {
        if (part.moved && part.isNew) {
          vault.files.rename(part.place, vault.work.fresh("new"));
        } else if (part.moved) {
          takeBackVersion(part);
        }
        if (!part.staging.empty()) vault.files.removeTree(part.staging);
      } catch (...) {
        vault.log.warn("vault.roll-back-failed", {{"asset", std::string_view(part.id.text())}});
        done = false;
      }
    }
    return done;
  }
};

Deposit::Deposit(Vault& vault) : state_(std::make_unique<State>(*vault.state_)) {}
Deposit::Deposit(Deposit&&) noexcept = default;

Deposit::~Deposit() {
  if (state_) state_->unclaim();
}

Deposit::Draft Deposit::create(AssetId id, Note note) {
  state_->parts.push_back({.id = id,
                           .note = std::move(note),
                           .isNew = true,
                           .files = {},
                           .inventory = {},
                           .staging = {},
                           .place = {}});
  return {*this, state_->parts.size() - 1};
}

Deposit::Draft Deposit::update(AssetId id, Note note, std::optional<std::uint32_t> number) {
  auto object = state_->vault.read(id);
  if (number && *number != object.inventory.head + 1) {
    throw Error{Code::Conflict,
                fmt::format("Version {} was made in the meantime.", object.inventory.head),
                "Nothing was changed. Look at it and do it again."};
  }
  state_->parts.push_back({.id = id,
                           .note = std::move(note),
                           .isNew = false,
                           .files = {},
                           .inventory = std::move(object.inventory),
                           .staging = {},
                           .place = {}});
  return {*this, state_->parts.size() - 1};
}

Deposit::Draft& Deposit::Draft::file(std::string logicalPath, Spooled spooled) {
  deposit_->state_->parts[index_].files.emplace_back(std::move(logicalPath), std::move(spooled));
  return *this;
}

Deposit::Draft& Deposit::Draft::text(std::string logicalPath, std::string_view text) {
  auto& vault = deposit_->state_->vault;
  SpoolWriter writer(vault.files, vault.work.fresh("spool"));
  writer.write(std::as_bytes(std::span(text)));
  return file(std::move(logicalPath), writer.finish());
}

void Deposit::commit() {
  auto& state = *state_;
  if (state.parts.empty()) return;
  state.claim();
  try {
    state.stageAll();
    state.moveAll();
    state.publishVersions();
  } catch (...) {
    state.rollBack();
    state.unclaim();
    throw;
  }
  state.unclaim();
}

void Deposit::undo() noexcept {
  if (!state_->rollBack()) return;
  try {
    indexed();
  } catch (const Error&) {
    // The next open finds the group, and none of it in the vault.
    return;
  }
}

void Deposit::indexed() {
  if (!state_->group.empty()) state_->vault.files.removeFile(state_->group);
}

}  // namespace atelier::vault
