// Collections: named groups of assets.

#include "catalog/catalog.h"
#include "studio/collections.h"
#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"

namespace atelier::studio {

namespace {

struct CollectionView {
  std::string id;
  std::string name;
  std::uint64_t count = 0;
  std::string createdAt;
  std::optional<std::string> cover;
};
BOOST_DESCRIBE_STRUCT(CollectionView, (), (id, name, count, createdAt, cover))

struct Collections {
  std::vector<CollectionView> collections;
};
BOOST_DESCRIBE_STRUCT(Collections, (), (collections))

struct CreateCollection {
  std::string name;
  static constexpr std::array help{"What it is called"};
};
BOOST_DESCRIBE_STRUCT(CreateCollection, (), (name))

struct RenameCollection {
  std::string id;
  std::string name;
  static constexpr std::array help{"The collection's id or name", "What it is called from now on"};
};
BOOST_DESCRIBE_STRUCT(RenameCollection, (), (id, name))

struct CollectionRef {
  std::string id;
  static constexpr std::array help{"The collection's id or name"};
};
BOOST_DESCRIBE_STRUCT(CollectionRef, (), (id))

struct ChangeMembers {
  std::string id;
  std::vector<std::string> add;
  std::vector<std::string> remove;
  static constexpr std::array help{"The collection's id or name", "Ids of assets to put in",
                                   "Ids of assets to take out"};
};
BOOST_DESCRIBE_STRUCT(ChangeMembers, (), (id, add, remove))

CollectionView view(const catalog::Collection& each) {
  auto cover = each.cover ? std::optional(each.cover->text()) : std::nullopt;
  return {each.id.text(), each.name, each.count, each.createdAt, cover};
}

CollectionView viewOf(Studio& studio, const CollectionId& id) {
  if (auto found = studio.catalog().collection(id)) return view(*found);
  throw Error{Code::NotFound, "There is no such collection.",
              "`collection list` shows what is there.", "/id"};
}

Collections listCollections(Studio& studio, const access::Caller&) {
  Collections answer;
  for (const auto& each : studio.catalog().collections()) answer.collections.push_back(view(each));
  return answer;
}

CollectionView create(Studio& studio, const access::Caller& caller, const CreateCollection& ask) {
  const auto made = createCollection(studio, ask.name, caller);
  return {made.id.text(), ask.name, 0, made.createdAt, std::nullopt};
}

CollectionView rename(Studio& studio, const access::Caller& caller, const RenameCollection& ask) {
  const auto id = collectionNamed(studio, ask.id);
  renameCollection(studio, id, ask.name, caller);
  return viewOf(studio, id);
}

void deleteOne(Studio& studio, const access::Caller& caller, const CollectionRef& ask) {
  deleteCollection(studio, collectionNamed(studio, ask.id), caller);
}

std::vector<AssetId> assetsNamed(const std::vector<std::string>& ids) {
  std::vector<AssetId> assets;
  for (const auto& id : ids) assets.push_back(assetNamed(id));
  return assets;
}

CollectionView change(Studio& studio, const access::Caller& caller, const ChangeMembers& ask) {
  const auto id = collectionNamed(studio, ask.id);
  changeMembers(studio, id, assetsNamed(ask.add), assetsNamed(ask.remove), caller);
  return viewOf(studio, id);
}

constexpr std::array table{
    operation<&listCollections>("collection.list", get("/collections"), Scope::ReadAssets,
                                Effect::None, "Show the collections and how many assets each has."),
    operation<&create>("collection.create", post("/collections"), Scope::WriteAssets, Effect::Write,
                       "Make a collection.")
        .arguments("name")
        .example("atelier collection create 'Summer 2026'")
        .created(),
    operation<&rename>("collection.rename", patch("/collections/{id}"), Scope::WriteAssets,
                       Effect::Write, "Give a collection another name.")
        .arguments("id", "name"),
    operation<&deleteOne>("collection.delete", remove("/collections/{id}"), Scope::DeleteAssets,
                          Effect::Write, "Delete a collection; its assets stay.")
        .arguments("id"),
    operation<&change>("collection.change", post("/collections/{id}/assets"), Scope::WriteAssets,
                       Effect::Write, "Put assets into a collection or take them out.")
        .arguments("id", "add"),
};

}  // namespace

std::span<const Operation> collectionOperations() { return table; }

}  // namespace atelier::studio
