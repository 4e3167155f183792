#include "studio/describer.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/drawings.h"
#include "studio/event_bell.h"
#include "studio/operations/views.h"
#include "studio/previews.h"
#include "studio/source_files.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <algorithm>
#include <mutex>
#include <set>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

constexpr std::size_t groupSize = 128;

std::string versionData(std::uint32_t number) {
  return boost::json::serialize(boost::json::object{{"version", number}});
}

/// An asset that is named twice is changed once.
std::vector<AssetId> eachOnce(std::span<const AssetId> ids) {
  std::vector<AssetId> each(ids.begin(), ids.end());
  std::ranges::sort(each);
  const auto [first, last] = std::ranges::unique(each);
  each.erase(first, last);
  return each;
}

/// The statements of one description that the other lacks, each with a sign in front.
void addLacking(std::vector<std::string>& lines, std::string_view sign,
                const metadata::Description& of, const metadata::Description& other) {
  for (const auto& field : of.fields) {
    if (std::ranges::find(other.fields, field) == other.fields.end())
      lines.push_back(fmt::format("{} {}: {}", sign, field.name, field.value));
  }
  for (const auto& collection : of.collections) {
    if (std::ranges::find(other.collections, collection) == other.collections.end())
      lines.push_back(fmt::format("{} collection: {}", sign, collection));
  }
  if (!of.trashedAt.empty() && other.trashedAt.empty())
    lines.push_back(fmt::format("{} in the trash", sign));
}

/// What a change would do, for people: "+ keyword: lake, - title: Dusk".
std::string difference(const metadata::Description& before, const metadata::Description& after) {
  std::vector<std::string> lines;
  addLacking(lines, "-", before, after);
  addLacking(lines, "+", after, before);
  return fmt::format("{}", fmt::join(lines, ", "));
}

/// New bytes speak for themselves; what a person said of the work holds for them as well. What a
/// program proposed was of the old ones.
void takeOver(metadata::Description& into, const metadata::Description& seen) {
  auto fields = seen.fields;
  for (auto& field : into.fields) {
    if (field.origin == metadata::Origin::Person) fields.push_back(std::move(field));
  }
  into.fields = std::move(fields);
  into.fileName = seen.fileName;
  into.digest = seen.digest;
  into.bytes = seen.bytes;
  into.technical = seen.technical;
  into.text = seen.text;
  into.unreadable = seen.unreadable;
}

}  // namespace

struct Describer::State {
  Studio& studio;
  std::mutex mutex;  ///< one reader-changer-writer at a time, so that no change is lost

  explicit State(Studio& s) : studio(s) {}

  std::vector<catalog::Detail> load(std::span<const AssetId> ids) {
    std::vector<catalog::Detail> details;
    for (const auto& id : ids) {
      auto detail = studio.catalog().detail(id);
      if (!detail) throw noSuchAsset(id.text());
      details.push_back(std::move(*detail));
    }
    return details;
  }

  std::size_t changeGroup(std::span<const AssetId> ids, const Change& change, const Reason& reason,
                          const access::Caller& caller) {
    if (caller.rehearsal != nullptr) return rehearse(ids, change, reason, caller);
    std::vector<catalog::Entry> entries;
    auto deposit = studio.vault().deposit();
    for (auto& detail : load(ids)) {
      if (!change(detail.description)) continue;
      const auto number = detail.summary.version + 1;
      deposit.update(detail.summary.id, {reason.message, caller.name}, number)
          .text("description.json", metadata::toJson(detail.description));
      entries.push_back(
          {detail.summary.id, number, std::move(detail.description), detail.vaultFolder});
    }
    if (entries.empty()) return 0;
    deposit.commit([&] { index(entries, reason, caller); });
    studio.bell().ring();
    return entries.size();
  }

  std::size_t rehearse(std::span<const AssetId> ids, const Change& change, const Reason& reason,
                       const access::Caller& caller) {
    std::vector<catalog::Entry> entries;
    std::vector<std::string> differences;
    for (auto& detail : load(ids)) {
      const auto before = detail.description;
      if (!change(detail.description)) continue;
      differences.push_back(difference(before, detail.description));
      entries.push_back({detail.summary.id, detail.summary.version + 1,
                         std::move(detail.description), detail.vaultFolder});
    }
    if (entries.empty()) return 0;
    auto& steps = caller.rehearsal->steps;
    const auto first = steps.size();
    index(entries, reason, caller);
    for (std::size_t i = 0; i < differences.size(); ++i)
      steps.at(first + i).detail = std::move(differences[i]);
    return entries.size();
  }

