#pragma once

#include "access/caller.h"
#include "access/people.h"
#include "doors/http/message.h"

#include <optional>

namespace atelier::studio {
class Studio;
}

/// Who asks, over HTTP: the holder of a session cookie or of a bearer token.
namespace atelier::http {

access::Visitor visitorOf(const Request& request);

/// Nothing if the request brings no credentials or none that hold.
std::optional<access::Caller> callerOf(studio::Studio& studio, const Request& request, bool https);

/// Error{NotSignedIn} instead of nothing, Error{NotAllowed} without the scope.
access::Caller requireCaller(studio::Studio& studio, const Request& request, bool https);
access::Caller requireCaller(studio::Studio& studio, const Request& request, bool https,
                             access::Scope scope);

}  // namespace atelier::http
