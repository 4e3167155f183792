#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text as a terminal shows it.
namespace atelier::cli {

/// Columns: combining marks take none, East Asian characters and emoji two.
std::size_t displayWidth(std::string_view text);

/// At most `columns` wide; what was cut off is told by an ellipsis.
std::string cutToWidth(std::string_view text, std::size_t columns);

/// What others wrote must not steer the terminal: control characters, escapes and marks that turn
/// the reading direction become U+FFFD; line ends and tabs become spaces. Always valid UTF-8.
std::string harmless(std::string_view text);

}  // namespace atelier::cli
