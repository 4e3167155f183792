#include "formats/ocfl/paths.h"

#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <unordered_set>

namespace atelier::ocfl {

PathFault faultOf(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.back() == '/') return PathFault::Edge;
  if (path.find('\0') != std::string_view::npos) return PathFault::Element;
  for (auto element : split(path, '/'))
    if (element.empty() || element == "." || element == "..") return PathFault::Element;
  return PathFault::None;
}

std::vector<std::string> conflicts(std::vector<std::string_view> paths) {
  std::ranges::sort(paths);
  std::vector<std::string> found;
  for (std::size_t i = 1; i < paths.size(); ++i)
    if (paths[i] == paths[i - 1]) found.emplace_back(paths[i]);
  const std::unordered_set<std::string_view> all{paths.begin(), paths.end()};
  for (auto path : all) {
    for (auto slash = path.find('/'); slash != std::string_view::npos;
         slash = path.find('/', slash + 1)) {
      if (all.contains(path.substr(0, slash))) found.emplace_back(path.substr(0, slash));
    }
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

std::optional<VersionName> parseVersionName(std::string_view name) {
  if (name.size() < 2 || name.size() > 10 || name.front() != 'v') return std::nullopt;
  const std::string digits{name.substr(1)};
  VersionName version;
  const auto* end = digits.data() + digits.size();
  auto [stop, failure] = std::from_chars(digits.data(), end, version.number);
  if (failure != std::errc{} || stop != end || version.number == 0) return std::nullopt;
  if (digits.front() == '0') version.padding = static_cast<std::uint32_t>(digits.size());
  return version;
}

bool looksLikeUri(std::string_view text) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  auto scheme = text.substr(0, colon);
  auto isSchemeLetter = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.';
  };
  if (std::isalpha(static_cast<unsigned char>(scheme.front())) == 0) return false;
  if (!std::ranges::all_of(scheme, isSchemeLetter)) return false;
  return std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

std::string pointerStep(std::string_view text) {
  std::string step = "/";
  for (char c : text) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

}  // namespace atelier::ocfl
