#include "doors/http/range.h"

#include "base/text.h"

#include <limits>

namespace atelier::http {

namespace {

/// Saturates: a position beyond any file is as good as infinity.
std::optional<std::uint64_t> number(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    value = value > (most - digit) / 10 ? most : value * 10 + digit;
  }
  return value;
}

struct Spec {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;  ///< the suffix length if there is no first
};

std::optional<Spec> parseSpec(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto before = text.substr(0, dash);
  const auto after = text.substr(dash + 1);
  Spec spec{number(before), number(after)};
  if (!before.empty() && !spec.first) return std::nullopt;
  if (!after.empty() && !spec.last) return std::nullopt;
  if (!spec.first && !spec.last) return std::nullopt;
  if (spec.first && spec.last && *spec.last < *spec.first) return std::nullopt;
  return spec;
}

std::optional<Range> satisfy(const Spec& spec, std::uint64_t size) {
  if (size == 0) return std::nullopt;
  if (!spec.first) {
    if (*spec.last == 0) return std::nullopt;
    return Range{*spec.last >= size ? 0 : size - *spec.last, size - 1};
  }
  if (*spec.first >= size) return std::nullopt;
  return Range{*spec.first, spec.last && *spec.last < size ? *spec.last : size - 1};
}

}  // namespace

std::optional<std::vector<Range>> parseRange(std::string_view header, std::uint64_t size) {
  // RFC 9110, 14.2: a unit that is not known, or a header that is malformed, is ignored.
  constexpr std::string_view unit = "bytes=";
  if (lowerAscii(header.substr(0, unit.size())) != unit) return std::nullopt;
  std::vector<Range> ranges;
  std::size_t specs = 0;
  std::uint64_t total = 0;
  for (const auto part : split(header.substr(unit.size()), ',')) {
    const auto text = trim(part);
    if (text.empty()) continue;
    const auto spec = parseSpec(text);
    if (!spec) return std::nullopt;
    if (++specs > mostRanges) return std::vector<Range>{};
    if (const auto range = satisfy(*spec, size)) {
      total += range->length();
      ranges.push_back(*range);
    }
  }
  if (specs == 0) return std::nullopt;
  // RFC 9110, 14.2 lets a server answer overlapping ranges with the whole, which is then the
  // shorter.
  if (ranges.size() > 1 && total > size) return std::nullopt;
  return ranges;
}

}  // namespace atelier::http
