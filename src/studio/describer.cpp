#include "studio/describer.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/side_by_side.h"
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
#include <atomic>
#include <mutex>
#include <optional>
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

/// Lets who comes for a few assets go before the next group of a hundred thousand: a mutex alone
/// would mostly give itself back to the one who just had it.
class Turns {
 public:
  std::unique_lock<std::mutex> take(std::mutex& mutex) {
    ++arrived_;
    std::unique_lock lock{mutex};
    ++served_;
    served_.notify_all();
    return lock;
  }
  void letOthersGo() {
    const auto before = arrived_.load();
    for (auto now = served_.load(); now < before; now = served_.load()) served_.wait(now);
  }

 private:
  std::atomic<std::uint64_t> arrived_ = 0;
  std::atomic<std::uint64_t> served_ = 0;
};

/// Trouble with one asset, or with everything?
bool isOfTheDisk(Code code) {
  return code == Code::NoSpace || code == Code::Io || code == Code::Database;
}

/// One asset of a group of many, on its way.
struct Prepared {
  std::optional<vault::Draft> draft;
  std::optional<catalog::Entry> entry;
  std::optional<Error> problem;
};

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
  Turns turns;

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

  void prepare(const AssetId& id, const Many& many, const access::Caller& caller, Prepared& into) {
    try {
      auto detail = std::move(load({&id, 1}).front());
      if (!many.change(id, detail.description)) return;
      const auto number = detail.summary.version + 1;
      auto draft = studio.vault().newVersion(id, {many.message, caller.name}, number);
      draft.text("description.json", metadata::toJson(detail.description)).stage();
      into.draft.emplace(std::move(draft));
      into.entry = {id, number, std::move(detail.description), std::move(detail.vaultFolder)};
    } catch (...) {
      into.problem = currentError();
    }
  }

  std::vector<Refused> changeMany(std::span<const AssetId> ids, const Many& many,
                                  const access::Caller& caller) {
    std::vector<Prepared> all(ids.size());
    sideBySide(ids.size(), [&](std::size_t at) { prepare(ids[at], many, caller, all[at]); });
    std::vector<Refused> refused;
    std::vector<Making> making;
    std::vector<catalog::Entry> entries;
    auto deposit = studio.vault().deposit();
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto& [draft, entry, problem] = all[i];
      if (problem && isOfTheDisk(problem->code)) throw Error(*problem);
      if (problem) refused.push_back({ids[i], problem->message});
      if (!draft) continue;
      deposit.add(std::move(*draft));
      making.push_back({ids[i], entry->version - 1});
      entries.push_back(std::move(*entry));
    }
    many.before(making);
    deposit.commit([&] { index(entries, many); });
    studio.bell().ring();
    return refused;
  }

  void index(const std::vector<catalog::Entry>& entries, const Many& many) {
    studio.store().write([&](store::Transaction& transaction) {
      studio.catalog().put(transaction, entries);
      if (!many.event.empty()) {
        for (const auto& entry : entries)
          studio.catalog().append(transaction, many.event, entry.id, versionData(entry.version));
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
  const auto lock = state_->turns.take(state_->mutex);
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

std::vector<Describer::Refused> Describer::changeMany(std::span<const AssetId> ids,
                                                      const Many& many,
                                                      const access::Caller& caller) {
  if (many.patient) state_->turns.letOthersGo();
  const auto lock = state_->turns.take(state_->mutex);
  return state_->changeMany(ids, many, caller);
}

std::unique_lock<std::mutex> Describer::hold() { return state_->turns.take(state_->mutex); }

void Describer::erase(std::span<const AssetId> ids, const access::Caller& caller) {
  const auto lock = state_->turns.take(state_->mutex);
  for (const auto& id : ids) state_->eraseOne(id, caller);
}

std::optional<std::uint32_t> Describer::revise(AssetId id, vault::Spooled spooled,
                                               const metadata::Description& seen,
                                               const access::Caller& caller) {
  const auto lock = state_->turns.take(state_->mutex);
  return state_->revise(id, std::move(spooled), seen, caller);
}

}  // namespace atelier::studio
