#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Where in a storage root an object lies (OCFL extensions 0002 and 0004).
namespace atelier::ocfl {

inline constexpr std::string_view hashedNTuple = "0004-hashed-n-tuple-storage-layout";
inline constexpr std::string_view flatDirect = "0002-flat-direct-storage-layout";

struct Layout {
  std::string extension{hashedNTuple};
  std::string digestAlgorithm = "sha256";  ///< of the id; any name that digestSupported() knows
  /// Characters a folder; 0 only together with numberOfTuples. 4,096 outer folders: a million
  /// objects are 250 in each, and after the first few thousand a new object needs no new outer
  /// folder.
  std::size_t tupleSize = 3;
  std::size_t numberOfTuples = 1;
  bool shortObjectRoot = false;

  bool operator==(const Layout&) const = default;

  /// "3c0/3c0ff4240c...", relative to the root. Throws Error{InvalidInput} for an id that a flat
  /// layout cannot use as a name.
  std::string objectPath(std::string_view id) const;

  /// What the root says about it: ocfl_layout.json and extensions/<name>/config.json.
  std::string layoutJson() const;
  std::string configJson() const;
};

/// Throws Error{NotAStorageRoot} with a JSON pointer for an extension or a parameter we do not
/// know. `configJson` may be empty: then the extension's defaults hold.
Layout parseLayout(std::string_view layoutJson, std::string_view configJson);

/// The name of the extension that ocfl_layout.json speaks of.
std::string layoutExtension(std::string_view layoutJson);

}  // namespace atelier::ocfl
