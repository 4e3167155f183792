#pragma once

#include "catalog/query.h"
#include "store/connection.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Inside catalog: a query tree becomes conditions for prepared statements. Everything a person
/// wrote is bound; the SQL text is made of constants alone. The words go to the full-text index as
/// one expression
/// (`match`), what the index cannot say to conditions over `asset` (`where`).
namespace atelier::catalog {

/// Who asks, as far as it decides what is found: the one place where rights enter the query.
struct Visibility {
  bool trashed = false;  ///< only what is in the trash, instead of only what is not
};

using SqlValue = std::variant<std::int64_t, double, std::string, std::vector<std::uint8_t>>;

/// Assets for which both hold. An empty one holds for all.
struct Conditions {
  std::string match;
  std::string where;
  std::vector<SqlValue> values;  ///< of `where`
  bool few = false;  ///< `where` leaves few rows, and an index finds them: do not walk all in order
};

/// What a query needs to know of the catalogue's state.
struct Lookup {
  std::function<std::vector<std::string>(std::string_view nameOrId)> collections;  ///< ids
  std::function<std::vector<std::int64_t>(const AssetId&)> similar;                ///< rows
};

Conditions compileQuery(const QueryNode& query, const Visibility& visibility, const Lookup& lookup);

void bindAll(store::Statement& statement, const std::vector<SqlValue>& values);

}  // namespace atelier::catalog
