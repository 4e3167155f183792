// What happens to a commit that failed: nothing of it counts, on this disk and after a crash.

#include "base/error.h"
#include "vault/vault_state.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace atelier::vault {

void Vault::State::claim(const std::vector<AssetId>& ids) {
  const std::lock_guard lock{mutex};
  const std::set<AssetId> wanted(ids.begin(), ids.end());
  if (wanted.size() != ids.size()) {
    throw Error{Code::InvalidInput, "An asset stands twice in one group.", "Nothing was changed."};
  }
  for (const auto& id : ids) {
    if (pending.contains(id)) {
      throw Error{Code::Conflict, "This asset is being changed at this moment.",
                  "Nothing was changed. Do it again."};
    }
  }
  pending.insert(ids.begin(), ids.end());
}

void Vault::State::unclaim(const std::vector<AssetId>& ids) {
  const std::lock_guard lock{mutex};
  for (const auto& id : ids) pending.erase(id);
}

void Vault::State::replaceInventory(const fs::path& objectFolder, std::string_view text) {
  const auto algorithm = ocfl::parseInventory(text).digestAlgorithm;
  const auto inventory = work.fresh("inventory");
  const auto sidecar = work.fresh("inventory");
  files.createText(inventory, text);
  files.createText(sidecar, ocfl::sidecarText(text, algorithm));
  files.replace(sidecar, objectFolder / ocfl::sidecarName(algorithm));
  files.replace(inventory, objectFolder / ocfl::inventoryFile);
  files.syncFolder(objectFolder);
}

bool Vault::State::speaks(const fs::path& objectFolder, std::string_view text) {
  const auto algorithm = ocfl::parseInventory(text).digestAlgorithm;
  return files.readText(objectFolder / ocfl::inventoryFile, ocfl::inventoryLimit) == text &&
         files.readText(objectFolder / ocfl::sidecarName(algorithm)) ==
             ocfl::sidecarText(text, algorithm);
}

/// The object's inventory first, durably: a version may for a moment be there and not named, but
/// never named and missing.
void Vault::State::takeBackVersion(const Moving& part) {
  const auto name = fmt::format("v{}", part.number);
  if (files.exists(part.staging / name) || !files.exists(part.place / name)) return;
  const auto before = files.readText(
      part.place / fmt::format("v{}", part.number - 1) / ocfl::inventoryFile, ocfl::inventoryLimit);
  if (!speaks(part.place, before)) replaceInventory(part.place, before);
  files.rename(part.place / name, part.staging / name);
}

void Vault::State::takeBack(const FailedCommit& commit) {
  bool moved = false;
  for (const auto& part : commit.parts) {
    if (!part.attempted) continue;
    moved = true;
    if (part.number > 1) {
      takeBackVersion(part);
    } else if (!files.exists(part.staging) && files.exists(part.place)) {
      files.rename(part.place, part.staging);
    }
  }
  // Only then may go what the next open would need to know about it.
  if (moved) files.syncAll(storage.folder());
  for (const auto& part : commit.parts) {
    if (part.number == 1 && part.attempted) removeEmptyParents(part.place);
    if (!part.staging.empty()) files.removeTree(part.staging);
  }
  if (!commit.group.empty()) files.removeFile(commit.group);
}

void Vault::State::takeBackOrRemember(FailedCommit commit) noexcept {
  std::vector<AssetId> ids;
  ids.reserve(commit.parts.size());
  for (const auto& part : commit.parts) ids.push_back(part.id);
  try {
    takeBack(commit);
    unclaim(ids);
  } catch (...) {
    log.warn("vault.take-back-failed", {{"objects", std::uint64_t{ids.size()}}});
    const std::lock_guard lock{mutex};
    unfinished.push_back(std::move(commit));
  }
}

void Vault::State::takeBackUnfinished() {
  std::vector<FailedCommit> commits;
  std::vector<fs::path> erasures;
  {
    const std::lock_guard lock{mutex};
    commits.swap(unfinished);
    erasures.swap(unfinishedErasures);
  }
  for (auto& commit : commits) takeBackOrRemember(std::move(commit));
  if (erasures.empty()) return;
  const std::lock_guard one{erasing};
  for (const auto& intent : erasures) {
    try {
      finishErasure(intent);
    } catch (const Error& error) {
      log.warn("vault.erasure-unfinished", {{"problem", std::string_view(error.message)}});
      const std::lock_guard lock{mutex};
      unfinishedErasures.push_back(intent);
    }
  }
}

}  // namespace atelier::vault