  void index(const std::vector<catalog::Entry>& entries, const Reason& reason,
             const access::Caller& caller) {
    studio.store().write([&](store::Transaction& transaction) {
      for (const auto& entry : entries) {
        studio.access().audit().append(transaction, caller, reason.action, entry.id.text(),
                                       versionData(entry.version));
      }
      studio.catalog().put(transaction, entries);
      for (const auto& entry : entries) {
        studio.catalog().append(transaction, reason.event, entry.id, versionData(entry.version));
      }
    });
  }

  std::optional<std::uint32_t> revise(AssetId id, vault::Spooled spooled,
                                      const metadata::Description& seen,
                                      const access::Caller& caller) {
    auto detail = load({&id, 1}).front();
    if (detail.description.digest == seen.digest) return std::nullopt;
    const auto number = detail.summary.version + 1;
    takeOver(detail.description, seen);
    const Reason reason{"asset.revise", "Revised", "asset.changed"};
    auto deposit = studio.vault().deposit();
    deposit.update(id, {reason.message, caller.name}, number)
        .without(studio.vault().originalPath(id, number - 1))
        .file("original/" + vault::safeName(seen.fileName), std::move(spooled))
        .text("description.json", metadata::toJson(detail.description));
    const std::vector<catalog::Entry> entries{
        {id, number, std::move(detail.description), detail.vaultFolder}};
    deposit.commit([&] { index(entries, reason, caller); });
    studio.bell().ring();
    return number;
  }

  /// Equal bytes are shared with other assets, whose previews are then made again.
  void forgetPictures(const std::vector<vault::VersionInfo>& versions) {
    std::set<Digest> digests;
    for (const auto& version : versions) digests.insert(version.digest);
    for (const auto& digest : digests) {
      studio.previews().forget(digest);
      studio.drawings().forget(digest);
    }
  }

  /// The entry comes first: whatever breaks, it is known who wanted it gone. The rows go last: an
  /// erasure that fails leaves the asset as it was, and one that a crash interrupts is finished
  /// when the studio opens.
  void eraseOne(const AssetId& id, const access::Caller& caller) {
    const auto detail = load({&id, 1}).front();
    const auto enter = [&](store::Transaction& transaction) {
      studio.access().audit().append(transaction, caller, "asset.erase", id.text());
    };
    const auto forget = [&](store::Transaction& transaction) {
      forgetAsset(studio, transaction, id);
    };
    if (caller.rehearsal != nullptr) {
      studio.store().write([&](store::Transaction& transaction) {
        enter(transaction);
        forget(transaction);
      });
      caller.rehearsal->steps.back().detail =
          fmt::format("- {} ({}), in all {} versions", detail.description.fileName,
                      humanBytes(detail.description.bytes), detail.summary.version);
      return;
    }
    const auto versions = studio.vault().versions(id);
    studio.store().write(enter);
    studio.vault().erase(id, caller.name);
    studio.store().write(forget);
    forgetPictures(versions);
    studio.bell().ring();
  }
};

void forgetAsset(Studio& studio, store::Transaction& transaction, const AssetId& id) {
  studio.catalog().remove(transaction, {&id, 1});
  SourceFiles::forget(transaction, {&id, 1});
  studio.catalog().append(transaction, "asset.erased", id, "{}");
}

Describer::Describer(Studio& studio) : state_(std::make_unique<State>(studio)) {}
Describer::~Describer() = default;

std::size_t Describer::change(std::span<const AssetId> named, const Change& change,
                              const Reason& reason, const access::Caller& caller) {
  const auto each = eachOnce(named);
  auto ids = std::span(each);
  const std::lock_guard lock{state_->mutex};
  if (ids.size() > groupSize) {
    for (const auto& id : ids) {
      if (!state_->studio.catalog().summary(id)) throw noSuchAsset(id.text());
    }
  }
  std::size_t changed = 0;
  while (!ids.empty()) {
    const auto group = ids.first(std::min(groupSize, ids.size()));
    changed += state_->changeGroup(group, change, reason, caller);
    ids = ids.subspan(group.size());
  }
  return changed;
}

void Describer::erase(std::span<const AssetId> ids, const access::Caller& caller) {
  const std::lock_guard lock{state_->mutex};
  for (const auto& id : ids) state_->eraseOne(id, caller);
}

std::optional<std::uint32_t> Describer::revise(AssetId id, vault::Spooled spooled,
                                               const metadata::Description& seen,
                                               const access::Caller& caller) {
  const std::lock_guard lock{state_->mutex};
  return state_->revise(id, std::move(spooled), seen, caller);
}

}  // namespace atelier::studio
