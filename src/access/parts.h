#pragma once

#include "access/access.h"
#include "access/audit.h"
#include "access/password.h"
#include "access/rate_limit.h"
#include "access/secret_cache.h"
#include "base/digest.h"
#include "base/id.h"
#include "store/store.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// Inside of this room: what its parts share.
namespace atelier::access {

inline constexpr auto idleEnd = std::chrono::hours{24 * 14};
inline constexpr auto absoluteEnd = std::chrono::hours{24 * 90};
inline constexpr auto seenStep = std::chrono::minutes{5};

enum class CodeKind : std::uint8_t { Setup, Link, Invite };

/// A row of `person`.
struct Person {
  UserId id;
  std::string name;
  Role role = Role::Viewer;
  std::optional<std::string> password;
  Timestamp createdAt;

  User user() const { return {id, name, role, createdAt, !password.has_value()}; }
};

/// Who a caller is and what they may do as the database has it now: a request can have been signed
/// in before a role shrank. Never more than the caller came with.
struct Standing {
  Scopes scopes;
  std::optional<UserId> person;      ///< nothing for the command line
  std::optional<std::string> token;  ///< if it came with one
};

struct Access::Parts {
  store::Store& store;
  const Clock& clock;
  Random& random;
  IdMaker ids;
  AuditLog audit;
  PasswordHasher hasher;
  RateLimit limit;
  SecretCache cache;

  Parts(store::Store& theStore, const Clock& theClock, Random& theRandom, Files& files,
        std::filesystem::path auditHead, PasswordCost cost)
      : store(theStore),
        clock(theClock),
        random(theRandom),
        ids(theClock, theRandom),
        audit(theStore, theClock, files, std::move(auditHead)),
        hasher(theRandom, cost),
        limit(theClock) {}

  // codes.cpp
  std::string makeCode(store::Transaction& transaction, CodeKind kind, std::optional<UserId> person,
                       std::chrono::milliseconds goodFor);
  struct FoundCode {
    CodeKind kind;
    std::optional<UserId> person;
  };
  /// NotSignedIn if there is no such code, or it has expired.
  FoundCode findCode(store::Connection& connection, std::string_view code) const;
  /// The same, and nobody finds it again.
  FoundCode takeCode(store::Transaction& transaction, std::string_view code) const;

  // standing.cpp
  Standing standingOf(store::Connection& connection, const Caller& caller) const;
  /// The same, for what needs access:manage.
  Standing managing(store::Connection& connection, const Caller& caller) const;

  // sessions.cpp
  SignIn startSession(store::Transaction& transaction, const Person& person, std::string_view kind,
                      const Visitor& visitor);
  /// Counts a try; throws TooManyTriesError if there have been too many.
  void countTry(const std::string& key);
};

// people.cpp
std::optional<Person> findPerson(store::Connection& connection, UserId id);
std::optional<Person> findPersonByName(store::Connection& connection, std::string_view name);
std::optional<Person> firstOwner(store::Connection& connection);
/// Conflict if somebody has that name.
void addPerson(store::Transaction& transaction, const Person& person);
/// The same, if the name is another one now.
void setNameAndPassword(store::Transaction& transaction, const Person& person,
                        const std::string& name, const std::string& password);
/// The name without spaces around it; InvalidInput if it will not do.
std::string goodName(std::string_view name);

inline std::int64_t millis(Timestamp time) { return time.time_since_epoch().count(); }
inline Timestamp fromMillis(std::int64_t value) {
  return Timestamp{std::chrono::milliseconds{value}};
}
inline std::span<const std::uint8_t> bytesOf(const Digest& digest) { return digest.bytes; }

/// "assets:read assets:write".
std::string scopeList(Scopes scopes);

/// A JSON object of texts, for the audit log.
std::string detailOf(std::initializer_list<std::pair<std::string_view, std::string_view>> members);

}  // namespace atelier::access
