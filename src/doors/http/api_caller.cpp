#include "doors/http/api_caller.h"

#include "access/access.h"
#include "access/cookie.h"
#include "base/text.h"
#include "studio/studio.h"

namespace atelier::http {

namespace {

std::optional<std::string> bearer(const Request& request) {
  const auto header = request.headers.find("authorization");
  if (!header) return std::nullopt;
  const auto space = header->find(' ');
  if (space == std::string_view::npos || lowerAscii(header->substr(0, space)) != "bearer")
    return "";
  return std::string(trim(header->substr(space + 1)));
}

}  // namespace

access::Visitor visitorOf(const Request& request) {
  return {"http", request.remote, toUtf8(request.headers.get("user-agent"))};
}

std::optional<access::Caller> callerOf(studio::Studio& studio, const Request& request, bool https) {
  // A token that was given counts alone: falling back to a cookie would act as somebody else.
  if (const auto token = bearer(request)) {
    if (token->empty()) return std::nullopt;
    return studio.access().authenticate(*token, visitorOf(request));
  }
  const auto secret = access::secretFromCookies(request.headers.get("cookie"), https);
  if (!secret) return std::nullopt;
  return studio.access().authenticate(*secret, visitorOf(request));
}

access::Caller requireCaller(studio::Studio& studio, const Request& request, bool https) {
  if (auto caller = callerOf(studio, request, https)) return *caller;
  throw Error{Code::NotSignedIn, "This needs somebody who is signed in.",
              "Nothing was done. Sign in, or send a token as \"Authorization: Bearer at_...\"."};
}

access::Caller requireCaller(studio::Studio& studio, const Request& request, bool https,
                             access::Scope scope) {
  auto caller = requireCaller(studio, request, https);
  caller.require(scope);
  return caller;
}

}  // namespace atelier::http
