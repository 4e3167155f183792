#include "access/parts.h"

#include <array>

namespace atelier::access {

namespace {

constexpr std::array<std::string_view, 3> kindNames{"setup", "link", "invite"};

std::string_view nameOf(CodeKind kind) { return kindNames.at(static_cast<std::size_t>(kind)); }

CodeKind kindOf(std::string_view name) {
  for (std::size_t i = 0; i < kindNames.size(); ++i) {
    if (kindNames[i] == name) return static_cast<CodeKind>(i);
  }
  throw Error{Code::Database, "The index holds a code of a kind that nobody makes."};
}

}  // namespace

std::string Access::Parts::makeCode(store::Transaction& transaction, CodeKind kind,
                                    std::optional<UserId> person,
                                    std::chrono::milliseconds goodFor) {
  const auto code = random.token(16);
  const auto hash = Sha256::of(code);
  const auto owner = person ? std::optional{person->text()} : std::nullopt;
  // A new one replaces the old; those that ran out go as well.
  transaction
      .prepare("delete from code where (kind = ? and coalesce(person, '') = ?) or expires_at <= ?")
      .with(nameOf(kind), owner.value_or(""), millis(clock.now()))
      .run();
  transaction.prepare("insert into code (hash, kind, person, expires_at) values (?,?,?,?)")
      .with(bytesOf(hash), nameOf(kind), owner, millis(clock.now() + goodFor))
      .run();
  return code;
}

Access::Parts::FoundCode Access::Parts::findCode(store::Connection& connection,
                                                 std::string_view code) const {
  const auto hash = Sha256::of(code);
  auto row = connection.prepare("select kind, person, expires_at from code where hash = ?");
  row.with(bytesOf(hash));
  if (!row.step() || row.integer(2) <= millis(clock.now())) {
    throw Error{Code::NotSignedIn, "This code is not valid, or not any more.",
                "Codes work once and for a limited time. `atelier serve` prints a new link; an "
                "invitation comes from an owner.",
                "/code"};
  }
  const auto person = row.optionalText(1);
  return {kindOf(row.text(0)), person ? UserId::parse(*person) : std::nullopt};
}

Access::Parts::FoundCode Access::Parts::takeCode(store::Transaction& transaction,
                                                 std::string_view code) const {
  const auto found = findCode(transaction.connection(), code);
  transaction.prepare("delete from code where hash = ?").with(bytesOf(Sha256::of(code))).run();
  return found;
}

}  // namespace atelier::access
