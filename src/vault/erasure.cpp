// Erasing for good. The order makes a crash at any moment finishable, and the record never missing:
// the intent is durable, the object is moved out of the vault, the record is durable, the bytes go.

#include "base/error.h"
#include "base/text.h"
#include "vault/vault_state.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::vault {

namespace {

/// A power cut may have torn the last line: then the next one begins on a line of its own.
bool endsInsideALine(File& listing) {
  const auto size = listing.size();
  std::byte last{};
  return size > 0 && listing.read(size - 1, {&last, 1}) == 1 && last != std::byte{'\n'};
}

/// Where the object waits for its end, beside the intent.
fs::path outOf(const fs::path& intent) {
  return intent.parent_path() / ("out-" + intent.filename().string());
}

}  // namespace

void Vault::State::recordErasure(AssetId id, std::string_view who) {
  auto record =
      boost::json::serialize(boost::json::object{
          {"id", id.text()}, {"erased_at", toRfc3339(clock.now())}, {"by", toUtf8(who)}}) +
      "\n";
  const auto path = work.folder().parent_path() / "erased.jsonl";
  const auto listing = files.open(path, Open::Update);
  const auto end = listing->size();
  if (endsInsideALine(*listing)) record.insert(0, "\n");
  try {
    listing->write(end, std::as_bytes(std::span(record)));
    listing->sync();
    files.syncFolder(path.parent_path());
  } catch (...) {
    listing->truncate(end);
    throw;
  }
}

/// A storage root has no empty folders (OCFL 1.1, E073).
void Vault::State::removeEmptyParents(const fs::path& objectFolder) {
  const std::unique_lock alone{ways};
  const std::lock_guard lock{mutex};
  for (auto parent = objectFolder.parent_path(); parent != storage.folder();
       parent = parent.parent_path()) {
    knownFolders.erase(parent);
    if (!files.exists(parent)) continue;
    if (!files.list(parent).empty()) return;
    files.removeTree(parent);
    files.syncFolder(parent.parent_path());
  }
}

/// Out of the vault and recorded, or still where it was.
void Vault::State::takeOut(AssetId id, std::string_view who, const fs::path& out) {
  const auto folder = objectFolder(id);
  try {
    if (files.exists(folder)) {
      files.rename(folder, out);
      files.syncFolder(folder.parent_path());
    }
    recordErasure(id, who);
  } catch (...) {
    if (files.exists(out)) {
      files.rename(out, folder);
      files.syncFolder(folder.parent_path());
    }
    throw;
  }
}

void Vault::State::finishErasure(const fs::path& intent) {
  const auto text = files.readText(intent);
  const auto line = trim(text);
  const auto space = line.find(' ');
  const auto id = AssetId::parse(line.substr(0, space));
  if (!id) return;  // torn: nothing had happened yet
  const auto out = outOf(intent);
  // Where neither is left, the record was durable before the last of it went.
  if (files.exists(objectFolder(*id)) || files.exists(out)) {
    takeOut(*id, space == std::string_view::npos ? "" : line.substr(space + 1), out);
  }
  sweepErased(*id, intent);
}

void Vault::State::sweepErased(AssetId id, const fs::path& intent) {
  removeEmptyParents(objectFolder(id));
  files.removeTree(outOf(intent));
  files.removeFile(intent);
}

void Vault::State::erase(AssetId id, std::string_view who) {
  const auto intent = work.fresh("erase");
  try {
    files.createText(intent, fmt::format("{} {}\n", id.text(), who));
    files.syncFolder(intent.parent_path());
    files.syncFolder(work.folder());
    takeOut(id, who, outOf(intent));
  } catch (...) {
    if (files.exists(objectFolder(id))) {
      // The next open must not do what the caller was told had failed.
      files.removeFile(intent);
      files.syncFolder(intent.parent_path());
    } else {
      // It could not be put back either: it is finished once the disk is well.
      const std::lock_guard lock{mutex};
      unfinishedErasures.push_back(intent);
    }
    throw;
  }
  try {
    sweepErased(id, intent);
  } catch (const Error& error) {
    // It is gone and that is written down; the rest is swept before the next deposit or erasure.
    log.warn("vault.erased-not-swept", {{"problem", std::string_view(error.message)}});
    const std::lock_guard lock{mutex};
    unfinishedErasures.push_back(intent);
  }
}

void Vault::erase(AssetId id, std::string_view who) {
  auto& state = *state_;
  state.takeBackUnfinished();
  const std::lock_guard lock{state.erasing};
  if (!has(id)) return;
  state.claim({id});
  try {
    state.erase(id, who);
  } catch (...) {
    state.unclaim({id});
    throw;
  }
  state.unclaim({id});
}

std::vector<AssetId> Vault::lastErased() const {
  constexpr std::uint64_t tail = 4096;
  auto& state = *state_;
  const auto path = state.work.folder().parent_path() / "erased.jsonl";
  if (!state.files.exists(path)) return {};
  const auto listing = state.files.open(path, Open::Read);
  const auto size = listing->size();
  std::string text(static_cast<std::size_t>(std::min(size, tail)), '\0');
  text.resize(listing->read(size - text.size(), std::as_writable_bytes(std::span(text))));
  std::vector<AssetId> ids;
  constexpr std::string_view before = R"({"id":")";
  for (auto line : split(text, '\n')) {
    if (!line.starts_with(before)) continue;  // the first one may be cut
    line.remove_prefix(before.size());
    if (const auto id = AssetId::parse(line.substr(0, line.find('"')))) ids.push_back(*id);
  }
  return ids;
}

}  // namespace atelier::vault
