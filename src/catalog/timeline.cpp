#include "base/error.h"
#include "catalog/cursor.h"
#include "catalog/rows.h"
#include "catalog/select.h"
#include "catalog/state.h"

#include <chrono>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

constexpr std::uint32_t largestBucket = 500;  // a page that is quickly sent and read

// Beyond so many matches it is cheaper to walk the index of the sort and to pick them out of it.
constexpr std::int64_t fewMatches = 20'000;

/// "2019-05", of milliseconds since 1970 by the clock on the wall.
std::string monthName(std::int64_t takenKey) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{takenKey}};
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return fmt::format("{:04}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()));
}

/// Tells where months end without a calendar for each of a million rows.
class Months {
 public:
  bool sameAs(std::int64_t takenKey) const { return takenKey >= first_ && takenKey < end_; }

  std::string enter(std::int64_t takenKey) {
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds{takenKey}};
    const year_month_day day{floor<days>(time)};
    const auto month = day.year() / day.month();
    first_ = sys_time<milliseconds>(sys_days{month / 1}).time_since_epoch().count();
    end_ = sys_time<milliseconds>(sys_days{(month + months{1}) / 1}).time_since_epoch().count();
    return monthName(takenKey);
  }

 private:
  std::int64_t first_ = 0;
  std::int64_t end_ = 0;
};

/// Cuts rows that come in order into buckets.
class Cutter {
 public:
  explicit Cutter(const Find& ask) : ask_(ask) {}

  void add(const store::Statement& row) {
    const bool dated = ask_.sort.key == Sort::Taken;
    const bool newMonth = dated && !months_.sameAs(row.integer(1));
    auto& buckets = timeline_.buckets;
    if (buckets.empty() || newMonth || buckets.back().count == largestBucket) begin(row, dated);
    ++buckets.back().count;
    ++timeline_.total;
    last_.row = row.integer(0);
    if (ask_.sort.key == Sort::Title)
      last_.key.assign(row.text(1));
    else
      number_ = row.integer(1);
  }

  Timeline finish() { return std::move(timeline_); }

 private:
  void begin(const store::Statement& row, bool dated) {
    std::optional<std::string> after;
    if (!timeline_.buckets.empty()) {
      if (ask_.sort.key != Sort::Title) last_.key = fmt::format("{}", number_);
      after = encodeCursor(ask_, last_);
    }
    auto month = dated ? std::optional(months_.enter(row.integer(1))) : std::nullopt;
    timeline_.buckets.push_back({std::move(month), 0, std::move(after)});
  }

  const Find& ask_;
  Timeline timeline_;
  Months months_;
  Cursor last_;
  std::int64_t number_ = 0;  // the key of the last row, unless it is a text
};

Timeline cut(store::Connection& connection, const Conditions& conditions, const Find& ask) {
  const Select select(conditions, {ask.trashed});
  const bool many = select.byWords() && select.countUpTo(connection, fewMatches + 1) > fewMatches;
  const auto source = many ? select.fromAssets() : select.from();
  const auto column = sortColumn(ask.sort.key);
  const std::string_view direction = ask.sort.descending ? "desc" : "asc";
  auto statement =
      connection.prepare(fmt::format("select asset.row, {} {} order by {} {}, asset.row {}", column,
                                     source.text, column, direction, direction));
  bindAll(statement, source.values);
  Cutter cutter(ask);
  while (statement.step()) cutter.add(statement);
  return cutter.finish();
}

}  // namespace

Timeline Catalog::timeline(std::string_view query, bool trashed, SortBy sort) {
  if (sort.key == Sort::Relevance) {
    throw Error{Code::InvalidInput, "What is sorted by relevance has no timeline.",
                "Follow \"next\" from page to page, or sort by taken, added, title or bytes."};
  }
  const auto version = state_->store.dataVersion();
  const auto name = fmt::format("{} {}\n{}", static_cast<int>(sort.key), sort.descending, query);
  if (auto kept = state_->timelines.find(name, trashed, version)) return std::move(*kept);
  const Find ask{std::string(query), sort, largestBucket, std::nullopt, trashed};
  auto timeline = state_->store.read([&](store::Connection& connection) {
    return cut(connection, state_->compile(connection, query, {trashed}), ask);
  });
  state_->timelines.keep(name, trashed, version, timeline);
  return timeline;
}

}  // namespace atelier::catalog
