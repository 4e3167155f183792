#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <span>
#include <string>

/// Chance comes in by the front door, so that a test can replay it from a seed.
namespace atelier {

class Random {
 public:
  virtual ~Random() = default;

  /// Thread-safe.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  /// `bytes` random bytes as base64url without padding (RFC 4648, 5): a token for links and
  /// cookies.
  std::string token(std::size_t bytes);

  /// Evenly spread over [0, bound). `bound` is at least 1.
  std::uint64_t below(std::uint64_t bound);
};

/// The kernel's generator (getrandom).
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace atelier
