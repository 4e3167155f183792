#include "base/error.h"
#include "base/text.h"
#include "catalog/cursor.h"
#include "catalog/rows.h"
#include "catalog/select.h"
#include "catalog/state.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

constexpr std::uint32_t largestPage = 1000;

// Up to so many matches of words are fetched and sorted by a key; beyond that it is cheaper to walk
// the key's index and to pick the matches out of it.
constexpr std::int64_t fewMatches = 10'000;

// Ranking looks at so many of the newest matches: a common word matches a third of a large library,
// and nobody waits for the best of 300,000.
constexpr std::int64_t rankedMatches = 5'000;

// One weight per column of the index of words; tokens of `term` say nothing about relevance.
constexpr std::string_view score =
    "relevance({}, 10, 3, 8, 5, 5, 4, 4, 2, 2, 2, 1, 1, 4, 2, 4, 1, 0)";

SqlValue keyValue(Sort sort, const std::string& key) {
  if (sort == Sort::Title) return key;
  std::int64_t number = 0;
  std::from_chars(key.data(), key.data() + key.size(), number);
  return number;
}

/// A page being read: the statement's rows are summaries with the sort key behind them.
class Pager {
 public:
  Pager(const Find& ask, store::Connection& connection, const Conditions& conditions)
      : ask_(ask), connection_(connection), select_{conditions, {ask.trashed}} {
    if (ask.after) after_ = decodeCursor(ask, *ask.after);
  }

  Page read() {
    if (ask_.sort.key == Sort::Relevance && select_.byWords()) return byRelevance();
    return byKey();
  }

 private:
  bool relevanceWithoutWords() const { return ask_.sort.key == Sort::Relevance; }
  std::string_view direction() const {
    return ask_.sort.descending || relevanceWithoutWords() ? "desc" : "asc";
  }
  std::string_view beyond() const { return direction() == "desc" ? "<" : ">"; }

  bool walksKeyIndex() const {
    if (!select_.byWords() || sortColumn(ask_.sort.key) == "asset.row") return false;
    return select_.countUpTo(connection_, fewMatches + 1) > fewMatches;
  }

  Page byKey() {
    const auto column = sortColumn(ask_.sort.key);
    const bool byRow = column == "asset.row";
    auto query = walksKeyIndex() ? select_.fromAssets() : select_.from();
    // Rows of the index of words come in order by themselves, if they are asked for by its own
    // name.
    const auto row = byRow && select_.byWords() ? fmt::format("{}.rowid", wordsTable(ask_.trashed))
                                                : std::string("asset.row");
    if (after_ && byRow) {
      query.add(fmt::format("{} {} ?", row, beyond()), {SqlValue{after_->row}});
    } else if (after_) {
      query.add(fmt::format("({}, asset.row) {} (?, ?)", column, beyond()),
                {keyValue(ask_.sort.key, after_->key), SqlValue{after_->row}});
    }
    auto order = fmt::format("{} {}", byRow ? row : std::string(column), direction());
    if (!byRow) order += fmt::format(", asset.row {}", direction());
    auto statement = connection_.prepare(fmt::format("select {}, {} {} order by {} limit ?",
                                                     summaryColumns, column, query.text, order));
    bindAll(statement, query.values);
    statement.bind(ask_.limit + 1);
    return collect(statement);
  }

  Page collect(store::Statement& statement) {
    Page page;
    Cursor last;
    while (statement.step()) {
      if (page.assets.size() == ask_.limit) {
        page.next = encodeCursor(ask_, last);
        break;
      }
      page.assets.push_back(readSummary(statement));
      last.row = statement.integer(0);
      last.key = ask_.sort.key == Sort::Title
                     ? std::string(statement.text(summaryColumnCount))
                     : fmt::format("{}", statement.integer(summaryColumnCount));
    }
    return page;
  }

  // Pages of a ranking are counted off; what came in after the first page stays out of it.
  Page byRelevance() {
    std::int64_t offset = 0;
    Cursor cursor;
    if (after_) {
      cursor = *after_;
      std::from_chars(cursor.key.data(), cursor.key.data() + cursor.key.size(), offset);
    } else {
      auto newest = connection_.prepare("select coalesce(max(row), 0) from asset");
      newest.step();
      cursor.row = newest.integer(0);
    }
    const auto table = wordsTable(ask_.trashed);
    auto query = select_.from();
    query.add(fmt::format("{}.rowid <= ?", table), {SqlValue{cursor.row}});
    auto statement = connection_.prepare(fmt::format(
        "select {}, 0 from (select asset.row as hit, {} as score {} order by {}.rowid desc limit "
        "{}) "
        "join asset on asset.row = hit order by score, hit desc limit ? offset ?",
        summaryColumns, fmt::format(fmt::runtime(score), table), query.text, table, rankedMatches));
    bindAll(statement, query.values);
    statement.with(ask_.limit + 1, offset);
    Page page = collect(statement);
    if (page.next) {
      cursor.key = fmt::format("{}", offset + ask_.limit);
      page.next = encodeCursor(ask_, cursor);
    }
    return page;
  }

  const Find& ask_;
  store::Connection& connection_;
  Select select_;
  std::optional<Cursor> after_;
};

}  // namespace

SortBy parseSort(std::string_view text) {
  struct Named {
    std::string_view name;
    Sort sort;
  };
  constexpr std::array names{Named{"added", Sort::Added}, Named{"taken", Sort::Taken},
                             Named{"title", Sort::Title}, Named{"bytes", Sort::Bytes},
                             Named{"relevance", Sort::Relevance}};
  const bool descending = text.starts_with('-');
  const auto name = text.substr(descending ? 1 : 0);
  for (const auto& known : names) {
    if (known.name != name || (descending && known.sort == Sort::Relevance)) continue;
    return {known.sort, descending || known.sort == Sort::Relevance};
  }
  throw Error{Code::InvalidInput, fmt::format("There is no sort \"{}\".", text),
              "Use added, taken, title or bytes, with a minus before it for the reverse order, or "
              "relevance."};
}

Page Catalog::find(const Find& ask) {
  if (ask.limit == 0 || ask.limit > largestPage) {
    throw Error{Code::InvalidInput, fmt::format("A page has 1 to {} assets.", largestPage),
                "Ask for fewer at a time and follow \"next\"."};
  }
  return state_->store.read([&](store::Connection& connection) {
    const auto conditions = state_->compile(connection, ask.query, {ask.trashed});
    return Pager(ask, connection, conditions).read();
  });
}

std::uint64_t Catalog::count(std::string_view query, bool trashed) {
  return state_->store.read([&](store::Connection& connection) {
    const auto conditions = state_->compile(connection, query, {trashed});
    return static_cast<std::uint64_t>(Select{conditions, {trashed}}.count(connection));
  });
}

std::vector<AssetId> Catalog::matching(std::string_view query, bool trashed) {
  return state_->store.read([&](store::Connection& connection) {
    const auto conditions = state_->compile(connection, query, {trashed});
    const auto source = Select{conditions, {trashed}}.from();
    auto statement =
        connection.prepare(fmt::format("select asset.id {} order by asset.row desc", source.text));
    bindAll(statement, source.values);
    std::vector<AssetId> ids;
    while (statement.step()) ids.push_back(readId(statement, 0));
    return ids;
  });
}

}  // namespace atelier::catalog
