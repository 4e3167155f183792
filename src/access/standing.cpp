#include "access/parts.h"

namespace atelier::access {

namespace {

[[noreturn]] void gone() {
  throw Error{Code::NotSignedIn, "This sign-in has ended.", "Nothing was changed. Sign in again."};
}

Scopes scopesOfPerson(store::Connection& connection, UserId id) {
  const auto person = findPerson(connection, id);
  if (!person) gone();
  return scopesOf(person->role);
}

/// Of whoever came with a token, or nothing if `id` is not one's.
std::optional<Standing> tokenStanding(store::Connection& connection, std::string_view id,
                                      Timestamp now) {
  auto row = connection.prepare("select person, scopes, expires_at from token where id = ?");
  row.with(id);
  if (!row.step()) return std::nullopt;
  const auto expires = row.optionalInteger(2);
  if (expires && *expires <= millis(now)) gone();
  Standing standing{.scopes = Scopes::fromBits(static_cast<std::uint32_t>(row.integer(1))),
                    .person = std::nullopt,
                    .token = std::string{id}};
  if (const auto person = row.optionalText(0)) {
    standing.person = UserId::parse(*person);
    if (!standing.person) gone();
    standing.scopes = standing.scopes.both(scopesOfPerson(connection, *standing.person));
  }
  return standing;
}

Standing sessionStanding(store::Connection& connection, std::string_view id) {
  auto row = connection.prepare("select person from session where id = ?");
  row.with(id);
  if (!row.step()) gone();
  const auto person = UserId::parse(row.text(0));
  if (!person) gone();
  return {.scopes = scopesOfPerson(connection, *person), .person = person, .token = std::nullopt};
}

}  // namespace

Standing Access::Parts::standingOf(store::Connection& connection, const Caller& caller) const {
  Standing standing;
  if (caller.session.empty()) {
    if (caller.id != "local") gone();
    standing.scopes = scopesOf(Role::Owner);
  } else if (auto token = tokenStanding(connection, caller.session, clock.now())) {
    standing = *token;
  } else {
    standing = sessionStanding(connection, caller.session);
  }
  standing.scopes = standing.scopes.both(caller.scopes);
  return standing;
}

Standing Access::Parts::managing(store::Connection& connection, const Caller& caller) const {
  auto standing = standingOf(connection, caller);
  auto asking = caller;
  asking.scopes = standing.scopes;
  asking.require(Scope::ManageAccess);
  return standing;
}

}  // namespace atelier::access
