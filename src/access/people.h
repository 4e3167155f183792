#pragma once

#include "access/caller.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What this room hands out about people, their sign-ins and their tokens. No value here carries a
/// secret except where it says so, and those are shown once and never stored.
namespace atelier::access {

/// Where a request comes from, as the door saw it.
struct Visitor {
  std::string via;      ///< "http", "mcp", "cli"
  std::string address;  ///< IP address without port; empty if local
  std::string agent;    ///< User-Agent, cut to 200 bytes when kept
};

/// A fresh sign-in. `secret` goes into the cookie and nowhere else.
struct SignIn {
  std::string secret;
  Caller caller;
  Timestamp expiresAt;  ///< the absolute end, 90 days from now
};

struct User {
  UserId id;
  std::string name;  ///< unique; upper and lower case ASCII letters are the same
  Role role = Role::Viewer;
  Timestamp createdAt;
  bool invited = false;  ///< has no password yet
};

/// `code` is shown once; it works once and for seven days.
struct Invitation {
  User user;
  std::string code;
  Timestamp expiresAt;
};

struct SessionInfo {
  std::string id;
  UserId user;
  std::string kind;  ///< "password", "link", "invite"
  Timestamp createdAt;
  Timestamp lastSeenAt;  ///< up to five minutes old
  Timestamp expiresAt;   ///< when it ends if it is not used again
  std::string address;
  std::string agent;
  bool current = false;  ///< the one that asks
};

struct TokenInfo {
  std::string id;
  std::string name;
  std::string user;  ///< user id, or "local" if the command line made it on the folder itself
  Scopes scopes;     ///< what it may do now: what it was given, as far as its maker still may
  Timestamp createdAt;
  std::optional<Timestamp> expiresAt;
  std::optional<Timestamp> lastUsedAt;  ///< up to five minutes old
};

/// `secret` ("at_" and 43 characters) is shown once.
struct NewToken {
  TokenInfo info;
  std::string secret;
};

struct TokenRequest {
  std::string name;
  Scopes scopes;
  std::optional<Timestamp> expiresAt;
};

/// Error{TooManyTries} that knows when to come back: the HTTP door says so in Retry-After.
class TooManyTriesError : public Error {
 public:
  TooManyTriesError(std::string what, std::string next, std::chrono::seconds wait)
      : Error(Code::TooManyTries, std::move(what), std::move(next)), retryAfter(wait) {}
  std::chrono::seconds retryAfter;
};

}  // namespace atelier::access
