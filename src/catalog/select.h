#pragma once

#include "catalog/catalog.h"
#include "catalog/compile.h"

#include <string>
#include <vector>

/// Inside catalog: where rows come from. All reading of lists, counts and facets goes through here,
/// so what a caller may see is decided in one place.
namespace atelier::catalog {

/// "from ... where ..." with its values.
struct Source {
  std::string text;
  std::vector<SqlValue> values;

  void add(std::string_view condition, std::vector<SqlValue> more);
};

class Select {
 public:
  Select(const Conditions& conditions, const Visibility& visibility)
      : conditions_(conditions), visibility_(visibility) {}

  bool byWords() const { return !conditions_.match.empty(); }

  /// Assets in the cheapest way: from the words if there are any, with `asset` joined to them.
  Source from() const;

  /// From `asset` even if there are words, to walk one of its indexes.
  Source fromAssets() const;

  std::int64_t count(store::Connection& connection) const;
  std::int64_t countUpTo(store::Connection& connection, std::int64_t limit) const;

 private:
  Source counted() const;

  const Conditions& conditions_;
  Visibility visibility_;
};

/// The column by which a list is ordered; rows of the same key are in order of `asset.row`.
/// Relevance has none of its own: without words it is the order of arrival.
std::string_view sortColumn(Sort sort);

}  // namespace atelier::catalog
