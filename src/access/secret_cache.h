#pragma once

#include "access/caller.h"
#include "base/clock.h"
#include "base/digest.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

/// What the hash of a secret was found to stand for, so that a request costs no query. A change of
/// who may what makes all of it stale at once: such changes are rare, and nothing can be forgotten
/// that way.
namespace atelier::access {

struct Known {
  Caller caller;  ///< without via and address, which are the request's
  bool isToken = false;
  Timestamp createdAt;
  std::optional<Timestamp> expiresAt;
  std::atomic<std::int64_t> seenAt{0};  ///< milliseconds; moves in steps of five minutes
};

class SecretCache {
 public:
  static constexpr std::size_t capacity = 10'000;

  /// Read before the query whose result is remembered.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  /// Call it once the change is committed and before anybody is told.
  void forgetAll() { version_.fetch_add(1, std::memory_order_acq_rel); }

  std::shared_ptr<Known> find(const Digest& hash) const;
  void remember(const Digest& hash, std::uint64_t version, std::shared_ptr<Known> known);

 private:
  struct Entry {
    std::uint64_t version;
    std::shared_ptr<Known> known;
  };
  std::atomic<std::uint64_t> version_{1};
  mutable std::shared_mutex mutex_;
  std::unordered_map<Digest, Entry> entries_;
};

}  // namespace atelier::access
