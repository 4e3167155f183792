#include "store/migrate.h"

#include "base/error.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <set>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace atelier::store {

namespace {

constexpr std::int64_t applicationId = 0x4174656c;  // "Atel", in bytes 68 to 71 of the file

std::int64_t single(Connection& connection, std::string_view sql) {
  auto statement = connection.prepare(sql);
  statement.step();
  return statement.integer(0);
}

bool hasTables(Connection& connection) {
  return single(connection, "select count(*) from sqlite_master") > 0;
}

void refuseForeign(Connection& connection, const std::filesystem::path& path) {
  if (single(connection, "pragma application_id") == applicationId || !hasTables(connection))
    return;
  throw Error{Code::Database, "This is a database, but not one of Atelier's.",
              "Nothing was changed. Name another studio folder, or move the file away.",
              path.string()};
}

std::set<int> applied(Connection& connection) {
  std::set<int> numbers;
  if (!hasTables(connection)) return numbers;
  auto statement = connection.prepare("select number from schema_step order by number");
  while (statement.step()) numbers.insert(static_cast<int>(statement.integer(0)));
  return numbers;
}

void refuseNewer(const std::set<int>& numbers, std::span<const Migration> migrations,
                 const std::filesystem::path& path) {
  for (int number : numbers) {
    const bool known = std::ranges::any_of(
        migrations, [number](const Migration& migration) { return migration.number == number; });
    if (known) continue;
    throw Error{
        Code::SchemaNewer,
        fmt::format("A newer Atelier has changed this index (step {} is not known here).", number),
        "Nothing was changed. Use the newer program, or put the copy that it left beside the "
        "index (index.db.before-...) in its place, or delete the index and run `atelier rebuild`.",
        path.string()};
  }
}

void applySteps(Connection& connection, std::span<const Migration* const> pending) {
  connection.execute("begin immediate");
  try {
    connection.execute(fmt::format("pragma application_id={}", applicationId));
    connection.execute(
        "create table if not exists schema_step (number integer primary key, name text not null)");
    for (const auto* migration : pending) {
      if (!migration->sql.empty()) connection.execute(migration->sql);
      if (migration->run != nullptr) {
        Transaction transaction(connection);
        migration->run(transaction);
      }
      connection.prepare("insert into schema_step (number, name) values (?, ?)")
          .with(migration->number, migration->name)
          .run();
    }
    connection.execute("commit");
  } catch (...) {
    if (connection.inTransaction()) connection.execute("rollback");
    throw;
  }
}

void syncPath(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool ok = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int problem = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!ok) throw systemError(problem, "sync the copy of the database", path.string());
}

}  // namespace

void copyDatabase(Connection& connection, const std::filesystem::path& to) {
  auto part = to;
  part += ".part";
  std::filesystem::remove(part);
  connection.prepare("vacuum into ?").with(part.string()).run();
  syncPath(part, O_RDONLY);
  std::filesystem::rename(part, to);
  syncPath(to.has_parent_path() ? to.parent_path() : ".", O_RDONLY | O_DIRECTORY);
}

int migrate(Connection& connection, const std::filesystem::path& path,
            std::span<const Migration> migrations) {
  assert(std::ranges::is_sorted(migrations, std::ranges::less_equal{}, &Migration::number) &&
         "migrations come in ascending order, each number once");
  refuseForeign(connection, path);
  const auto done = applied(connection);
  refuseNewer(done, migrations, path);
  connection.useLog();

  std::vector<const Migration*> pending;
  for (const auto& migration : migrations) {
    if (!done.contains(migration.number)) pending.push_back(&migration);
  }
  if (!pending.empty()) {
    if (!done.empty()) {
      auto before = path;
      before += fmt::format(".before-{}", pending.front()->number);
      copyDatabase(connection, before);
    }
    applySteps(connection, pending);
  }
  return migrations.empty() ? 0 : migrations.back().number;
}

}  // namespace atelier::store
