#pragma once

#include "base/digest.h"
#include "base/id.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The query language of docs/query.md as a tree. Pure: text in, tree out; the tree holds values
/// only, never SQL.
namespace atelier::catalog {

struct QueryField;

/// Words in a row, somewhere in the asset or in one field.
struct WordsLeaf {
  const QueryField* field = nullptr;  ///< none: anywhere
  std::string text;
  bool prefix = false;  ///< the last word may go on
};

/// One of the tokens that every asset carries: kind=image, has=place, year=2019.
struct TokenLeaf {
  std::string name;
  std::string value;
};

struct Bound {
  double value = 0;
  bool inclusive = true;
};

/// Between two numbers; dates are milliseconds, sizes bytes. An asset without the property does not
/// match.
struct RangeLeaf {
  const QueryField* field = nullptr;
  std::optional<Bound> from;
  std::optional<Bound> to;
};

struct NearLeaf {
  double latitude = 0;
  double longitude = 0;
  double metres = 0;
};

struct SimilarLeaf {
  AssetId id;
};

struct CollectionLeaf {
  std::string nameOrId;
};

struct DigestLeaf {
  Digest digest;
};

using Leaf = std::variant<WordsLeaf, TokenLeaf, RangeLeaf, NearLeaf, SimilarLeaf, CollectionLeaf,
                          DigestLeaf>;

struct QueryNode {
  enum class Type : std::uint8_t { Term, And, Or, Not };
  Type type = Type::And;  ///< of nothing: everything
  Leaf leaf;              ///< if it is one
  std::vector<QueryNode>
      children;  ///< one of Not, any number of And (none: everything), two or more of Or
};

inline constexpr std::size_t queryBytesLimit = 4096;
inline constexpr std::size_t queryLeavesLimit = 100;
/// Nobody nests deeper, and SQLite's own parser gives up at a hundred pending symbols, of which
/// each level takes three.
inline constexpr std::size_t queryDepthLimit = 12;

/// Throws Error{QuerySyntax}: what was expected, the nearest field name, and "column N" in `where`
/// (characters, from 1).
QueryNode parseQuery(std::string_view text);

}  // namespace atelier::catalog
