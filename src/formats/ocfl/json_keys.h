#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atelier::ocfl {

/// One JSON pointer for each member name that its object has more than once. A document model keeps
/// the last of them and forgets the rest, but the specification calls them errors (E095 to E097).
/// `text` must be well-formed JSON.
std::vector<std::string> repeatedKeys(std::string_view text);

}  // namespace atelier::ocfl
