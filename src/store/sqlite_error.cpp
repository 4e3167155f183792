#include "store/sqlite_error.h"

#include "base/error.h"

#include <cerrno>
#include <string>

#include <fmt/format.h>
#include <sqlite3.h>

namespace atelier::store {

namespace {

// A full disk shows as SQLITE_FULL when a write fails, but as an I/O error when the room is missed
// later, at fsync or when the shared-memory file grows.
bool isNoSpace(sqlite3* database, int result) {
  if ((result & 0xff) == SQLITE_FULL || result == SQLITE_IOERR_SHMSIZE) return true;
  if ((result & 0xff) != SQLITE_IOERR || database == nullptr) return false;
  const int systemError = sqlite3_system_errno(database);
  return systemError == ENOSPC || systemError == EDQUOT;
}

}  // namespace

void throwSqlite(sqlite3* database, int result, std::string_view doing) {
  const char* words = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(result);
  const char* file = database != nullptr ? sqlite3_db_filename(database, "main") : nullptr;
  std::string where = file != nullptr ? file : "";
  auto what = fmt::format("Could not {}: {}.", doing, words);
  if (isNoSpace(database, result)) {
    throw Error{Code::NoSpace, fmt::format("Could not {}: the disk is full.", doing),
                "What was acknowledged before is safe. Free some space, then try again.", where};
  }
  switch (result & 0xff) {
    case SQLITE_CONSTRAINT:
      throw Error{Code::Conflict, what, "Nothing was changed."};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw Error{
          Code::Io, what,
          "What was acknowledged before is safe. Check the disk and the rights to the file.",
          where};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      throw Error{Code::Database, what,
                  "The originals in the vault are not touched by this. Make the index again with "
                  "`atelier rebuild`.",
                  where};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error{
          Code::Database, what,
          "Nothing was changed. Another program holds the database: close it, then try again.",
          where};
    default:
      throw Error{Code::Database, what, "Nothing was changed.", where};
  }
}

}  // namespace atelier::store
