#include "access/parts.h"
#include "base/text.h"

#include <fmt/format.h>

namespace atelier::access {

namespace {

constexpr auto setupGoodFor = std::chrono::hours{24};
constexpr auto linkGoodFor = std::chrono::minutes{15};

[[noreturn]] void wrong() {
  throw Error{Code::NotSignedIn, "Name or password is wrong.",
              "Nothing was changed. Whoever can reach the studio's folder gets a link from "
              "`atelier serve`."};
}

std::string addressLimit(const Visitor& visitor) {
  return "address " + addressKey(visitor.address);
}
std::string accountLimit(std::string_view name) {
  return "account " + lowerAscii(cutUtf8(trim(name), 100));
}

Caller stranger(const Visitor& visitor) {
  return {.id = {},
          .name = {},
          .scopes = {},
          .via = visitor.via,
          .address = visitor.address,
          .session = {}};
}

}  // namespace

void Access::Parts::countTry(const std::string& key) {
  const auto wait = limit.take(key);
  if (!wait) return;
  throw TooManyTriesError{fmt::format("Too many tries: wait {} seconds.", wait->count()),
                          "Nothing was changed. Whoever can reach the studio's folder gets a link "
                          "from `atelier serve`.",
                          *wait};
}

bool Access::setupNeeded() {
  return parts_->store.read([](store::Connection& connection) { return !firstOwner(connection); });
}

std::string Access::makeSetupCode() {
  return parts_->store.write([&](store::Transaction& transaction) {
    if (firstOwner(transaction.connection())) {
      throw Error{Code::Conflict, "This studio has an owner already.", "Nothing was changed."};
    }
    parts_->audit.append(transaction, Caller::local(), "setup.code", "");
    return parts_->makeCode(transaction, CodeKind::Setup, std::nullopt, setupGoodFor);
  });
}

std::string Access::makeSignInCode() {
  return parts_->store.write([&](store::Transaction& transaction) {
    const auto owner = firstOwner(transaction.connection());
    if (!owner) {
      throw Error{Code::Conflict, "This studio has no owner yet.", "Set it up first."};
    }
    parts_->audit.append(transaction, Caller::local(), "session.code", owner->id.text());
    return parts_->makeCode(transaction, CodeKind::Link, owner->id, linkGoodFor);
  });
}

SignIn Access::setup(std::string_view code, std::string_view name, std::string_view password,
                     const Visitor& visitor) {
  parts_->countTry(addressLimit(visitor));
  const auto invited = parts_->store.read([&](store::Connection& connection) {
    const auto found = parts_->findCode(connection, code);
    return found.person ? findPerson(connection, *found.person) : std::nullopt;
  });
  const auto chosen =
      goodName(invited && trim(name).empty() ? std::string_view{invited->name} : name);
  requireGoodPassword(password, chosen);
  const auto stored = parts_->hasher.hash(password);

  auto signIn = parts_->store.write([&](store::Transaction& transaction) {
    auto& connection = transaction.connection();
    const auto found = parts_->takeCode(transaction, code);
    if (found.kind == CodeKind::Setup && !firstOwner(connection)) {
      const Person owner{.id = parts_->ids.make<UserTag>(),
                         .name = chosen,
                         .role = Role::Owner,
                         .password = stored,
                         .createdAt = parts_->clock.now()};
      parts_->audit.append(transaction, stranger(visitor), "setup.owner", owner.id.text(),
                           detailOf({{"name", chosen}}));
      addPerson(transaction, owner);
      return parts_->startSession(transaction, owner, "password", visitor);
    }
    auto person = found.person ? findPerson(connection, *found.person) : std::nullopt;
    if (found.kind != CodeKind::Invite || !person) {
      throw Error{Code::InvalidInput, "This code is for signing in.",
                  "Nothing was changed. Use it to sign in, without name and password.", "/code"};
    }
    parts_->audit.append(transaction, stranger(visitor), "user.accept", person->id.text(),
                         detailOf({{"name", chosen}}));
    setNameAndPassword(transaction, *person, chosen, stored);
    transaction.prepare("delete from session where person = ?").with(person->id.text()).run();
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
    person->name = chosen;
    return parts_->startSession(transaction, *person, "invite", visitor);
  });
  parts_->limit.giveBack(addressLimit(visitor));
  return signIn;
}

SignIn Access::signIn(std::string_view name, std::string_view password, const Visitor& visitor) {
  parts_->countTry(addressLimit(visitor));
  parts_->countTry(accountLimit(name));
  const auto person = parts_->store.read(
      [&](store::Connection& connection) { return findPersonByName(connection, name); });
  const bool right = person && person->password ? parts_->hasher.verify(password, *person->password)
                                                : parts_->hasher.verifyNothing(password);
  if (!right) {
    // Not the name that was typed: people type passwords there.
    parts_->store.write([&](store::Transaction& transaction) {
      parts_->audit.append(transaction, stranger(visitor), "session.refuse",
                           person ? person->id.text() : "");
    });
    wrong();
  }
  auto signIn = parts_->store.write([&](store::Transaction& transaction) {
    const auto now = findPerson(transaction.connection(), person->id);
    if (!now || now->password != person->password) wrong();  // changed while we were counting
    return parts_->startSession(transaction, *now, "password", visitor);
  });
  parts_->limit.forgive(accountLimit(name));
  parts_->limit.giveBack(addressLimit(visitor));
  return signIn;
}

SignIn Access::signInWithCode(std::string_view code, const Visitor& visitor) {
  parts_->countTry(addressLimit(visitor));
  auto signIn = parts_->store.write([&](store::Transaction& transaction) {
    const auto found = parts_->takeCode(transaction, code);
    if (found.kind != CodeKind::Link) {
      throw Error{Code::InvalidInput, "This code is for choosing a name and a password.",
                  "Nothing was changed: it still works for that.", "/code"};
    }
    const auto person =
        found.person ? findPerson(transaction.connection(), *found.person) : std::nullopt;
    if (!person) wrong();
    return parts_->startSession(transaction, *person, "link", visitor);
  });
  parts_->limit.giveBack(addressLimit(visitor));
  return signIn;
}

SignIn Access::changePassword(const Caller& caller, std::string_view current, std::string_view next,
                              const Visitor& visitor) {
  const auto person = parts_->store.read([&](store::Connection& connection) {
    const auto standing = parts_->standingOf(connection, caller);
    if (!standing.person || standing.token) {
      throw Error{Code::NotAllowed, "Only a person who signed in can change their password.",
                  "Nothing was changed. Do it in the page."};
    }
    return findPerson(connection, *standing.person);
  });
  if (!person || !person->password) wrong();
  parts_->countTry(accountLimit(person->name));
  if (!parts_->hasher.verify(current, *person->password)) wrong();
  requireGoodPassword(next, person->name);
  const auto stored = parts_->hasher.hash(next);
  auto signIn = parts_->store.write([&](store::Transaction& transaction) {
    const auto now = findPerson(transaction.connection(), person->id);
    if (!now || now->password != person->password) wrong();
    parts_->audit.append(transaction, caller, "user.password", person->id.text());
    setNameAndPassword(transaction, *now, now->name, stored);
    transaction.prepare("delete from session where person = ?").with(person->id.text()).run();
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
    return parts_->startSession(transaction, *now, "password", visitor);
  });
  parts_->limit.forgive(accountLimit(person->name));
  return signIn;
}

}  // namespace atelier::access
