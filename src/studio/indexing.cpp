#include "studio/indexing.h"

#include "base/error.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/collections.h"
#include "studio/searches.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <algorithm>

namespace atelier::studio {

namespace {

constexpr std::size_t groupSize = 256;

fs::path markOf(const fs::path& studioFolder) { return studioFolder / "index.unfinished"; }

bool hasPath(const std::vector<std::string>& paths, std::string_view name) {
  return std::ranges::find(paths, name) != paths.end();
}

/// What one group of objects says.
struct Group {
  std::vector<catalog::Entry> entries;
  std::vector<catalog::Collection> collections;
  std::vector<catalog::SavedSearch> searches;
};

void read(Studio& studio, AssetId id, Group& group) {
  const auto paths = studio.vault().logicalPaths(id);
  if (hasPath(paths, "collection.json")) {
    const auto record = collectionFromJson(studio.vault().readText(id, "collection.json"));
    group.collections.push_back(
        {CollectionId{id.value}, record.name, record.createdAt, 0, std::nullopt});
    return;
  }
  if (hasPath(paths, "search.json")) {
    group.searches.push_back(
        searchFromJson(SearchId{id.value}, studio.vault().readText(id, "search.json")));
    return;
  }
  group.entries.push_back(
      {id, studio.vault().head(id),
       metadata::descriptionFromJson(studio.vault().readText(id, "description.json")),
       studio.vault().folder(id).string()});
}

void write(Studio& studio, const Group& group, bool announce) {
  auto& catalog = studio.catalog();
  studio.store().write([&](store::Transaction& transaction) {
    for (const auto& each : group.collections) {
      const auto known = catalog.collection(each.id);
      if (!known) {
        catalog.createCollection(transaction, each);
      } else if (known->name != each.name) {
        catalog.renameCollection(transaction, each.id, each.name);
      }
    }
    for (const auto& each : group.searches) catalog.putSearch(transaction, each);
    for (const auto& entry : group.entries) {
      if (announce && !catalog::Catalog::detail(transaction.connection(), entry.id)) {
        catalog.append(transaction, "asset.added", entry.id, "{}");
      }
    }
    catalog.put(transaction, group.entries);
  });
}

}  // namespace

void beginIndex(Files& files, const fs::path& studioFolder) {
  if (files.exists(markOf(studioFolder))) return;
  files.createText(markOf(studioFolder), "");
  files.syncFolder(studioFolder);
}

void endIndex(Files& files, const fs::path& studioFolder) {
  files.removeFile(markOf(studioFolder));
  files.syncFolder(studioFolder);
}

bool indexIsWhole(Files& files, const fs::path& studioFolder) {
  return files.exists(studioFolder / "index.db") && !files.exists(markOf(studioFolder));
}

Indexed index(Studio& studio, std::span<const AssetId> objects, bool announce) {
  Indexed result;
  while (!objects.empty()) {
    const auto some = objects.first(std::min(groupSize, objects.size()));
    Group group;
    for (const auto& id : some) {
      try {
        read(studio, id, group);
      } catch (const Error&) {
        result.unreadable.push_back(id);
      }
    }
    write(studio, group, announce);
    result.assets += group.entries.size();
    result.collections += group.collections.size();
    result.searches += group.searches.size();
    objects = objects.subspan(some.size());
  }
  return result;
}

}  // namespace atelier::studio
