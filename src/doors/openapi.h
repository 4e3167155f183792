#pragma once

#include "studio/operation.h"

#include <span>
#include <string_view>

#include <boost/json/fwd.hpp>

/// The table of operations as an OpenAPI 3.1 document.
namespace atelier::doors {

/// Paths below `apiRoot`, records as components, errors as problem+json (RFC 9457), sign-in by
/// cookie or bearer token. The order is that of the table, so the document changes only when the
/// table does.
boost::json::value openApi(std::span<const studio::Operation> table, std::string_view version);

}  // namespace atelier::doors
