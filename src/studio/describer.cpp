#include "studio/describer.h"

#include "access/access.h"
#include "access/audit.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/event_bell.h"
#include "studio/operations/views.h"
#include "studio/previews.h"
#include "studio/source_files.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <mutex>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace atelier::studio {

namespace {

constexpr std::size_t groupSize = 128;

std::string versionData(std::uint32_t number) {
  return boost::json::serialize(boost::json::object{{"version", number}});
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

  void eraseOne(const AssetId& id, const access::Caller& caller) {
    const auto detail = load({&id, 1}).front();
    // The entry comes first and the vault second: whatever breaks in between, it is known who
    // wanted it gone.
    studio.store().write([&](store::Transaction& transaction) {
      studio.access().audit().append(transaction, caller, "asset.erase", id.text());
      studio.catalog().remove(transaction, {&id, 1});
      SourceFiles::forget(transaction, {&id, 1});
      studio.catalog().append(transaction, "asset.erased", id, "{}");
    });
    studio.vault().erase(id, caller.name);
    studio.previews().forget(detail.description.digest);
    studio.bell().ring();
  }
};

Describer::Describer(Studio& studio) : state_(std::make_unique<State>(studio)) {}
Describer::~Describer() = default;

std::size_t Describer::change(std::span<const AssetId> ids, const Change& change,
                              const Reason& reason, const access::Caller& caller) {
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

}  // namespace atelier::studio
