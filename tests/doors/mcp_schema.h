#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

/// As much of JSON Schema 2020-12 as the protocol's schema and ours are made of.
namespace atelier::mcp::toy {

/// What is wrong with `value` by `schema`, whose "#/..." references point into `root`. Empty if it
/// fits. A keyword that is not known here is a problem, too: nothing passes unseen.
std::vector<std::string> problemsOf(const boost::json::value& value,
                                    const boost::json::value& schema,
                                    const boost::json::value& root, const std::string& at = "");

}  // namespace atelier::mcp::toy
