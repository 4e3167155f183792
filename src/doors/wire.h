#pragma once

#include "studio/operation.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/fwd.hpp>

/// How a request of the table travels over HTTP, both ways. Members named in the path stand there;
/// of what is left, GET and DELETE put everything into the query (a list as one name several
/// times), the others into a JSON body.
namespace atelier::doors {

inline constexpr std::string_view apiRoot = "/api/v1";

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The members of `pattern` ("/assets/{id}") in `path` ("/assets/42", percent-decoded by the caller
/// or free of escapes), or nothing if it does not match. A member matches one segment that is not
/// empty.
std::optional<Pairs> matchPath(std::string_view pattern, std::string_view path);

/// The request in JSON, from what came over the wire: values of path and query (already
/// percent-decoded), and the body if there was one. Error{InvalidInput} or {JsonShape} that names
/// the parameter.
boost::json::value requestOf(const studio::Operation& operation, const Pairs& path,
                             const Pairs& query, const boost::json::value* body);

struct Target {
  std::string pathAndQuery;         ///< percent-encoded, below apiRoot
  std::optional<std::string> body;  ///< JSON text
};

/// The other way: where to send a request.
Target targetOf(const studio::Operation& operation, const boost::json::value& request);

}  // namespace atelier::doors
