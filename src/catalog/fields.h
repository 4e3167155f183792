#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What can be asked for by name, and which words of a description are indexed where. Tables, so
/// that a test and the documentation can walk them.
namespace atelier::catalog {

enum class FieldType : std::uint8_t {
  Words,   ///< words in columns of the full-text index
  Token,   ///< one exact value
  Number,  ///< a range over a column of asset
  Bytes,   ///< the same, written with units
  Duration,
  Date,
  Near,
  Similar,
  Collection,
  Digest,  ///< SHA-256 in hexadecimal digits
};

struct QueryField {
  std::string_view name;
  FieldType type;
  std::string_view column;  ///< full-text columns, an asset column, or the name of the token
};

std::span<const QueryField> queryFields();
const QueryField* findQueryField(std::string_view name);

/// The values of `is:` and `kind:`.
std::span<const std::string_view> stateNames();
std::span<const std::string_view> kindNames();

/// The columns of the full-text index, in order; the last one, `term`, holds the tokens.
std::span<const std::string_view> wordColumns();

/// Which column a property's values are indexed in; -1 for numbers and dates.
int wordColumnOf(std::string_view property);

}  // namespace atelier::catalog
