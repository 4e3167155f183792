#include "access/cookie.h"

#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::access {

namespace {

constexpr std::string_view attributes = "; Path=/; HttpOnly; SameSite=Lax";

std::string_view secure(bool https) { return https ? "; Secure" : ""; }

}  // namespace

std::string_view cookieName(bool https) { return https ? "__Host-at_session" : "at_session"; }

std::string setCookie(std::string_view secret, Timestamp expiresAt, Timestamp now, bool https) {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(expiresAt - now).count();
  return fmt::format("{}={}; Max-Age={}{}{}", cookieName(https), secret,
                     std::max<std::int64_t>(left, 0), attributes, secure(https));
}

std::string clearCookie(bool https) {
  return fmt::format("{}=; Max-Age=0{}{}", cookieName(https), attributes, secure(https));
}

std::optional<std::string_view> secretFromCookies(std::string_view header, bool https) {
  std::optional<std::string_view> found;
  for (auto pair : split(header, ';')) {
    pair = trim(pair);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || trim(pair.substr(0, equals)) != cookieName(https))
      continue;
    const auto value = trim(pair.substr(equals + 1));
    if (found && *found != value) return std::nullopt;
    found = value;
  }
  if (found && found->empty()) return std::nullopt;
  return found;
}

}  // namespace atelier::access
