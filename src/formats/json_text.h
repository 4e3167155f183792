#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

/// JSON as the formats of this room read it. Only .cpp files include this.
namespace atelier::formats {

/// A document model made from exactly one JSON text in UTF-8 (RFC 8259), nested at most 32 levels
/// deep. Numbers with a fraction are read to the nearest double, which Boost's own parser of 1.81
/// does not do. Throws Error{JsonSyntax} with line:column in `where`. A name that its object has
/// twice is an Error{JsonShape} with a JSON pointer, or goes into `repeatedKeys` if the caller
/// would rather know.
boost::json::value parseJson(std::string_view text, std::string_view nameOfIt,
                             std::vector<std::string>* repeatedKeys = nullptr);

}  // namespace atelier::formats
