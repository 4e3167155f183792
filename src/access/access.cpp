#include "access/access.h"

#include "access/parts.h"

#include <algorithm>

namespace atelier::access {

namespace {

constexpr std::string_view tokenPrefix = "at_";
constexpr std::size_t secretLength = 43;  // 256 bits in base64url

Scopes roleScopes(std::int64_t role) {
  return scopesOf(static_cast<Role>(std::clamp<std::int64_t>(role, 0, 3)));
}

std::shared_ptr<Known> loadSession(store::Connection& connection, const Digest& hash) {
  auto row = connection.prepare(
      "select s.id, s.created_at, s.last_seen_at, p.id, p.name, p.role from session s "
      "join person p on p.id = s.person where s.hash = ?");
  row.with(bytesOf(hash));
  if (!row.step()) return nullptr;
  auto known = std::make_shared<Known>();
  known->caller.session = row.text(0);
  known->createdAt = fromMillis(row.integer(1));
  known->expiresAt = known->createdAt + absoluteEnd;
  known->seenAt = row.integer(2);
  known->caller.id = row.text(3);
  known->caller.name = row.text(4);
  known->caller.scopes = roleScopes(row.integer(5));
  return known;
}

std::shared_ptr<Known> loadToken(store::Connection& connection, const Digest& hash) {
  auto row = connection.prepare(
      "select t.id, t.created_at, t.last_used_at, t.expires_at, t.scopes, t.person, p.name, p.role "
      "from token t left join person p on p.id = t.person where t.hash = ?");
  row.with(bytesOf(hash));
  if (!row.step()) return nullptr;
  const auto person = row.optionalText(5);
  const auto role = row.optionalInteger(7);
  if (person && !role) return nullptr;  // its person is gone
  auto known = std::make_shared<Known>();
  known->isToken = true;
  known->caller = Caller::local();
  known->caller.session = row.text(0);
  known->createdAt = fromMillis(row.integer(1));
  known->seenAt = row.optionalInteger(2).value_or(0);
  if (const auto expires = row.optionalInteger(3)) known->expiresAt = fromMillis(*expires);
  known->caller.scopes = Scopes::fromBits(static_cast<std::uint32_t>(row.integer(4)));
  if (person) {
    known->caller.id = *person;
    known->caller.name = row.text(6);
    known->caller.scopes = known->caller.scopes.both(roleScopes(*role));
  }
  return known;
}

bool hasEnded(const Known& known, Timestamp now) {
  if (known.expiresAt && now >= *known.expiresAt) return true;
  return !known.isToken && now - fromMillis(known.seenAt.load()) >= idleEnd;
}

/// Every five minutes one of the requests writes that the session or token was in use.
void noteSeen(store::Store& store, Known& known, Timestamp now) {
  auto seen = known.seenAt.load(std::memory_order_relaxed);
  if (now - fromMillis(seen) < seenStep) return;
  if (!known.seenAt.compare_exchange_strong(seen, millis(now))) return;
  const auto* sql = known.isToken ? "update token set last_used_at = ? where id = ?"
                                  : "update session set last_seen_at = ? where id = ?";
  // Nobody waits for it: lost in a crash, it costs five minutes of an idle time of two weeks.
  (void)store.writeLater([sql, now, id = known.caller.session](store::Transaction& transaction) {
    transaction.prepare(sql).with(millis(now), id).run();
  });
}

}  // namespace

Access::Access(store::Store& store, const Clock& clock, Random& random, Files& files,
               std::filesystem::path auditHead, PasswordCost cost)
    : parts_(std::make_unique<Parts>(store, clock, random, files, std::move(auditHead), cost)) {}

Access::~Access() = default;

std::optional<Caller> Access::authenticate(std::string_view secret, const Visitor& visitor) {
  const bool isToken =
      secret.starts_with(tokenPrefix) && secret.size() == tokenPrefix.size() + secretLength;
  if (!isToken && secret.size() != secretLength) return std::nullopt;
  const auto hash = Sha256::of(secret);
  auto known = parts_->cache.find(hash);
  if (!known) {
    const auto version = parts_->cache.version();  // before the query: see SecretCache
    known = parts_->store.read([&](store::Connection& connection) {
      return isToken ? loadToken(connection, hash) : loadSession(connection, hash);
    });
    if (!known) return std::nullopt;
    parts_->cache.remember(hash, version, known);
  }
  const auto now = parts_->clock.now();
  if (hasEnded(*known, now)) return std::nullopt;
  noteSeen(parts_->store, *known, now);
  auto caller = known->caller;
  caller.via = visitor.via;
  caller.address = visitor.address;
  return caller;
}

AuditLog& Access::audit() { return parts_->audit; }

}  // namespace atelier::access
