#pragma once

#include "formats/ocfl/finding.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The inventory of an OCFL object (OCFL 1.1, section 3.5): which bytes every version consists of.
/// Digests and paths are kept exactly as written, so that what was read is written again unchanged.
namespace atelier::ocfl {

inline constexpr std::string_view inventoryType = "https://ocfl.io/1.1/spec/#inventory";
inline constexpr std::string_view inventoryFile = "inventory.json";
inline constexpr std::size_t inventoryLimit = std::size_t{64}
                                              << 20;  ///< bytes; larger ones are refused

/// Digest in hexadecimal -> paths.
using PathsByDigest = std::map<std::string, std::vector<std::string>, std::less<>>;

struct User {
  std::string name;
  std::string address;  ///< a URI (mailto:, https:, urn:); empty if there is none

  bool operator==(const User&) const = default;
};

struct Version {
  std::string created;  ///< RFC 3339 with seconds and zone
  std::string message;  ///< empty if there is none
  std::optional<User> user;
  PathsByDigest state;  ///< digest -> logical paths

  bool operator==(const Version&) const = default;
};

struct Inventory {
  std::string id;
  std::string type{inventoryType};
  std::string digestAlgorithm = "sha256";  ///< or "sha512"
  std::uint32_t head = 0;                  ///< the newest version, counted from 1
  std::uint32_t padding = 0;  ///< digits of zero-padded version names ("v003" has 3); 0 for "v3"
  std::string contentDirectory = "content";
  PathsByDigest manifest;  ///< digest -> content paths, relative to the object's folder
  std::map<std::uint32_t, Version> versions;
  std::map<std::string, PathsByDigest> fixity;  ///< algorithm -> digest -> content paths

  bool operator==(const Inventory&) const = default;

  /// "v3", or "v003" in objects with padded names.
  std::string versionFolder(std::uint32_t number) const;

  /// The digest of a logical path in a version; nothing if the version or the path is not there.
  std::optional<std::string_view> digestOf(std::uint32_t version,
                                           std::string_view logicalPath) const;

  /// Where the bytes of a logical path lie, relative to the object's folder ("v1/content/a.jpg").
  std::optional<std::string_view> contentPath(std::uint32_t version,
                                              std::string_view logicalPath) const;
};

/// Throws Error{BadInventory} with a JSON pointer in `where` for anything that the specification
/// calls an error within one inventory, and Error{TooLarge} beyond inventoryLimit.
Inventory parseInventory(std::string_view text);

/// What parseInventory saw, when one defect must not hide the next. `inventory` is there if enough
/// of it could be understood to go on (it may then lack the parts that were wrong).
struct InventoryReading {
  std::optional<Inventory> inventory;
  Findings findings;  ///< `where` is the JSON pointer alone
};
InventoryReading readInventory(std::string_view text);

/// Pretty-printed JSON, members in the order of the specification, ending in a newline. Byte for
/// byte the same for equal inventories.
std::string toJson(const Inventory& inventory);

/// "inventory.json.sha256"
std::string sidecarName(std::string_view algorithm);

/// The text of the sidecar that belongs to these bytes of inventory.json (OCFL 1.1, section 3.7).
std::string sidecarText(std::string_view inventoryText, std::string_view algorithm);

}  // namespace atelier::ocfl
