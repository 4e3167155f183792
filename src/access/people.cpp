#include "access/parts.h"
#include "base/json/text.h"
#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::access {

namespace {

constexpr std::string_view columns = "id, name, role, password, created_at";
constexpr auto inviteGoodFor = std::chrono::hours{24 * 7};

Person personIn(const store::Statement& row) {
  const auto id = UserId::parse(row.text(0));
  if (!id) throw Error{Code::Database, "The index holds a person without a proper id."};
  const auto password = row.optionalText(3);
  return {.id = *id,
          .name = std::string{row.text(1)},
          .role = static_cast<Role>(std::clamp<std::int64_t>(row.integer(2), 0, 3)),
          .password = password ? std::optional<std::string>{*password} : std::nullopt,
          .createdAt = fromMillis(row.integer(4))};
}

template <class... Values>
std::optional<Person> onePerson(store::Connection& connection, std::string_view where,
                                const Values&... values) {
  auto row = connection.prepare(fmt::format("select {} from person {}", columns, where));
  row.with(values...);
  if (!row.step()) return std::nullopt;
  return personIn(row);
}

Person existing(store::Connection& connection, UserId id) {
  auto person = findPerson(connection, id);
  if (!person) {
    throw Error{Code::NotFound, fmt::format("There is no person with the id {}.", id.text()),
                "Nothing was changed. The list of people shows the ids."};
  }
  return *person;
}

/// Nobody hands out, or takes away, what they do not hold.
void requireHeld(const Standing& standing, Role role) {
  if (scopesOf(role).within(standing.scopes)) return;
  throw Error{Code::NotAllowed,
              fmt::format("This takes everything that the role {} may do, and you may not.",
                          roleName(role)),
              "Nothing was changed. Sign in as an owner, or use a token with all scopes."};
}

/// Owners who can sign in; those who never took their invitation do not count.
void requireAnotherOwner(store::Connection& connection, const Person& leaving) {
  if (leaving.role != Role::Owner || !leaving.password) return;
  auto row = connection.prepare(
      "select count(*) from person where role = ? and password is not null and id <> ?");
  row.with(static_cast<int>(Role::Owner), leaving.id.text());
  if (row.step() && row.integer(0) > 0) return;
  throw Error{Code::Conflict, fmt::format("{} is the last owner.", leaving.name),
              "Nothing was changed. Make somebody else an owner first."};
}

void requireFreeName(store::Connection& connection, UserId id, const std::string& name) {
  const auto known = findPersonByName(connection, name);
  if (!known || known->id == id) return;
  throw Error{Code::Conflict, fmt::format("There is somebody named {} already.", name),
              "Nothing was changed. Choose another name.", "/name"};
}

}  // namespace

std::optional<Person> findPerson(store::Connection& connection, UserId id) {
  return onePerson(connection, "where id = ?", id.text());
}

std::optional<Person> findPersonByName(store::Connection& connection, std::string_view name) {
  return onePerson(connection, "where name_key = ?", lowerAscii(trim(name)));
}

std::optional<Person> firstOwner(store::Connection& connection) {
  return onePerson(connection,
                   "where role = ? and password is not null order by created_at, id limit 1",
                   static_cast<int>(Role::Owner));
}

void addPerson(store::Transaction& transaction, const Person& person) {
  requireFreeName(transaction.connection(), person.id, person.name);
  transaction
      .prepare(
          "insert into person (id, name, name_key, role, password, created_at) "
          "values (?,?,?,?,?,?)")
      .with(person.id.text(), person.name, lowerAscii(person.name), static_cast<int>(person.role),
            person.password, millis(person.createdAt))
      .run();
}

void setNameAndPassword(store::Transaction& transaction, const Person& person,
                        const std::string& name, const std::string& password) {
  requireFreeName(transaction.connection(), person.id, name);
  transaction.prepare("update person set name = ?, name_key = ?, password = ? where id = ?")
      .with(name, lowerAscii(name), password, person.id.text())
      .run();
}

