#pragma once

#include "access/caller.h"
#include "access/people.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// People, the ways they sign in, and what they may do. Secrets (codes, session secrets, tokens)
/// have 128 bits or more and are stored as SHA-256 only; passwords as Argon2id. Every change writes
/// its audit entry in the same transaction, before its effect. Nobody hands out what they do not
/// hold: a role or a token beyond the caller's own scopes is refused, and the last owner can
/// neither leave nor be demoted. All calls are thread-safe and blocking. Errors: AT-1001 a name,
/// password or request that will not do; AT-1002 no such thing; AT-1003 name taken or set up
/// already; AT-1004 wrong or expired credentials; AT-1005 not allowed; AT-1006 TooManyTriesError;
/// AT-1010 too many sign-ins at this moment.
namespace atelier::store {
class Store;
struct Migration;
}  // namespace atelier::store

namespace atelier::access {

class AuditLog;

/// The tables of this room, for Store::open: numbers 100 to 199.
std::span<const store::Migration> migrations();

/// What a password costs to check. Sparing is for tests: it keeps nobody out.
enum class PasswordCost : std::uint8_t { Interactive, Sparing };

class Access {
 public:
  /// `auditHead` is a small file beside the index that remembers how far the audit log went.
  /// The store must have run migrations() of this room.
  Access(store::Store& store, const Clock& clock, Random& random, Files& files,
         std::filesystem::path auditHead, PasswordCost cost = PasswordCost::Interactive);
  ~Access();
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;

  // --- First start, and links -----------------------------------------------------------------

  /// True until there is an owner.
  bool setupNeeded();

  /// A code that lets its bearer become the owner; for 24 hours, once. A new one replaces the old.
  /// Error{Conflict} if there is an owner.
  std::string makeSetupCode();

  /// A code that signs in as the first owner; for 15 minutes, once. For the link that `serve`
  /// prints: whoever calls this holds the studio's folder. A new one replaces the old.
  std::string makeSignInCode();

  /// What `serve` prints: a setup code at first start, a sign-in code from then on.
  std::string makeLinkCode() { return setupNeeded() ? makeSetupCode() : makeSignInCode(); }

  /// Takes a setup code (the owner is made) or an invitation (its user gets a password; `name` may
  /// be empty to keep the one that was given) and signs in.
  SignIn setup(std::string_view code, std::string_view name, std::string_view password,
               const Visitor& visitor);

  // --- Signing in and out ---------------------------------------------------------------------

  /// Takes equally long for a name that does not exist.
  SignIn signIn(std::string_view name, std::string_view password, const Visitor& visitor);

  SignIn signInWithCode(std::string_view code, const Visitor& visitor);

  /// Ends the session that the caller came with; nothing happens for a token.
  void signOut(const Caller& caller);

  /// Ends all other sessions of this person and gives this one a new secret.
  SignIn changePassword(const Caller& caller, std::string_view current, std::string_view next,
                        const Visitor& visitor);

  // --- Every request --------------------------------------------------------------------------

  /// Who holds this session secret or "at_" token; nothing if it is unknown, expired or revoked.
  /// Warm it costs a hash and a look-up; last-seen is written at most every five minutes.
  std::optional<Caller> authenticate(std::string_view secret, const Visitor& visitor);

  // --- Sessions -------------------------------------------------------------------------------

  /// The caller's own, newest first.
  std::vector<SessionInfo> sessions(const Caller& caller);
  /// One's own, or anybody's with access:manage. NotFound for all others.
  void endSession(const Caller& caller, std::string_view id);
  /// All of one's own but the current one; how many.
  std::size_t endOtherSessions(const Caller& caller);

  // --- Tokens ---------------------------------------------------------------------------------

  /// NotAllowed if `ask` wants a scope that the caller does not hold now. A token made by a token
  /// ends with it, and no later.
  NewToken createToken(const Caller& caller, const TokenRequest& ask);
  /// One's own, everybody's with access:manage; a token sees itself and those it made. Newest
  /// first.
  std::vector<TokenInfo> tokens(const Caller& caller);
  /// Also ends the tokens that it made. What one cannot see is NotFound.
  void revokeToken(const Caller& caller, std::string_view id);

  // --- People (all need access:manage) --------------------------------------------------------

  std::vector<User> users(const Caller& caller);
  Invitation inviteUser(const Caller& caller, std::string_view name, Role role);
  /// A new code for somebody who lost theirs, or their password. The old password works until it is
  /// used.
  Invitation inviteAgain(const Caller& caller, UserId id);
  User changeRole(const Caller& caller, UserId id, Role role);
  /// Ends their sessions and tokens. What they brought in stays.
  void removeUser(const Caller& caller, UserId id);

  /// The list of what was done, by whom; see access/audit.h.
  AuditLog& audit();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace atelier::access
