#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// The Range header (RFC 9110, 14.1 and 14.2) against a representation of known size.
namespace atelier::http {

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive

  std::uint64_t length() const { return last - first + 1; }
  bool operator==(const Range&) const = default;
};

constexpr std::size_t mostRanges = 16;

/// What to send: nothing said or nothing understood, or more bytes than the whole: nullopt, send it
/// all; an empty list: 416, no range can be satisfied or there are more than 16.
std::optional<std::vector<Range>> parseRange(std::string_view header, std::uint64_t size);

}  // namespace atelier::http
