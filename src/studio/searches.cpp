#include "studio/searches.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/json/codec.h"
#include "base/json/text.h"
#include "catalog/query.h"
#include "store/store.h"
#include "studio/event_bell.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

using catalog::SavedSearch;

struct Kept {
  std::string format = "atelier-search/1";
  std::string name;
  std::string query;
  std::string sort;
  std::string createdAt;
  static constexpr std::array mayBeAbsent{"query", "sort"};
};
BOOST_DESCRIBE_STRUCT(Kept, (), (format, name, query, sort, createdAt))

AssetId objectOf(const SearchId& id) { return AssetId{id.value}; }

void check(const SavedSearch& search) {
  catalog::parseQuery(search.query);
  if (!search.sort.empty()) catalog::parseSort(search.sort);
}

/// One transaction: audit entry, the change itself, the event.
template <class Change>
void record(Studio& studio, const access::Caller& caller, std::string_view action,
            const SavedSearch& search, const Change& change) {
  studio.store().write([&](store::Transaction& transaction) {
    studio.access().audit().append(transaction, caller, action, search.id.text());
    change(transaction);
    studio.catalog().append(transaction, "search.changed", std::nullopt,
                            json::toText(boost::json::object{{"search", search.id.text()}}));
  });
  if (caller.rehearsal != nullptr) {
    caller.rehearsal->steps.back().detail = fmt::format("{}: {}", search.name, search.query);
    return;
  }
  studio.bell().ring();
}

/// Also finds out, before the vault is touched, that the name is free.
template <class Enter>
void rehearse(Studio& studio, const SavedSearch& search, const access::Caller& caller,
              const Enter& enter) {
  if (caller.rehearsal != nullptr) return enter();
  studio.store().write([&](store::Transaction& transaction) {
    studio.catalog().putSearch(transaction, search);
    transaction.undoAtEnd();
  });
}

}  // namespace

std::string searchJson(const SavedSearch& search) {
  boost::json::value value;
  Kept kept;
  kept.name = search.name;
  kept.query = search.query;
  kept.sort = search.sort;
  kept.createdAt = search.createdAt;
  json::encode(kept, value);
  return json::toText(value, json::Layout::Indented) + "\n";
}

SavedSearch searchFromJson(const SearchId& id, std::string_view text) {
  const auto kept = json::decode<Kept>(json::parse(text));
  return {id, kept.name, kept.query, kept.sort, kept.createdAt};
}

SavedSearch saveSearch(Studio& studio, SavedSearch search, const access::Caller& caller) {
  check(search);
  search.id = studio.ids().make<SearchTag>();
  search.createdAt = toRfc3339(studio.clock().now());
  const auto enter = [&] {
    record(studio, caller, "search.save", search, [&](store::Transaction& transaction) {
      studio.catalog().putSearch(transaction, search);
    });
  };
  rehearse(studio, search, caller, enter);
  if (caller.rehearsal != nullptr) return search;
  auto deposit = studio.vault().deposit();
  deposit.create(objectOf(search.id), {"Made", caller.name})
      .text("search.json", searchJson(search));
  deposit.commit(enter);
  return search;
}

void changeSearch(Studio& studio, const SavedSearch& search, const access::Caller& caller) {
  check(search);
  const auto enter = [&] {
    record(studio, caller, "search.change", search, [&](store::Transaction& transaction) {
      studio.catalog().putSearch(transaction, search);
    });
  };
  rehearse(studio, search, caller, enter);
  if (caller.rehearsal != nullptr) return;
  auto deposit = studio.vault().deposit();
  deposit.update(objectOf(search.id), {"Changed", caller.name})
      .text("search.json", searchJson(search));
  deposit.commit(enter);
}

void deleteSearch(Studio& studio, const SearchId& id, const access::Caller& caller) {
  const auto search = studio.catalog().search(id);
  if (!search)
    throw Error{Code::NotFound, "There is no such search.", "Nothing was changed.", "/id"};
  // The rows go last, as in every erasure.
  if (caller.rehearsal == nullptr) studio.vault().erase(objectOf(id), caller.name);
  record(studio, caller, "search.delete", *search,
         [&](store::Transaction& transaction) { studio.catalog().deleteSearch(transaction, id); });
}

}  // namespace atelier::studio
