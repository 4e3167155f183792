#include "studio/journal.h"

#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/event_bell.h"
#include "studio/studio.h"

#include <boost/json/serialize.hpp>

namespace atelier::studio {

void journal(Studio& studio, std::string_view name, std::optional<AssetId> asset,
             const boost::json::object& data) {
  const auto text = boost::json::serialize(data);
  studio.store().write([&](store::Transaction& transaction) {
    studio.catalog().append(transaction, name, asset, text);
  });
  studio.bell().ring();
}

}  // namespace atelier::studio
