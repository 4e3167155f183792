#pragma once

#include "access/caller.h"
#include "base/id.h"

#include <span>
#include <string>
#include <string_view>

/// Named groups of assets. A collection is an OCFL object of its own that holds collection.json
/// (its name); who is in it stands in the descriptions of its members. So the vault alone tells all
/// of it.
namespace atelier::studio {

class Studio;

struct MadeCollection {
  CollectionId id;
  std::string createdAt;  ///< RFC 3339
};

/// Error{Conflict} if the name is taken, InvalidInput if it is empty or too long.
MadeCollection createCollection(Studio& studio, std::string_view name,
                                const access::Caller& caller);

/// The collection of that name or id, made if there is none of that name.
CollectionId ensureCollection(Studio& studio, std::string_view name, const access::Caller& caller);

void renameCollection(Studio& studio, const CollectionId& id, std::string_view name,
                      const access::Caller& caller);

/// The assets stay; the group goes.
void deleteCollection(Studio& studio, const CollectionId& id, const access::Caller& caller);

void changeMembers(Studio& studio, const CollectionId& id, std::span<const AssetId> add,
                   std::span<const AssetId> remove, const access::Caller& caller);

/// collection.json, as in docs/formats/vault.md.
std::string collectionJson(std::string_view name, std::string_view createdAt);

struct CollectionRecord {
  std::string name;
  std::string createdAt;
};
CollectionRecord collectionFromJson(std::string_view json);

}  // namespace atelier::studio
