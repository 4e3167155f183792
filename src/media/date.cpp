#include "media/date.h"

#include "base/text.h"

#include <chrono>

namespace atelier::media {

namespace {

bool digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return false;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

int number(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

bool isOffset(std::string_view text) {
  if (text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && digits(text, 1, 2) &&
         text[3] == ':' && digits(text, 4, 2) && number(text, 1, 2) < 24 && number(text, 4, 2) < 60;
}

/// "10:29:26" and perhaps a fraction, which is dropped, and a zone.
std::string timeOfDay(std::string_view text, std::string_view offset) {
  if (!digits(text, 0, 2) || text.size() < 5 || text[2] != ':' || !digits(text, 3, 2)) return {};
  if (number(text, 0, 2) > 23 || number(text, 3, 2) > 59) return {};
  std::string time(text.substr(0, 5));
  text.remove_prefix(5);
  if (text.size() >= 3 && text[0] == ':' && digits(text, 1, 2) && number(text, 1, 2) < 60) {
    time += text.substr(0, 3);
    text.remove_prefix(3);
  } else {
    time += ":00";
  }
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') text.remove_prefix(1);
  }
  text = trim(text);
  if (isOffset(text)) return time + std::string(text);
  if (isOffset(trim(offset))) return time + std::string(trim(offset));
  return time;
}

}  // namespace

std::optional<std::string> normalDate(std::string_view text, std::string_view offset) {
  text = trim(text);
  if (!digits(text, 0, 4) || number(text, 0, 4) == 0) return std::nullopt;
  std::string date(text.substr(0, 4));
  const auto separator = text.size() > 4 ? text[4] : '\0';
  if (separator == '\0') return date;
  if ((separator != ':' && separator != '-') || !digits(text, 5, 2)) return std::nullopt;
  const int month = number(text, 5, 2);
  if (month < 1 || month > 12) return std::nullopt;
  date += "-" + std::string(text.substr(5, 2));
  if (text.size() == 7) return date;
  if (text[7] != separator || !digits(text, 8, 2)) return std::nullopt;
  const std::chrono::year_month_day day{
      std::chrono::year{number(text, 0, 4)}, std::chrono::month{static_cast<unsigned>(month)},
      std::chrono::day{static_cast<unsigned>(number(text, 8, 2))}};
  if (!day.ok()) return std::nullopt;
  date += "-" + std::string(text.substr(8, 2));
  if (text.size() > 11 && (text[10] == ' ' || text[10] == 'T')) {
    const auto time = timeOfDay(text.substr(11), offset);
    if (!time.empty()) return date + "T" + time;
  }
  return date;
}

}  // namespace atelier::media
