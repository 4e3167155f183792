#include "base/clock.h"

#include <cctype>

#include <fmt/format.h>

namespace atelier {

namespace {

using namespace std::chrono;

/// Reads fixed-width decimal fields from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<int> number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (std::isdigit(static_cast<unsigned char>(rest_[i])) == 0) return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }

  bool skip(std::string_view any) {
    if (rest_.empty() || any.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool done() const { return rest_.empty(); }

  /// A decimal fraction of any length, as milliseconds; digits beyond the third are dropped.
  std::optional<int> milliseconds() {
    int value = 0;
    int seen = 0;
    for (; std::isdigit(static_cast<unsigned char>(peek())) != 0; ++seen) {
      if (seen < 3) value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (seen == 0) return std::nullopt;
    for (; seen < 3; ++seen) value *= 10;
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<minutes> zone(Reader& reader) {
  if (reader.skip("Zz")) return minutes{0};
  const bool west = reader.peek() == '-';
  if (!reader.skip("+-")) return std::nullopt;
  auto hour = reader.number(2);
  if (!hour || !reader.skip(":")) return std::nullopt;
  auto minute = reader.number(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  const auto offset = hours{*hour} + minutes{*minute};
  return west ? -offset : offset;
}

}  // namespace

Timestamp SystemClock::now() const { return floor<milliseconds>(system_clock::now()); }
nanoseconds SystemClock::elapsed() const { return steady_clock::now().time_since_epoch(); }

std::string toRfc3339(Timestamp time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<Timestamp> fromRfc3339(std::string_view text) {
  Reader reader{text};
  auto y = reader.number(4);
  if (!y || !reader.skip("-")) return std::nullopt;
  auto m = reader.number(2);
  if (!m || !reader.skip("-")) return std::nullopt;
  auto d = reader.number(2);
  if (!d || !reader.skip("Tt ")) return std::nullopt;
  auto hour = reader.number(2);
  if (!hour || !reader.skip(":")) return std::nullopt;
  auto minute = reader.number(2);
  if (!minute || !reader.skip(":")) return std::nullopt;
  auto second = reader.number(2);
  if (!second) return std::nullopt;
  std::optional<int> fraction = 0;
  if (reader.skip(".")) fraction = reader.milliseconds();
  auto offset = zone(reader);
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                            day{static_cast<unsigned>(*d)}};
  if (!fraction || !offset || !reader.done() || !date.ok()) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} +
         milliseconds{*fraction} - *offset;
}

}  // namespace atelier
