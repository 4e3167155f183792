#pragma once

#include <string_view>

#include <boost/json/fwd.hpp>

/// JSON as the formats of this room read it. Only .cpp files include this.
namespace atelier::formats {

/// Throws Error{JsonSyntax} with line:column in `where` for anything that is not one JSON text in
/// UTF-8 (RFC 8259), or is nested deeper than 32 levels.
boost::json::value parseJson(std::string_view text, std::string_view nameOfIt);

}  // namespace atelier::formats
