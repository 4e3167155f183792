#pragma once

#include "base/json/shape.h"

#include <functional>
#include <string>

#include <boost/json/fwd.hpp>

/// JSON Schema 2020-12 from a shape, as OpenAPI 3.1 and MCP want it.
namespace atelier::json {

enum class Direction : std::uint8_t {
  Request,  ///< what must be there, and what is taken if it is not
  Answer,   ///< everything is there but optionals
};

/// One schema in one piece; records in it stand where they are used. A record that holds itself is
/// not looked into a second time.
boost::json::value schema(const Shape& shape, Direction direction);

/// The same, but `reference` may answer with a "$ref" for a record, which then is not written out.
using Reference = std::function<std::string(const Shape& record)>;
boost::json::value schema(const Shape& shape, Direction direction, const Reference& reference);

/// The default of each member of a record that may be absent and has one that is not empty.
boost::json::object defaults(const Shape& record);

}  // namespace atelier::json
