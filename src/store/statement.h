#pragma once

#include <memory>
#include <string>

struct sqlite3_stmt;

/// Inside store only: what a connection keeps of a compiled statement.
namespace atelier::store {

struct PreparedStatement {
  sqlite3_stmt* handle = nullptr;
  std::string sql;

  PreparedStatement(sqlite3_stmt* compiled, std::string text)
      : handle(compiled), sql(std::move(text)) {}
  ~PreparedStatement();
  PreparedStatement(const PreparedStatement&) = delete;
  PreparedStatement& operator=(const PreparedStatement&) = delete;
};

}  // namespace atelier::store
