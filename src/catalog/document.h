#pragma once

#include "catalog/catalog.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Inside catalog: what the index keeps of an asset, made from its description alone. The same
/// description always gives the same document.
namespace atelier::catalog {

struct Document {
  std::vector<std::string>
      words;           ///< one text per column of wordColumns(); the last holds the tokens
  std::string facets;  ///< "letter value" lines, see facetNames()

  std::string title;
  std::string titleKey;
  bool trashed = false;
  std::int64_t added = 0;  ///< milliseconds since 1970, as all moments here
  std::optional<std::int64_t> taken;
  std::int64_t takenKey = 0;  ///< taken, or added where nothing is known of that
  std::string takenAt;
  std::optional<std::int64_t> rating;
  std::optional<double> iso;
  std::optional<double> aperture;
  std::optional<double> focalLength;
  std::optional<double> altitude;
  std::optional<double> latitude;
  std::optional<double> longitude;
};

Document makeDocument(const metadata::Description& description);

/// What a row of the index says of it.
Summary summaryOf(const AssetId& id, std::uint32_t version,
                  const metadata::Description& description);

/// A word of the `term` column that no text of people contains: a private-use letter, the name and
/// the value (hashed if it is more than letters and digits).
std::string token(std::string_view name, std::string_view value);

/// The token that every asset has.
std::string everyToken();

/// A facet is kept in a row's `facets` under one letter.
struct FacetName {
  char letter;
  std::string_view name;
};
std::span<const FacetName> facetNames();

}  // namespace atelier::catalog
