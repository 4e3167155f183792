#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

/// JSON as text (RFC 8259).
namespace atelier::json {

struct Limits {
  std::size_t bytes = std::size_t{1} << 20;  ///< of the whole text; TooLarge beyond
  std::size_t depth = 32;                    ///< of arrays and objects in each other
};

/// Strict: UTF-8, no comments, no trailing commas, no name twice in an object, no number that a
/// double cannot hold. Numbers are exact: whole ones in 64 bits, others the nearest double.
/// Error{JsonSyntax} with "line:column" in `where`; Error{TooLarge}.
boost::json::value parse(std::string_view text, Limits limits = {});

enum class Layout {
  Line,      ///< no white space at all
  Indented,  ///< two spaces a level, for people
};

/// Doubles have as many digits as it takes to read them back exactly. Error{Internal} for NaN and
/// infinity.
std::string toText(const boost::json::value& value, Layout layout = Layout::Line);

/// Appends `text` in quotes, escaped.
void appendQuoted(std::string& to, std::string_view text);

}  // namespace atelier::json
