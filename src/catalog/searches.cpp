#include "base/error.h"
#include "base/text.h"
#include "catalog/rows.h"
#include "catalog/state.h"

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

constexpr std::string_view columns = "id, name, query, sort, created_at";

std::span<const std::uint8_t> bytesOf(const SearchId& id) { return id.value.bytes; }

SavedSearch readSearch(const store::Statement& row) {
  return {SearchId{readId(row, 0).value}, std::string(row.text(1)), std::string(row.text(2)),
          std::string(row.text(3)), std::string(row.text(4))};
}

template <class Value>
std::optional<SavedSearch> findSearch(store::Store& store, std::string_view column,
                                      const Value& value) {
  return store.read([&](store::Connection& connection) -> std::optional<SavedSearch> {
    auto statement = connection.prepare(
        fmt::format("select {} from saved_search where {} = ?", columns, column));
    statement.with(value);
    if (!statement.step()) return std::nullopt;
    return readSearch(statement);
  });
}

}  // namespace

void Catalog::putSearch(store::Transaction& transaction, const SavedSearch& search) {
  const auto name = checkedName("search", search.name);
  auto taken = transaction.prepare("select name from saved_search where name_key = ? and id <> ?");
  taken.with(nameKey(name), bytesOf(search.id));
  if (taken.step()) {
    throw Error{Code::Conflict, fmt::format("There is a search \"{}\" already.", taken.text(0)),
                "Nothing was changed. Choose another name, or change that search.", "/name"};
  }
  transaction
      .prepare(
          "insert or replace into saved_search (id, name, name_key, query, sort, created_at) "
          "values (?, ?, ?, ?, ?, ?)")
      .with(bytesOf(search.id), name, nameKey(name), search.query, search.sort, search.createdAt)
      .run();
}

void Catalog::deleteSearch(store::Transaction& transaction, const SearchId& id) {
  transaction.prepare("delete from saved_search where id = ?").with(bytesOf(id)).run();
}

std::vector<SavedSearch> Catalog::searches() {
  return state_->store.read([&](store::Connection& connection) {
    auto statement =
        connection.prepare(fmt::format("select {} from saved_search order by name_key", columns));
    std::vector<SavedSearch> searches;
    while (statement.step()) searches.push_back(readSearch(statement));
    return searches;
  });
}

std::optional<SavedSearch> Catalog::search(const SearchId& id) {
  return findSearch(state_->store, "id", bytesOf(id));
}

std::optional<SavedSearch> Catalog::searchNamed(std::string_view name) {
  return findSearch(state_->store, "name_key", nameKey(trim(name)));
}

}  // namespace atelier::catalog
