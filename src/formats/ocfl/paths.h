#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Rules that content paths and logical paths share (OCFL 1.1, sections 3.5.2 and 3.5.3.1).
namespace atelier::ocfl {

enum class PathFault {
  None,
  Edge,     ///< begins or ends with a slash, or is empty (E053, E100)
  Element,  ///< has an element that is empty, "." or "..", or a NUL byte (E052, E099)
};
PathFault faultOf(std::string_view path);

/// Paths that stand there twice, or that are a file here and a folder there (E095, E101).
std::vector<std::string> conflicts(std::vector<std::string_view> paths);

/// A version folder's name: "v3" has number 3 and padding 0, "v003" number 3 and padding 3.
struct VersionName {
  std::uint32_t number = 0;
  std::uint32_t padding = 0;
};

/// Nothing if it is not "v" and a positive number of at most nine digits (E104, E105).
std::optional<VersionName> parseVersionName(std::string_view name);

/// Scheme and something after it (RFC 3986, 3): what W005 and W009 ask for.
bool looksLikeUri(std::string_view text);

/// `name` as one step of a JSON pointer (RFC 6901, 3): "/a~1b".
std::string pointerStep(std::string_view name);

}  // namespace atelier::ocfl
