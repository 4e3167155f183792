// rooms: catalog
#include "base/error.h"
#include "catalog/catalog.h"
#include "catalog/compile.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

using namespace atelier::catalog;

namespace {

// What the parser lets through has to be sound SQL and a sound full-text expression, whatever it
// says.
class EmptyIndex {
 public:
  EmptyIndex() {
    sqlite3_open(":memory:", &database_);
    for (const auto& step : migrations()) {
      sqlite3_exec(database_, std::string(step.sql).c_str(), nullptr, nullptr, nullptr);
    }
  }
  ~EmptyIndex() { sqlite3_close(database_); }

  void run(const std::string& sql, const std::vector<SqlValue>& values) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      std::abort();
    if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != values.size())
      std::abort();
    int place = 0;
    for (const auto& value : values) std::visit(Bind{statement, ++place}, value);
    if (sqlite3_step(statement) != SQLITE_DONE) std::abort();
    sqlite3_finalize(statement);
  }

 private:
  struct Bind {
    sqlite3_stmt* statement;
    int place;
    void operator()(std::int64_t value) const { sqlite3_bind_int64(statement, place, value); }
    void operator()(double value) const { sqlite3_bind_double(statement, place, value); }
    void operator()(const std::string& value) const {
      sqlite3_bind_text(statement, place, value.data(), static_cast<int>(value.size()),
                        SQLITE_TRANSIENT);
    }
    void operator()(const std::vector<std::uint8_t>& value) const {
      sqlite3_bind_blob(statement, place, value.data(), static_cast<int>(value.size()),
                        SQLITE_TRANSIENT);
    }
  };

  sqlite3* database_ = nullptr;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static EmptyIndex index;
  const Lookup lookup{
      [](std::string_view name) { return std::vector<std::string>{std::string(name)}; },
      [](const atelier::AssetId&) { return std::vector<std::int64_t>{1, 2}; }};
  try {
    const auto query = parseQuery({reinterpret_cast<const char*>(data), size});
    const auto conditions = compileQuery(query, {}, lookup);
    if (!conditions.match.empty()) {
      index.run("select rowid from search where search match ?", {conditions.match});
    }
    if (!conditions.where.empty()) {
      index.run("select row from asset where " + conditions.where, conditions.values);
    }
  } catch (const atelier::Error& error) {
    if (error.code != atelier::Code::QuerySyntax) std::abort();
  }
  return 0;
}
