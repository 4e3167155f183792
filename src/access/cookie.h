#pragma once

#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>

/// The session cookie (RFC 6265bis). Over https it is bound to the host by its name prefix
/// (4.1.3.2); over plain http, which browsers refuse that prefix for, it goes by the bare name.
namespace atelier::access {

/// "__Host-at_session" or "at_session".
std::string_view cookieName(bool https);

/// A Set-Cookie value: Path=/, HttpOnly, SameSite=Lax, Max-Age up to `expiresAt`, Secure over
/// https.
std::string setCookie(std::string_view secret, Timestamp expiresAt, Timestamp now, bool https);

/// A Set-Cookie value that removes it.
std::string clearCookie(bool https);

/// The secret in a Cookie header. Nothing if it is missing or there twice with different values:
/// somebody planted one.
std::optional<std::string_view> secretFromCookies(std::string_view header, bool https);

}  // namespace atelier::access
