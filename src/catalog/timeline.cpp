#include "catalog/cursor.h"
#include "catalog/rows.h"
#include "catalog/select.h"
#include "catalog/state.h"

#include <chrono>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

constexpr std::uint32_t largestBucket = 1000;  // what one page may have

// Beyond so many matches it is cheaper to walk the index by date and to pick them out of it.
constexpr std::int64_t fewMatches = 20'000;

struct Month {
  int year = 0;
  unsigned month = 0;
  bool operator==(const Month&) const = default;
};

/// Of milliseconds since 1970 by the clock on the wall.
Month monthOf(std::int64_t takenKey) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{takenKey}};
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return {static_cast<int>(day.year()), static_cast<unsigned>(day.month())};
}

/// Cuts rows that come in order into buckets.
class Cutter {
 public:
  explicit Cutter(const Find& ask) : ask_(ask) {}

  void add(std::int64_t row, std::int64_t takenKey) {
    const auto month = monthOf(takenKey);
    auto& buckets = timeline_.buckets;
    if (buckets.empty() || month != month_ || buckets.back().count == largestBucket) {
      month_ = month;
      auto after = buckets.empty()
                       ? std::nullopt
                       : std::optional(encodeCursor(ask_, {last_, fmt::format("{}", lastKey_)}));
      buckets.push_back({fmt::format("{:04}-{:02}", month.year, month.month), 0, std::move(after)});
    }
    ++buckets.back().count;
    ++timeline_.total;
    last_ = row;
    lastKey_ = takenKey;
  }

  Timeline finish() { return std::move(timeline_); }

 private:
  const Find& ask_;
  Timeline timeline_;
  Month month_;
  std::int64_t last_ = 0;
  std::int64_t lastKey_ = 0;
};

Timeline cut(store::Connection& connection, const Conditions& conditions, const Find& ask) {
  const Select select(conditions, {ask.trashed});
  const bool many = select.byWords() && select.countUpTo(connection, fewMatches + 1) > fewMatches;
  const auto source = many ? select.fromAssets() : select.from();
  auto statement = connection.prepare(
      fmt::format("select asset.row, asset.taken_key {} order by asset.taken_key desc, "
                  "asset.row desc",
                  source.text));
  bindAll(statement, source.values);
  Cutter cutter(ask);
  while (statement.step()) cutter.add(statement.integer(0), statement.integer(1));
  return cutter.finish();
}

}  // namespace

Timeline Catalog::timeline(std::string_view query, bool trashed) {
  const auto version = state_->store.dataVersion();
  if (auto kept = state_->timelines.find(query, trashed, version)) return std::move(*kept);
  const Find ask{std::string(query), {Sort::Taken, true}, largestBucket, std::nullopt, trashed};
  auto timeline = state_->store.read([&](store::Connection& connection) {
    return cut(connection, state_->compile(connection, query, {trashed}), ask);
  });
  state_->timelines.keep(query, trashed, version, timeline);
  return timeline;
}

}  // namespace atelier::catalog