std::string goodName(std::string_view name) {
  const auto trimmed = trim(name);
  const bool controls = std::ranges::any_of(
      trimmed, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (trimmed.empty() || trimmed.size() > 100 || controls || !isUtf8(trimmed)) {
    throw Error{Code::InvalidInput, "A name is 1 to 100 bytes of text on one line.",
                "Nothing was changed.", "/name"};
  }
  return std::string{trimmed};
}

std::string scopeList(Scopes scopes) {
  std::string text;
  for (auto scope : allScopes()) {
    if (!scopes.has(scope)) continue;
    if (!text.empty()) text += ' ';
    text += scopeName(scope);
  }
  return text;
}

std::string detailOf(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ",";
    json::appendQuoted(text, name);
    text += ":";
    json::appendQuoted(text, value);
  }
  return text + "}";
}

std::vector<User> Access::users(const Caller& caller) {
  return parts_->store.read([&](store::Connection& connection) {
    (void)parts_->managing(connection, caller);
    auto row = connection.prepare(fmt::format("select {} from person order by name_key", columns));
    std::vector<User> users;
    while (row.step()) users.push_back(personIn(row).user());
    return users;
  });
}

Invitation Access::inviteUser(const Caller& caller, std::string_view name, Role role) {
  const Person person{.id = parts_->ids.make<UserTag>(),
                      .name = goodName(name),
                      .role = role,
                      .password = std::nullopt,
                      .createdAt = parts_->clock.now()};
  return parts_->store.write([&](store::Transaction& transaction) {
    const auto standing = parts_->managing(transaction.connection(), caller);
    requireHeld(standing, role);
    parts_->audit.append(transaction, caller, "user.invite", person.id.text(),
                         detailOf({{"name", person.name}, {"role", roleName(role)}}));
    addPerson(transaction, person);
    return Invitation{person.user(),
                      parts_->makeCode(transaction, CodeKind::Invite, person.id, inviteGoodFor),
                      parts_->clock.now() + inviteGoodFor};
  });
}

Invitation Access::inviteAgain(const Caller& caller, UserId id) {
  return parts_->store.write([&](store::Transaction& transaction) {
    const auto standing = parts_->managing(transaction.connection(), caller);
    const auto person = existing(transaction.connection(), id);
    requireHeld(standing, person.role);
    parts_->audit.append(transaction, caller, "user.invite-again", id.text(),
                         detailOf({{"name", person.name}, {"role", roleName(person.role)}}));
    return Invitation{person.user(),
                      parts_->makeCode(transaction, CodeKind::Invite, id, inviteGoodFor),
                      parts_->clock.now() + inviteGoodFor};
  });
}

User Access::changeRole(const Caller& caller, UserId id, Role role) {
  return parts_->store.write([&](store::Transaction& transaction) {
    const auto standing = parts_->managing(transaction.connection(), caller);
    auto person = existing(transaction.connection(), id);
    if (person.role == role) return person.user();
    requireHeld(standing, person.role);
    requireHeld(standing, role);
    requireAnotherOwner(transaction.connection(), person);
    parts_->audit.append(transaction, caller, "user.role", id.text(),
                         detailOf({{"from", roleName(person.role)}, {"to", roleName(role)}}));
    transaction.prepare("update person set role = ? where id = ?")
        .with(static_cast<int>(role), id.text())
        .run();
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
    person.role = role;
    return person.user();
  });
}

void Access::removeUser(const Caller& caller, UserId id) {
  parts_->store.write([&](store::Transaction& transaction) {
    const auto standing = parts_->managing(transaction.connection(), caller);
    const auto person = existing(transaction.connection(), id);
    requireHeld(standing, person.role);
    requireAnotherOwner(transaction.connection(), person);
    parts_->audit.append(transaction, caller, "user.remove", id.text(),
                         detailOf({{"name", person.name}, {"role", roleName(person.role)}}));
    for (auto sql : {"delete from session where person = ?", "delete from token where person = ?",
                     "delete from code where person = ?", "delete from person where id = ?"}) {
      transaction.prepare(sql).with(id.text()).run();
    }
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
  });
}

}  // namespace atelier::access
