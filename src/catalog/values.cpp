#include "catalog/values.h"

#include "base/text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

namespace atelier::catalog {

namespace {

using namespace std::chrono;

// Takes exactly `digits` digits off the front.
std::optional<int> takeDigits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

std::optional<int> takePart(std::string_view& text, char before) {
  if (text.empty() || text.front() != before) return std::nullopt;
  auto rest = text.substr(1);
  auto value = takeDigits(rest, 2);
  if (value) text = rest;
  return value;
}

std::int64_t millis(sys_days day) {
  return duration_cast<milliseconds>(day.time_since_epoch()).count();
}

bool isZone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return true;
  if (text.front() != '+' && text.front() != '-') return false;
  text.remove_prefix(1);
  return takeDigits(text, 2) && takePart(text, ':') && text.empty();
}

// What follows the minutes: seconds, their fraction and a zone.
std::optional<Span> withSeconds(std::string_view text, std::int64_t minute) {
  constexpr std::int64_t perSecond = 1000;
  auto second = takePart(text, ':');
  if (!second) {
    if (!isZone(text)) return std::nullopt;
    return Span{minute, minute + 60 * perSecond};
  }
  if (*second > 60) return std::nullopt;
  if (!text.empty() && (text.front() == '.' || text.front() == ',')) {
    text.remove_prefix(1);
    if (!takeDigits(text, 1)) return std::nullopt;
    while (takeDigits(text, 1)) {
    }
  }
  if (!isZone(text)) return std::nullopt;
  return Span{minute + *second * perSecond, minute + (*second + 1) * perSecond};
}

std::optional<Span> withTime(std::string_view text, std::int64_t day) {
  text.remove_prefix(1);
  auto hour = takeDigits(text, 2);
  if (!hour || *hour > 23) return std::nullopt;
  auto minute = takePart(text, ':');
  if (!minute || *minute > 59) return std::nullopt;
  return withSeconds(text, day + (*hour * std::int64_t{60} + *minute) * 60'000);
}

struct Unit {
  std::string_view name;
  double factor;
};

std::optional<double> takeNumber(std::string_view& text) {
  double value = 0;
  const auto [end, problem] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (problem != std::errc{} || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

template <std::size_t size>
std::optional<double> takeUnit(std::string_view& text, const std::array<Unit, size>& units) {
  std::size_t letters = 0;
  while (letters < text.size() && ((text[letters] | 0x20) >= 'a' && (text[letters] | 0x20) <= 'z'))
    ++letters;
  const auto name = lowerAscii(text.substr(0, letters));
  for (const auto& unit : units) {
    if (unit.name != name) continue;
    text.remove_prefix(letters);
    return unit.factor;
  }
  return std::nullopt;
}

template <std::size_t size>
std::optional<double> quantity(std::string_view text, const std::array<Unit, size>& units) {
  text = trim(text);
  auto value = takeNumber(text);
  if (!value || *value < 0) return std::nullopt;
  text = trim(text);
  auto factor = takeUnit(text, units);
  if (!factor || !text.empty()) return std::nullopt;
  return *value * *factor;
}

constexpr std::array durations{
    Unit{"", 1000},    Unit{"ms", 1},       Unit{"s", 1000},      Unit{"sec", 1000},
    Unit{"m", 60'000}, Unit{"min", 60'000}, Unit{"h", 3'600'000}, Unit{"d", 86'400'000},
};
constexpr std::array sizes{
    Unit{"", 1},      Unit{"b", 1},      Unit{"k", 1e3},         Unit{"kb", 1e3},
    Unit{"m", 1e6},   Unit{"mb", 1e6},   Unit{"g", 1e9},         Unit{"gb", 1e9},
    Unit{"tb", 1e12}, Unit{"kib", 1024}, Unit{"mib", 1048576.0}, Unit{"gib", 1073741824.0},
};
constexpr std::array distances{
    Unit{"", 1000},
    Unit{"m", 1},
    Unit{"km", 1000},
    Unit{"mi", 1609.344},
};

}  // namespace

std::optional<Span> parseDate(std::string_view text) {
  text = trim(text);
  auto yearNumber = takeDigits(text, 4);
  if (!yearNumber || *yearNumber == 0) return std::nullopt;
  const year inYear{*yearNumber};
  if (text.empty()) return Span{millis(inYear / 1 / 1), millis((inYear + years{1}) / 1 / 1)};

  auto monthNumber = takePart(text, '-');
  if (!monthNumber) return std::nullopt;
  const year_month inMonth = inYear / month{static_cast<unsigned>(*monthNumber)};
  if (!inMonth.ok()) return std::nullopt;
  if (text.empty()) return Span{millis(inMonth / 1), millis((inMonth + months{1}) / 1)};

  auto dayNumber = takePart(text, '-');
  if (!dayNumber) return std::nullopt;
  const year_month_day date = inMonth / day{static_cast<unsigned>(*dayNumber)};
  if (!date.ok()) return std::nullopt;
  const auto start = millis(date);
  if (text.empty()) return Span{start, start + 86'400'000};
  if (text.front() != 'T' && text.front() != 't' && text.front() != ' ') return std::nullopt;
  return withTime(text, start);
}

std::optional<double> parseNumber(std::string_view text) {
  text = trim(text);
  auto value = takeNumber(text);
  if (!value || !text.empty()) return std::nullopt;
  return value;
}

std::optional<double> parseBytes(std::string_view text) { return quantity(text, sizes); }

std::optional<double> parseDuration(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    auto value = takeNumber(text);
    if (!value || *value < 0) return std::nullopt;
    auto factor = takeUnit(text, durations);
    if (!factor) return std::nullopt;
    total += *value * *factor;
  }
  return total;
}

std::optional<double> parseDistance(std::string_view text) { return quantity(text, distances); }

int yearOf(std::int64_t milliseconds) {
  const auto days = floor<std::chrono::days>(
      sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{milliseconds}});
  return static_cast<int>(year_month_day{days}.year());
}

std::int64_t startOfYear(int number) { return millis(year{number} / 1 / 1); }

}  // namespace atelier::catalog
