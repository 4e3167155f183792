#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

/// Slows down who guesses. A key (an address, an account) may try ten times a minute; who goes on
/// waits, each time twice as long, up to a quarter of an hour, until a try succeeds or an hour
/// passes quietly. Measured on the clock that never jumps. Holds at most `capacity` keys: the
/// longest unused go first.
namespace atelier::access {

class RateLimit {
 public:
  static constexpr int burst = 10;
  static constexpr std::chrono::seconds refill{6};
  static constexpr std::chrono::minutes longestWait{15};
  static constexpr std::chrono::hours forgetAfter{1};

  explicit RateLimit(const Clock& clock, std::size_t capacity = 10'000)
      : clock_(clock), capacity_(capacity) {}

  /// Takes one try. If there is none left: how long to wait before the next.
  std::optional<std::chrono::seconds> take(std::string_view key);

  /// The try succeeded: the key is forgotten.
  void forgive(std::string_view key);

  /// The try succeeded, but others may come from the same key: only this one does not count.
  void giveBack(std::string_view key);

  std::size_t size() const;

 private:
  struct Bucket {
    double tries = burst;
    std::chrono::nanoseconds touched{0};
    std::chrono::nanoseconds blockedUntil{0};
    std::chrono::seconds nextWait = refill;
  };

  Bucket& bucketOf(std::string_view key, std::chrono::nanoseconds now);
  void makeRoom();

  const Clock& clock_;
  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// What counts as one address: IPv4 whole, IPv6 by its /64, which is what one home or host gets
/// (RFC 6177).
std::string addressKey(std::string_view address);

}  // namespace atelier::access
