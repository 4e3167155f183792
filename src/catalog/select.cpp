#include "catalog/select.h"

#include "catalog/rows.h"

#include <fmt/format.h>

namespace atelier::catalog {

void Source::add(std::string_view condition, std::vector<SqlValue> more) {
  text += fmt::format(" and {}", condition);
  for (auto& value : more) values.push_back(std::move(value));
}

Source Select::from() const {
  Source source;
  if (byWords()) {
    // "cross join": SQLite keeps the order, so the words lead (sqlite.org/optoverview.html, 7.3).
    source.text =
        fmt::format("from {0} cross join asset on asset.row = {0}.rowid where {0} match ?",
                    wordsTable(visibility_.trashed));
    source.values.emplace_back(conditions_.match);
  } else {
    // The plus keeps SQLite from walking all rows in order when a condition finds the few by an
    // index.
    source.text = fmt::format("from asset where {}asset.trashed = ?", conditions_.few ? "+" : "");
    source.values.emplace_back(std::int64_t{visibility_.trashed ? 1 : 0});
  }
  if (!conditions_.where.empty()) source.add(conditions_.where, conditions_.values);
  return source;
}

Source Select::fromAssets() const {
  Source source;
  source.text = "from asset where asset.trashed = ?";
  source.values.emplace_back(std::int64_t{visibility_.trashed ? 1 : 0});
  if (byWords()) {
    // The plus keeps SQLite from fetching by row number: this is a filter.
    source.add(fmt::format("+asset.row in (select rowid from {0} where {0} match ?)",
                           wordsTable(visibility_.trashed)),
               {SqlValue{conditions_.match}});
  }
  if (!conditions_.where.empty()) source.add(conditions_.where, conditions_.values);
  return source;
}

// Without a condition on `asset` there is no need to look at its rows: trashed ones have other
// words.
Source Select::counted() const {
  if (!byWords() || !conditions_.where.empty()) return from();
  return {fmt::format("from {0} where {0} match ?", wordsTable(visibility_.trashed)),
          {SqlValue{conditions_.match}}};
}

std::int64_t Select::count(store::Connection& connection) const {
  const auto source = counted();
  auto statement = connection.prepare(fmt::format("select count(*) {}", source.text));
  bindAll(statement, source.values);
  statement.step();
  return statement.integer(0);
}

std::int64_t Select::countUpTo(store::Connection& connection, std::int64_t limit) const {
  const auto source = counted();
  auto statement =
      connection.prepare(fmt::format("select count(*) from (select 1 {} limit ?)", source.text));
  bindAll(statement, source.values);
  statement.bind(limit);
  statement.step();
  return statement.integer(0);
}

std::string_view sortColumn(Sort sort) {
  switch (sort) {
    case Sort::Taken:
      return "asset.taken_key";
    case Sort::Title:
      return "asset.title_key";
    case Sort::Bytes:
      return "asset.bytes";
    case Sort::Added:
    case Sort::Relevance:
      break;
  }
  return "asset.row";
}

}  // namespace atelier::catalog
