#include "access/parts.h"
#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::access {

namespace {

constexpr std::string_view columns = "id, person, kind, created_at, last_seen_at, address, agent";
constexpr std::size_t agentBytes = 200;
constexpr auto keepEnded = std::chrono::hours{24 * 30};

Timestamp endOf(Timestamp createdAt, Timestamp lastSeenAt) {
  return std::min(createdAt + absoluteEnd, lastSeenAt + idleEnd);
}

SessionInfo sessionIn(const store::Statement& row, const Caller& caller) {
  const auto person = UserId::parse(row.text(1));
  SessionInfo info{.id = std::string{row.text(0)},
                   .user = person.value_or(UserId{}),
                   .kind = std::string{row.text(2)},
                   .createdAt = fromMillis(row.integer(3)),
                   .lastSeenAt = fromMillis(row.integer(4)),
                   .expiresAt = {},
                   .address = std::string{row.text(5)},
                   .agent = std::string{row.text(6)},
                   .current = row.text(0) == caller.session};
  info.expiresAt = endOf(info.createdAt, info.lastSeenAt);
  return info;
}

/// Whose sessions a caller sees: a token without access:manage nobody's, the command line
/// everybody's.
bool seesOwn(const Standing& standing) { return standing.person && !standing.token; }
bool seesAll(const Standing& standing) { return standing.scopes.has(Scope::ManageAccess); }

}  // namespace

SignIn Access::Parts::startSession(store::Transaction& transaction, const Person& person,
                                   std::string_view kind, const Visitor& visitor) {
  const auto now = clock.now();
  const auto secret = random.token(32);
  Caller caller{.id = person.id.text(),
                .name = person.name,
                .scopes = scopesOf(person.role),
                .via = visitor.via,
                .address = visitor.address,
                .session = ids.make().text()};
  audit.append(transaction, caller, "session.start", person.id.text(), detailOf({{"kind", kind}}));
  // A clock that was wrong for an hour must not sign everybody out: only the long ended go.
  transaction.prepare("delete from session where last_seen_at < ? or created_at < ?")
      .with(millis(now - idleEnd - keepEnded), millis(now - absoluteEnd - keepEnded))
      .run();
  transaction
      .prepare(
          "insert into session (id, hash, person, kind, created_at, last_seen_at, address, "
          "agent) values (?,?,?,?,?,?,?,?)")
      .with(caller.session, bytesOf(Sha256::of(secret)), person.id.text(), kind, millis(now),
            millis(now), visitor.address, cutUtf8(toUtf8(visitor.agent), agentBytes))
      .run();
  return {secret, std::move(caller), now + absoluteEnd};
}

void Access::signOut(const Caller& caller) {
  parts_->store.write([&](store::Transaction& transaction) {
    auto row = transaction.prepare("select person from session where id = ?");
    row.with(caller.session);
    if (caller.session.empty() || !row.step()) return;
    parts_->audit.append(transaction, caller, "session.end", caller.session);
    transaction.prepare("delete from session where id = ?").with(caller.session).run();
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
  });
}

std::vector<SessionInfo> Access::sessions(const Caller& caller) {
  return parts_->store.read([&](store::Connection& connection) {
    const auto standing = parts_->standingOf(connection, caller);
    std::vector<SessionInfo> sessions;
    const bool everybody = !standing.person && seesAll(standing);
    if (!everybody && !seesOwn(standing)) return sessions;
    auto row = connection.prepare(fmt::format(
        "select {} from session where person = ? or ? order by created_at desc, id desc", columns));
    row.with(standing.person ? standing.person->text() : "", everybody);
    const auto now = parts_->clock.now();
    while (row.step()) {
      auto session = sessionIn(row, caller);
      if (session.expiresAt > now) sessions.push_back(std::move(session));
    }
    return sessions;
  });
}

void Access::endSession(const Caller& caller, std::string_view id) {
  parts_->store.write([&](store::Transaction& transaction) {
    const auto standing = parts_->standingOf(transaction.connection(), caller);
    auto row = transaction.prepare("select person from session where id = ?");
    row.with(id);
    const bool there = row.step();
    const bool own = there && seesOwn(standing) && row.text(0) == standing.person->text();
    if (!there || (!own && !seesAll(standing))) {
      throw Error{Code::NotFound, "There is no such session.",
                  "Nothing was changed. It may have ended already."};
    }
    parts_->audit.append(transaction, caller, "session.end", id);
    transaction.prepare("delete from session where id = ?").with(id).run();
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
  });
}

std::size_t Access::endOtherSessions(const Caller& caller) {
  return parts_->store.write([&](store::Transaction& transaction) -> std::size_t {
    const auto standing = parts_->standingOf(transaction.connection(), caller);
    if (!seesOwn(standing)) return 0;
    parts_->audit.append(transaction, caller, "session.end-others", standing.person->text());
    const auto ended = transaction.prepare("delete from session where person = ? and id <> ?")
                           .with(standing.person->text(), caller.session)
                           .run();
    transaction.afterCommit([this] { parts_->cache.forgetAll(); });
    return static_cast<std::size_t>(ended);
  });
}

}  // namespace atelier::access
