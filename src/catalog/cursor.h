#pragma once

#include "catalog/catalog.h"

#include <cstdint>
#include <string>
#include <string_view>

/// Inside catalog: where a page ended, as text that a caller gives back. It is no secret and grants
/// nothing, but it fits only the query, sort and view that it came from, and a changed one is
/// refused.
namespace atelier::catalog {

struct Cursor {
  std::int64_t row = 0;
  std::string key;  ///< the sort key of that row, as text; the offset when sorted by relevance
};

std::string encodeCursor(const Find& ask, const Cursor& cursor);

/// Throws Error{InvalidInput}.
Cursor decodeCursor(const Find& ask, std::string_view text);

}  // namespace atelier::catalog
