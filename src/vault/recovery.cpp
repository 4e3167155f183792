// What the next open does about a run that ended in the middle of something.

#include "base/error.h"
#include "base/text.h"
#include "vault/pending_version.h"
#include "vault/vault_state.h"

#include <algorithm>

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
  bool finished = true;
  for (const auto& run : runs) {
    try {
      finishVersions(run);
      finishErasures(run);
      collectGroups(run);
    } catch (const Error& error) {
      // On a full or failing disk the vault can still be read; what is owed stays written down.
      finished = false;
      log.error("vault.not-finished",
                {{"run", run.native()}, {"problem", std::string_view(error.message)}});
    }
  }
  if (!finished || !remindAgain()) return;
  for (const auto& run : runs) removeQuietly(files, log, run);
}

/// Groups that were found stay in memory; they are written down again before their folder goes.
bool Vault::State::remindAgain() {
  std::string ids;
  {
    const std::lock_guard lock{mutex};
    std::ranges::sort(notIndexed);
    const auto repeated = std::ranges::unique(notIndexed);
    notIndexed.erase(repeated.begin(), repeated.end());
    for (const auto& id : notIndexed) ids += id.text() + "\n";
  }
  if (ids.empty()) return true;
  try {
    files.replaceText(work.run() / "group-0", ids);
    files.syncFolder(work.folder());
    return true;
  } catch (const Error& error) {
    log.error("vault.not-finished", {{"problem", std::string_view(error.message)}});
    return false;
  }
}

void Vault::State::finishVersions(const fs::path& run) {
  std::uint64_t finished = 0;
  for (const auto& staging : entriesOf(files, run, "version-")) {
    const auto waiting = PendingVersion::read(files, staging);
    if (!waiting) continue;
    const auto folder = objectFolder(waiting->id);
    const auto name = fmt::format("v{}", waiting->number);
    if (files.exists(staging / name) || !files.exists(folder / name)) continue;  // it was not moved
    try {
      const auto object = ocfl::readObject(files, folder);
      if (object.inventory.head >= waiting->number && object.findings.empty())
        continue;  // all done
      replaceInventory(folder,
                       files.readText(folder / name / ocfl::inventoryFile, ocfl::inventoryLimit));
      ++finished;
    } catch (const Error& error) {
      // A damaged object must not keep the others from being opened; a failing disk must.
      if (error.code == Code::Io || error.code == Code::NoSpace) throw;
      log.warn("vault.version-unfinished", {{"asset", std::string_view(waiting->id.text())},
                                            {"problem", std::string_view(error.message)}});
    }
  }
  if (finished > 0) log.info("vault.versions-finished", {{"versions", finished}});
}

void Vault::State::finishErasures(const fs::path& run) {
  const std::lock_guard one{erasing};
  for (const auto& intent : entriesOf(files, run, "erase-")) finishErasure(intent);
}

void Vault::State::collectGroups(const fs::path& run) {
  for (const auto& group : entriesOf(files, run, "group-")) {
    const auto text = files.readText(group);
    for (auto line : split(text, '\n')) {
      const auto id = AssetId::parse(line);
      if (!id) continue;
      if (!files.exists(objectFolder(*id))) {
        removeEmptyParents(objectFolder(*id));  // made for it, but it never moved in
        continue;
      }
      const std::lock_guard lock{mutex};
      notIndexed.push_back(*id);
    }
  }
}

void Vault::indexed() {
  {
    const std::lock_guard lock{state_->mutex};
    state_->notIndexed.clear();
  }
  state_->files.removeFile(state_->work.run() / "group-0");
}

std::size_t Vault::collectGarbage() {
  const auto before = state_->work.otherRuns().size();
  state_->recover();
  return before - state_->work.otherRuns().size();
}

}  // namespace atelier::vault
