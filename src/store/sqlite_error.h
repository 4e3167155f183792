#pragma once

#include <string_view>

struct sqlite3;

/// Inside store only: SQLite's result codes as the house's errors.
namespace atelier::store {

/// Throws Error for a result code; `doing` completes "Could not ...".
[[noreturn]] void throwSqlite(sqlite3* database, int result, std::string_view doing);

}  // namespace atelier::store
