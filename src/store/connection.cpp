#include "store/connection.h"

#include "base/error.h"
#include "store/relevance.h"
#include "store/sqlite_error.h"
#include "store/statement.h"

#include <cassert>
#include <list>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace atelier::store {

namespace {
constexpr std::size_t cachedStatements = 128;
}

struct Connection::State {
  sqlite3* database = nullptr;
  std::list<std::unique_ptr<PreparedStatement>> idle;  // most recently used first
  int logPages = 0;

  ~State() {
    idle.clear();
    const int result = sqlite3_close(database);
    assert(result == SQLITE_OK && "a statement outlived its connection");
    (void)result;
  }
};

Connection::Connection(const std::string& path, Access access, int cacheKibibytes,
                       const std::string& vfs)
    : state_(std::make_unique<State>()) {
  // Readers open for writing, too: SQLite needs it to recover the log; `query_only` keeps them from
  // changes.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                    (access == Access::Write ? SQLITE_OPEN_CREATE : 0);
  const int result =
      sqlite3_open_v2(path.c_str(), &state_->database, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (result != SQLITE_OK) throwSqlite(state_->database, result, "open the database");
  sqlite3_extended_result_codes(state_->database, 1);
  configure(access, cacheKibibytes);
}

Connection::~Connection() = default;

void Connection::configure(Access access, int cacheKibibytes) {
  auto* database = state_->database;
  sqlite3_busy_timeout(database, 5000);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_wal_autocheckpoint(database, 0);
  registerRelevance(database);
  execute("pragma trusted_schema=off; pragma cell_size_check=on; pragma mmap_size=0;");
  execute("pragma foreign_keys=on; pragma temp_store=memory;");
  execute(fmt::format("pragma cache_size=-{};", cacheKibibytes));
  if (access != Access::Write) {
    // Only the writer checkpoints, even when a reader happens to be closed last.
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (access == Access::Read) execute("pragma query_only=on;");
    return;
  }
  sqlite3_wal_hook(
      database,
      [](void* context, sqlite3*, const char*, int pages) {
        *static_cast<int*>(context) = pages;
        return SQLITE_OK;
      },
      &state_->logPages);
}

Statement Connection::prepare(std::string_view sql) {
  auto& idle = state_->idle;
  for (auto it = idle.begin(); it != idle.end(); ++it) {
    if ((*it)->sql != sql) continue;
    auto found = std::move(*it);
    idle.erase(it);
    return {*this, std::move(found)};
  }
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int result = sqlite3_prepare_v3(state_->database, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, &rest);
  if (result != SQLITE_OK) throwSqlite(state_->database, result, "prepare a statement");
  auto prepared = std::make_unique<PreparedStatement>(handle, std::string(sql));
  if (handle == nullptr || rest != sql.data() + sql.size()) {
    throw Error{Code::Internal, "prepare() takes exactly one statement.", {}, std::string(sql)};
  }
  return {*this, std::move(prepared)};
}

void Connection::execute(std::string_view sql) {
  const std::string text(sql);
  const int result = sqlite3_exec(state_->database, text.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throwSqlite(state_->database, result, "change the database");
}

std::int64_t Connection::lastRowId() const { return sqlite3_last_insert_rowid(state_->database); }

bool Connection::inTransaction() const { return sqlite3_get_autocommit(state_->database) == 0; }

int Connection::logPages() const { return state_->logPages; }

void Connection::useLog() {
  execute("pragma journal_mode=wal; pragma synchronous=full; pragma journal_size_limit=67108864;");
}

void Connection::checkpoint(bool truncate) {
  const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  const int result = sqlite3_wal_checkpoint_v2(state_->database, nullptr, mode, nullptr, nullptr);
  // Busy: a reader still needs the older pages. The next checkpoint takes them.
  if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY) {
    throwSqlite(state_->database, result, "copy the log into the database");
  }
  if (result == SQLITE_OK) state_->logPages = 0;
}

// ---- statements

PreparedStatement::~PreparedStatement() { sqlite3_finalize(handle); }

Statement::Statement(Connection& connection, std::unique_ptr<PreparedStatement> prepared)
    : connection_(&connection), prepared_(std::move(prepared)) {}

Statement::Statement(Statement&&) noexcept = default;

Statement::~Statement() {
  if (!prepared_) return;
  sqlite3_reset(prepared_->handle);
  sqlite3_clear_bindings(prepared_->handle);
  auto& idle = connection_->state_->idle;
  idle.push_front(std::move(prepared_));
  if (idle.size() > cachedStatements) idle.pop_back();
}

namespace {

void expectBound(sqlite3_stmt* handle, int result) {
  if (result == SQLITE_OK) return;
  if (result == SQLITE_RANGE || result == SQLITE_MISUSE) {
    throw Error{Code::Internal,
                "More values were bound than the statement has places for.",
                {},
                sqlite3_sql(handle)};
  }
  throwSqlite(sqlite3_db_handle(handle), result, "bind a value");
}

void expectType(sqlite3_stmt* handle, int column, int type) {
  const int actual = sqlite3_column_type(handle, column);
  if (actual == type) return;
  throw Error{Code::Internal,
              fmt::format("Column {} is of type {} where {} was expected.", column, actual, type),
              {},
              sqlite3_sql(handle)};
}

}  // namespace

Statement& Statement::bind(std::int64_t value) {
  expectBound(prepared_->handle, sqlite3_bind_int64(prepared_->handle, ++bound_, value));
  return *this;
}

Statement& Statement::bind(double value) {
  expectBound(prepared_->handle, sqlite3_bind_double(prepared_->handle, ++bound_, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  const char* data = text.data() != nullptr ? text.data() : "";
  expectBound(prepared_->handle, sqlite3_bind_text64(prepared_->handle, ++bound_, data, text.size(),
                                                     SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(std::span<const std::uint8_t> blob) {
  const int result = blob.empty() ? sqlite3_bind_zeroblob(prepared_->handle, ++bound_, 0)
                                  : sqlite3_bind_blob64(prepared_->handle, ++bound_, blob.data(),
                                                        blob.size(), SQLITE_TRANSIENT);
  expectBound(prepared_->handle, result);
  return *this;
}

Statement& Statement::bind(std::nullopt_t) {
  expectBound(prepared_->handle, sqlite3_bind_null(prepared_->handle, ++bound_));
  return *this;
}

bool Statement::step() {
  if (bound_ != sqlite3_bind_parameter_count(prepared_->handle)) {
    throw Error{Code::Internal,
                "Fewer values were bound than the statement has places for.",
                {},
                prepared_->sql};
  }
  const int result = sqlite3_step(prepared_->handle);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  throwSqlite(sqlite3_db_handle(prepared_->handle), result,
              sqlite3_stmt_readonly(prepared_->handle) ? "read from the database"
                                                       : "write to the database");
}

std::int64_t Statement::run() {
  while (step()) {
  }
  return sqlite3_changes64(sqlite3_db_handle(prepared_->handle));
}

Statement& Statement::reset() {
  sqlite3_reset(prepared_->handle);
  sqlite3_clear_bindings(prepared_->handle);
  bound_ = 0;
  return *this;
}

std::int64_t Statement::integer(int column) const {
  expectType(prepared_->handle, column, SQLITE_INTEGER);
  return sqlite3_column_int64(prepared_->handle, column);
}

double Statement::real(int column) const {
  if (sqlite3_column_type(prepared_->handle, column) != SQLITE_INTEGER) {
    expectType(prepared_->handle, column, SQLITE_FLOAT);
  }
  return sqlite3_column_double(prepared_->handle, column);
}

std::string_view Statement::text(int column) const {
  expectType(prepared_->handle, column, SQLITE_TEXT);
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(prepared_->handle, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(prepared_->handle, column))};
}

std::span<const std::uint8_t> Statement::blob(int column) const {
  expectType(prepared_->handle, column, SQLITE_BLOB);
  const auto* data =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(prepared_->handle, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(prepared_->handle, column))};
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(prepared_->handle, column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::optionalInteger(int column) const {
  if (isNull(column)) return std::nullopt;
  return integer(column);
}

std::optional<double> Statement::optionalReal(int column) const {
  if (isNull(column)) return std::nullopt;
  return real(column);
}

std::optional<std::string_view> Statement::optionalText(int column) const {
  if (isNull(column)) return std::nullopt;
  return text(column);
}

}  // namespace atelier::store
