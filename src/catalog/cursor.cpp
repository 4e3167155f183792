#include "catalog/cursor.h"

#include "base/error.h"

#include <charconv>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

constexpr std::size_t markDigits = 16;
constexpr std::size_t longest = 1024;

[[noreturn]] void refuse() {
  throw Error{
      Code::InvalidInput, "The place to continue from (\"after\") does not fit this list.",
      "Use \"next\" of the page before with the same query and sort, or leave it out to start "
      "from the top."};
}

std::string markOf(const Find& ask, std::string_view payload) {
  const auto text = fmt::format("cursor 1\n{}\n{}\n{}\n{}\n{}", static_cast<int>(ask.sort.key),
                                ask.sort.descending, ask.trashed, ask.query, payload);
  return Sha256::of(text).hex().substr(0, markDigits);
}

std::optional<std::string> fromHex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned value = 0;
    const auto* end = digits.data() + i + 2;
    const auto [stop, problem] = std::from_chars(digits.data() + i, end, value, 16);
    if (problem != std::errc{} || stop != end) return std::nullopt;
    bytes += static_cast<char>(value);
  }
  return bytes;
}

}  // namespace

std::string encodeCursor(const Find& ask, const Cursor& cursor) {
  const auto payload = fmt::format("{}:{}", cursor.row, cursor.key);
  const auto* data = reinterpret_cast<const std::uint8_t*>(payload.data());
  return markOf(ask, payload) + toHex({data, payload.size()});
}

Cursor decodeCursor(const Find& ask, std::string_view text) {
  if (text.size() < markDigits || text.size() > longest) refuse();
  const auto payload = fromHex(text.substr(markDigits));
  if (!payload || markOf(ask, *payload) != text.substr(0, markDigits)) refuse();
  const auto colon = payload->find(':');
  if (colon == std::string::npos) refuse();
  Cursor cursor;
  const auto* end = payload->data() + colon;
  const auto [stop, problem] = std::from_chars(payload->data(), end, cursor.row);
  if (problem != std::errc{} || stop != end) refuse();
  cursor.key = payload->substr(colon + 1);
  return cursor;
}

}  // namespace atelier::catalog
