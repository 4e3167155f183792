#pragma once

#include "store/connection.h"

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

/// Inside catalog: the perceptual hashes of all pictures in memory, 16 bytes each. A million are
/// compared in a few milliseconds, so no cleverer index is needed. Read from the database at the
/// first question.
namespace atelier::catalog {

class Likeness {
 public:
  struct Hit {
    std::int64_t row = 0;
    int distance = 0;
  };

  /// Hashes at most `maxDistance` bits from `hash`, nearest first, then newest first.
  std::vector<Hit> near(store::Connection& connection, std::uint64_t hash, int maxDistance,
                        std::size_t limit);

  /// Call these in the order of the commits.
  void set(std::int64_t row, std::optional<std::uint64_t> hash);
  void forgetAll();  ///< to be read again

 private:
  void load(store::Connection& connection);
  void apply(std::int64_t row, std::optional<std::uint64_t> hash);

  std::mutex mutex_;
  bool loaded_ = false;
  std::vector<std::int64_t> rows_;  // growing
  std::vector<std::uint64_t> hashes_;
  std::deque<std::pair<std::int64_t, std::optional<std::uint64_t>>> latest_;  // until it is loaded
};

}  // namespace atelier::catalog
