#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// Time comes in by the front door: nothing below `doors` asks the system for it.
namespace atelier {

/// A moment in UTC, to the millisecond.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;

  /// The time of day. May jump in either direction; never measure durations with it.
  virtual Timestamp now() const = 0;

  /// Time that only moves forward, from an arbitrary start.
  virtual std::chrono::nanoseconds elapsed() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  std::chrono::nanoseconds elapsed() const override;
};

/// For tests: stands still until told to move, and can jump back.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start = Timestamp{std::chrono::milliseconds{1'790'000'000'000}})
      : now_(start) {}

  Timestamp now() const override { return now_; }
  std::chrono::nanoseconds elapsed() const override { return elapsed_; }

  void advance(std::chrono::milliseconds by) {
    now_ += by;
    elapsed_ += by;
  }
  void jumpTo(Timestamp time) { now_ = time; }  ///< as an NTP step or a user would; elapsed() stays

 private:
  Timestamp now_;
  std::chrono::nanoseconds elapsed_{0};
};

/// RFC 3339 in UTC with milliseconds: "2026-11-23T08:15:30.125Z".
std::string toRfc3339(Timestamp time);

/// Any RFC 3339 date-time; fractions beyond milliseconds are cut. Nothing for anything else.
std::optional<Timestamp> fromRfc3339(std::string_view text);

}  // namespace atelier
