#include "studio/reconcile.h"

#include "base/log.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/describer.h"
#include "studio/indexing.h"
#include "studio/studio.h"
#include "studio/verify.h"
#include "vault/vault.h"

namespace atelier::studio {

namespace {

/// Clients that are further behind are told so and look at everything again.
constexpr std::int64_t eventsKept = 100'000;

/// An erasure that a crash interrupted after the bytes were gone.
void forgetErased(Studio& studio) {
  for (const auto& id : studio.vault().lastErased()) {
    const CollectionId collection{id.value};
    const SearchId search{id.value};
    const bool isCollection = studio.catalog().collection(collection).has_value();
    const bool isSearch = studio.catalog().search(search).has_value();
    if (!isCollection && !isSearch && !studio.catalog().summary(id)) continue;
    studio.store().write([&](store::Transaction& transaction) {
      if (isSearch) return studio.catalog().deleteSearch(transaction, search);
      if (isCollection) return studio.catalog().deleteCollection(transaction, collection);
      forgetAsset(studio, transaction, id);
    });
  }
}

}  // namespace

void reconcile(Studio& studio, bool indexIsNew) {
  studio.store().write([&](store::Transaction& transaction) {
    studio.catalog().forgetEvents(transaction, eventsKept);
  });
  if (indexIsNew) {
    const auto report = makeIndex(studio);
    if (report.assets > 0) studio.log().info("studio.index-made", {{"assets", report.assets}});
    studio.vault().indexed();
    return;
  }
  forgetErased(studio);
  const auto missed = studio.vault().notIndexed();
  if (missed.empty()) return;
  const auto result = index(studio, missed, true);
  studio.log().info("studio.recovered", {{"assets", result.assets}});
  studio.vault().indexed();
}

}  // namespace atelier::studio
