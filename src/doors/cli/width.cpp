#include "doors/cli/width.h"

#include "base/text.h"
#include "doors/cli/width_table.h"

#include <algorithm>
#include <span>

namespace atelier::cli {

namespace {

constexpr char32_t joiner = 0x200D;

bool isIn(std::span<const CharacterRange> ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &CharacterRange::first);
  return after != ranges.begin() && c <= std::prev(after)->last;
}

/// Takes the first character off valid UTF-8.
char32_t take(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(length);
  return c;
}

std::size_t columnsOf(char32_t c) {
  if (c < 0x300) return c < 0x20 || (c >= 0x7F && c < 0xA0) ? 0 : 1;
  if (isIn(charactersWithoutWidth, c)) return 0;
  return isIn(wideCharacters, c) ? 2 : 1;
}

/// Calls `each(bytes of the character, columns)` until it says false. What follows a zero-width
/// joiner melts into the picture before it.
template <class Each>
void eachCharacter(std::string_view text, Each each) {
  char32_t before = 0;
  while (!text.empty()) {
    auto rest = text;
    const auto c = take(rest);
    const auto columns = before == joiner ? 0 : columnsOf(c);
    if (!each(text.substr(0, text.size() - rest.size()), columns)) return;
    text = rest;
    before = c;
  }
}

bool steers(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || c == 0x061C ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

}  // namespace

std::size_t displayWidth(std::string_view text) {
  const auto valid = toUtf8(text);
  std::size_t width = 0;
  eachCharacter(valid, [&](std::string_view, std::size_t columns) {
    width += columns;
    return true;
  });
  return width;
}

std::string cutToWidth(std::string_view text, std::size_t columns) {
  auto valid = toUtf8(text);
  if (displayWidth(valid) <= columns) return valid;
  if (columns == 0) return {};
  std::string cut;
  std::size_t width = 0;
  eachCharacter(valid, [&](std::string_view bytes, std::size_t more) {
    if (width + more > columns - 1) return false;
    width += more;
    cut += bytes;
    return true;
  });
  return cut + "…";
}

std::string harmless(std::string_view text) {
  std::string clean;
  std::string valid = toUtf8(text);
  std::string_view rest = valid;
  while (!rest.empty()) {
    const auto start = rest;
    const auto c = take(rest);
    if (c == '\n' || c == '\r' || c == '\t') {
      clean += ' ';
    } else if (steers(c)) {
      clean += "\xEF\xBF\xBD";
    } else {
      clean += start.substr(0, start.size() - rest.size());
    }
  }
  return clean;
}

}  // namespace atelier::cli
