#include "catalog/likeness.h"

#include <algorithm>
#include <bit>

namespace atelier::catalog {

namespace {
constexpr std::size_t latestKept = 1024;  // more than can be committed while a snapshot is begun
}

// The snapshot may be older than what was committed just before it is read here, so the latest
// changes are made again: setting the same hash twice does no harm, and the last one wins.
void Likeness::load(store::Connection& connection) {
  rows_.clear();
  hashes_.clear();
  auto statement = connection.prepare(
      "select row, perceptual_hash from asset where perceptual_hash is not null order by row");
  while (statement.step()) {
    rows_.push_back(statement.integer(0));
    hashes_.push_back(static_cast<std::uint64_t>(statement.integer(1)));
  }
  loaded_ = true;
  for (const auto& [row, hash] : latest_) apply(row, hash);
  latest_.clear();
}

std::vector<Likeness::Hit> Likeness::near(store::Connection& connection, std::uint64_t hash,
                                          int maxDistance, std::size_t limit) {
  std::lock_guard lock(mutex_);
  if (!loaded_) load(connection);
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    const int distance = std::popcount(hashes_[i] ^ hash);
    if (distance <= maxDistance) hits.push_back({rows_[i], distance});
  }
  const auto nearer = [](const Hit& left, const Hit& right) {
    return left.distance != right.distance ? left.distance < right.distance : left.row > right.row;
  };
  const auto wanted = std::min(limit, hits.size());
  std::ranges::partial_sort(hits, hits.begin() + static_cast<std::ptrdiff_t>(wanted), nearer);
  hits.resize(wanted);
  return hits;
}

void Likeness::set(std::int64_t row, std::optional<std::uint64_t> hash) {
  std::lock_guard lock(mutex_);
  if (loaded_) return apply(row, hash);
  latest_.emplace_back(row, hash);
  if (latest_.size() > latestKept) latest_.pop_front();
}

void Likeness::apply(std::int64_t row, std::optional<std::uint64_t> hash) {
  const auto at = std::ranges::lower_bound(rows_, row) - rows_.begin();
  const bool known =
      static_cast<std::size_t>(at) < rows_.size() && rows_[static_cast<std::size_t>(at)] == row;
  if (known && hash) {
    hashes_[static_cast<std::size_t>(at)] = *hash;
  } else if (known) {
    rows_.erase(rows_.begin() + at);
    hashes_.erase(hashes_.begin() + at);
  } else if (hash) {
    rows_.insert(rows_.begin() + at, row);
    hashes_.insert(hashes_.begin() + at, *hash);
  }
}

void Likeness::forgetAll() {
  std::lock_guard lock(mutex_);
  loaded_ = false;
  rows_.clear();
  hashes_.clear();
  latest_.clear();
}

}  // namespace atelier::catalog
