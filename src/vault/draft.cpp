#include "vault/draft.h"

#include "base/digest.h"
#include "base/error.h"
#include "formats/ocfl/paths.h"
#include "vault/draft_state.h"
#include "vault/pending_version.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace atelier::vault {

namespace {

void dropLogicalPath(ocfl::PathsByDigest& state, const std::string& logicalPath) {
  for (auto each = state.begin(); each != state.end();) {
    std::erase(each->second, logicalPath);
    each = each->second.empty() ? state.erase(each) : std::next(each);
  }
}

}  // namespace

Error madeMeanwhile(std::uint32_t head) {
  return {Code::Conflict, fmt::format("Version {} was made in the meantime.", head),
          "Nothing was changed. Look at it and do it again."};
}

ocfl::Version& Draft::State::newVersion() {
  ++inventory.head;
  auto& version = inventory.versions[inventory.head];
  if (inventory.head > 1) version.state = inventory.versions[inventory.head - 1].state;
  version.created = toRfc3339(vault.clock.now());
  version.message = note.message;
  version.user = ocfl::User{note.user.empty() ? "atelier" : note.user, ""};
  return version;
}

/// Puts the files into a version folder and writes down where they are. Bytes that the object has
/// already are not stored again.
void Draft::State::stageContent(const fs::path& versionFolder) {
  auto& version = newVersion();
  const auto name = inventory.versionFolder(inventory.head);
  for (const auto& path : dropped) dropLogicalPath(version.state, path);
  std::set<fs::path> made;
  for (auto& content : contents) {
    const auto digest = content.digest.hex();
    dropLogicalPath(version.state, content.logicalPath);
    version.state[digest].push_back(content.logicalPath);
    auto& stored = inventory.manifest[digest];
    if (!stored.empty()) continue;
    const auto target = versionFolder / inventory.contentDirectory / content.logicalPath;
    if (auto folder = target.parent_path(); made.insert(folder).second)
      vault.files.makeFolders(folder);
    if (content.spooled) {
      vault.files.rename(content.spooled->path(), target);
      content.spooled->release();
    } else {
      vault.files.createText(target, content.text, false);
    }
    stored.push_back(
        fmt::format("{}/{}/{}", name, inventory.contentDirectory, content.logicalPath));
  }
  contents.clear();
}

void Draft::State::stageObject() {
  inventory.id = objectId(moving.id);
  moving.staging = vault.work.fresh("new");
  stageContent(moving.staging / inventory.versionFolder(1));
  ocfl::writeObject(vault.files, moving.staging, inventory);
}

void Draft::State::stageVersion() {
  const auto& staging = moving.staging = vault.work.fresh("version");
  const auto next = inventory.versionFolder(moving.number);
  vault.files.makeFolders(staging / next);
  stageContent(staging / next);
  ocfl::writeInventory(vault.files, inventory, {staging / next});
  PendingVersion::write(vault.files, staging, moving.id, inventory);
}

Draft::Draft(std::unique_ptr<State> state) : state_(std::move(state)) {}
Draft::Draft(Draft&&) noexcept = default;

Draft::~Draft() {
  if (!state_ || state_->taken || state_->moving.staging.empty()) return;
  removeQuietly(state_->vault.files, state_->vault.log, state_->moving.staging);
}

Draft& Draft::file(std::string logicalPath, Spooled spooled) {
  const auto digest = spooled.digest();
  state_->add({std::move(logicalPath), digest, std::move(spooled), {}});
  return *this;
}

Draft& Draft::text(std::string logicalPath, std::string text) {
  const auto digest = Sha256::of(text);
  state_->add({std::move(logicalPath), digest, std::nullopt, std::move(text)});
  return *this;
}

Draft& Draft::without(std::string logicalPath) {
  state_->dropped.push_back(std::move(logicalPath));
  return *this;
}

void Draft::State::add(Content content) {
  if (ocfl::faultOf(content.logicalPath) != ocfl::PathFault::None) {
    throw Error{Code::InvalidInput, "This name cannot stand in the vault.", "Nothing was changed.",
                content.logicalPath};
  }
  std::erase_if(contents,
                [&](const auto& other) { return other.logicalPath == content.logicalPath; });
  contents.push_back(std::move(content));
}

void Draft::stage() {
  if (state_->staged) return;
  if (!state_->moving.staging.empty()) {
    throw Error{Code::Internal, "This draft could not be written before.", "Nothing was changed."};
  }
  if (state_->moving.number == 1) {
    state_->stageObject();
  } else {
    state_->stageVersion();
  }
  state_->staged = true;
}

Draft Vault::newObject(AssetId id, Note note) const {
  auto draft = std::make_unique<Draft::State>(*state_);
  draft->note = std::move(note);
  draft->moving = {.id = id, .number = 1, .staging = {}, .place = state_->objectFolder(id)};
  return Draft(std::move(draft));
}

Draft Vault::newVersion(AssetId id, Note note, std::optional<std::uint32_t> number) const {
  auto object = state_->read(id);
  const auto next = object.inventory.head + 1;
  if (number && *number != next) throw madeMeanwhile(object.inventory.head);
  auto draft = std::make_unique<Draft::State>(*state_);
  draft->note = std::move(note);
  draft->inventory = std::move(object.inventory);
  draft->moving = {.id = id, .number = next, .staging = {}, .place = object.folder};
  return Draft(std::move(draft));
}

}  // namespace atelier::vault
