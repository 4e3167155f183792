// What the next open does about a run that ended in the middle of something.

#include "base/error.h"
#include "base/text.h"
#include "vault/pending_version.h"
#include "vault/vault_state.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::vault {

namespace {

std::vector<fs::path> entriesOf(Files& files, const fs::path& run, std::string_view kind) {
  std::vector<fs::path> found;
  for (const auto& entry : files.list(run)) {
    if (entry.name.starts_with(kind)) found.push_back(run / entry.name);
  }
  return found;
}

}  // namespace

void Vault::State::recover() {
  const auto runs = work.otherRuns();
  for (const auto& run : runs) {
    finishVersions(run);
    finishErasures(run);
    collectGroups(run);
  }
  // Groups that were found stay in memory; they are written down again before their folder goes.
  if (!notIndexed.empty()) {
    std::string ids;
    for (const auto& id : notIndexed) ids += id.text() + "\n";
    files.replaceText(work.run() / "group-0", ids);
    files.syncFolder(work.folder());
  }
  for (const auto& run : runs) removeQuietly(files, log, run);
}

void Vault::State::finishVersions(const fs::path& run) {
  for (const auto& staging : entriesOf(files, run, "version-")) {
    const auto waiting = PendingVersion::read(files, staging);
    if (!waiting) continue;
    const auto folder = objectFolder(waiting->id);
    const auto name = fmt::format("v{}", waiting->number);
    if (files.exists(staging / name) || !files.exists(folder / name)) continue;  // it was not moved
    const auto object = ocfl::readObject(files, folder);
    if (object.inventory.head >= waiting->number && object.findings.empty()) continue;  // all done
    const auto text = files.readText(folder / name / ocfl::inventoryFile, ocfl::inventoryLimit);
    ocfl::replaceRootInventory(files, folder, ocfl::parseInventory(text));
    log.info("vault.version-finished", {{"asset", std::string_view(waiting->id.text())}});
  }
}

void Vault::State::finishErasures(const fs::path& run) {
  for (const auto& intent : entriesOf(files, run, "erase-")) finishErasure(intent);
}

void Vault::State::recordErasure(AssetId id, std::string_view who) {
  const auto record =
      boost::json::serialize(boost::json::object{
          {"id", id.text()}, {"erased_at", toRfc3339(clock.now())}, {"by", toUtf8(who)}}) +
      "\n";
  const auto path = work.folder().parent_path() / "erased.jsonl";
  const auto listing = files.open(path, Open::Update);
  listing->write(listing->size(), std::as_bytes(std::span(record)));
  listing->sync();
  files.syncFolder(path.parent_path());
}

/// A storage root has no empty folders (OCFL 1.1, E073).
void Vault::State::removeEmptyParents(const fs::path& objectFolder) {
  const std::unique_lock alone{ways};
  const std::lock_guard lock{mutex};
  for (auto parent = objectFolder.parent_path(); parent != storage.folder();
       parent = parent.parent_path()) {
    if (!files.exists(parent)) continue;
    if (!files.list(parent).empty()) return;
    knownFolders.erase(parent);
    files.removeTree(parent);
    files.syncFolder(parent.parent_path());
  }
}

void Vault::State::finishErasure(const fs::path& intent) {
  const auto text = files.readText(intent);
  const auto line = trim(text);
  const auto id = AssetId::parse(line.substr(0, line.find(' ')));
  if (!id) return;  // torn: nothing had happened yet
  const auto who = line.find(' ') == std::string_view::npos ? std::string_view{}
                                                            : line.substr(line.find(' ') + 1);
  const auto folder = objectFolder(*id);
  if (files.exists(folder)) {
    // The record first: a crash in between may leave two of them, never none.
    recordErasure(*id, who);
    const auto out = work.fresh("erased");
    files.rename(folder, out);
    files.syncFolder(folder.parent_path());
    removeEmptyParents(folder);
    files.removeTree(out);
  }
  files.removeFile(intent);
}

void Vault::State::collectGroups(const fs::path& run) {
  for (const auto& group : entriesOf(files, run, "group-")) {
    const auto text = files.readText(group);
    for (auto line : split(text, '\n')) {
      const auto id = AssetId::parse(line);
      if (id && files.exists(objectFolder(*id))) notIndexed.push_back(*id);
    }
  }
}

void Vault::erase(AssetId id, std::string_view who) {
  auto& state = *state_;
  if (!has(id)) return;
  const auto intent = state.work.fresh("erase");
  state.files.createText(intent, fmt::format("{} {}\n", id.text(), who));
  state.files.syncFolder(intent.parent_path());
  state.files.syncFolder(state.work.folder());
  state.finishErasure(intent);
}

void Vault::indexed() {
  {
    const std::lock_guard lock{state_->mutex};
    state_->notIndexed.clear();
  }
  state_->files.removeFile(state_->work.run() / "group-0");
}

std::size_t Vault::collectGarbage() {
  std::size_t count = 0;
  for (const auto& run : state_->work.otherRuns()) {
    state_->files.removeTree(run);
    ++count;
  }
  return count;
}

}  // namespace atelier::vault
