#include "access/parts.h"
#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::access {

namespace {

constexpr std::string_view columns =
    "t.id, t.name, t.person, t.scopes, t.created_at, t.expires_at, t.last_used_at, p.role";

std::optional<Timestamp> optionalTime(const store::Statement& row, int column) {
  const auto value = row.optionalInteger(column);
  return value ? std::optional{fromMillis(*value)} : std::nullopt;
}

TokenInfo tokenIn(const store::Statement& row) {
  auto scopes = Scopes::fromBits(static_cast<std::uint32_t>(row.integer(3)));
  if (const auto role = row.optionalInteger(7)) {
    scopes = scopes.both(scopesOf(static_cast<Role>(std::clamp<std::int64_t>(*role, 0, 3))));
  }
  return {.id = std::string{row.text(0)},
          .name = std::string{row.text(1)},
          .user = std::string{row.optionalText(2).value_or("local")},
          .scopes = scopes,
          .createdAt = fromMillis(row.integer(4)),
          .expiresAt = optionalTime(row, 5),
          .lastUsedAt = optionalTime(row, 6)};
}

/// What a caller sees: with access:manage all; a token itself and those it made, at any remove; a
/// person their own; the command line its own. The three parameters of every query that uses it are
/// bound by bindVisible.
constexpr std::string_view visible =
    "with recursive family (id) as (select id from token where id = ? "
    "union select k.id from token k join family f on k.parent = f.id) ";
constexpr std::string_view isVisible =
    "(? or t.id in (select id from family) or (? and coalesce(t.person, 'local') = ?))";

void bindFamily(store::Statement& statement, const Standing& standing) {
  statement.bind(standing.token.value_or(""));
}

void bindVisible(store::Statement& statement, const Standing& standing) {
  statement.with(standing.scopes.has(Scope::ManageAccess), !standing.token,
                 standing.person ? standing.person->text() : "local");
}

std::optional<Timestamp> expiryOf(store::Connection& connection, const std::string& token) {
  auto row = connection.prepare("select expires_at from token where id = ?");
  row.with(token);
  return row.step() ? optionalTime(row, 0) : std::nullopt;
}

void requireProper(const TokenRequest& ask, Timestamp now) {
  const auto refuse = [](std::string_view why, std::string_view where) {
    throw Error{Code::InvalidInput, std::string{why}, "No token was made.", std::string{where}};
  };
  if (ask.scopes == Scopes{}) refuse("A token needs at least one scope.", "/scopes");
  if (ask.expiresAt && *ask.expiresAt <= now)
    refuse("A token must end in the future.", "/expires_at");
}

void requireHeld(const Standing& standing, Scopes wanted) {
  for (auto scope : allScopes()) {
    if (!wanted.has(scope) || standing.scopes.has(scope)) continue;
    throw Error{Code::NotAllowed,
                fmt::format("You do not have the scope {} yourself.", scopeName(scope)),
                "No token was made. A token can do no more than whoever makes it.",
                std::string{scopeName(scope)}};
  }
}

}  // namespace

NewToken Access::createToken(const Caller& caller, const TokenRequest& ask) {
  const auto now = parts_->clock.now();
  requireProper(ask, now);
  const auto secret = "at_" + parts_->random.token(32);
  TokenInfo info{.id = parts_->ids.make().text(),
                 .name = goodName(ask.name),
                 .user = "local",
                 .scopes = ask.scopes,
                 .createdAt = now,
                 .expiresAt = ask.expiresAt,
                 .lastUsedAt = std::nullopt};
  parts_->store.write([&](store::Transaction& transaction) {
    const auto standing = parts_->standingOf(transaction.connection(), caller);
    requireHeld(standing, ask.scopes);
    if (standing.person) info.user = standing.person->text();
    if (standing.token) {
      const auto last = expiryOf(transaction.connection(), *standing.token);
      if (last && (!info.expiresAt || *info.expiresAt > *last)) info.expiresAt = last;
    }
    parts_->audit.append(transaction, caller, "token.create", info.id,
                         detailOf({{"name", info.name}, {"scopes", scopeList(ask.scopes)}}));
    const auto person = standing.person ? std::optional{info.user} : std::nullopt;
    const auto expires = info.expiresAt ? std::optional{millis(*info.expiresAt)} : std::nullopt;
    transaction
        .prepare(
            "insert into token (id, hash, person, parent, name, scopes, created_at, "
            "expires_at) values (?,?,?,?,?,?,?,?)")
        .with(info.id, bytesOf(Sha256::of(secret)), person, standing.token, info.name,
              ask.scopes.bits(), millis(now), expires)
        .run();
  });
  return {std::move(info), secret};
}

std::vector<TokenInfo> Access::tokens(const Caller& caller) {
  return parts_->store.read([&](store::Connection& connection) {
    const auto standing = parts_->standingOf(connection, caller);
    auto row = connection.prepare(
        fmt::format("{} select {} from token t left join person p on p.id = t.person where {} "
                    "order by t.created_at desc, t.id desc",
                    visible, columns, isVisible));
    bindFamily(row, standing);
    bindVisible(row, standing);
    std::vector<TokenInfo> tokens;
    while (row.step()) tokens.push_back(tokenIn(row));
    return tokens;
  });
}

void Access::revokeToken(const Caller& caller, std::string_view id) {
  parts_->store.write([&](store::Transaction& transaction) {
    const auto standing = parts_->standingOf(transaction.connection(), caller);
    auto row = transaction.prepare(
        fmt::format("{} select t.id from token t where t.id = ? and {}", visible, isVisible));
    bindFamily(row, standing);
    row.bind(id);
    bindVisible(row, standing);
    if (!row.step()) {
      throw Error{Code::NotFound, "There is no such token.",
                  "Nothing was changed. It may have been revoked already."};
    }
    parts_->audit.append(transaction, caller, "token.revoke", id);
    transaction
        .prepare(fmt::format("{} delete from token where id in (select id from family)", visible))
        .with(id)
        .run();
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
  });
}

}  // namespace atelier::access
