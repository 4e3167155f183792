#include "base/error.h"
#include "base/text.h"
#include "catalog/document.h"
#include "catalog/rows.h"
#include "catalog/state.h"
#include "store/words.h"

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

std::span<const std::uint8_t> bytesOf(const CollectionId& id) { return id.value.bytes; }

void refuseTaken(store::Transaction& transaction, const CollectionId& id, const std::string& name) {
  auto statement =
      transaction.prepare("select name from collection where name_key = ? and id <> ?");
  statement.with(nameKey(name), bytesOf(id));
  if (!statement.step()) return;
  throw Error{Code::Conflict,
              fmt::format("There is a collection \"{}\" already.", statement.text(0)),
              "Nothing was changed. Choose another name, or use that collection."};
}

[[noreturn]] void refuseUnknown(const CollectionId& id) {
  throw Error{Code::NotFound, fmt::format("There is no collection {}.", id.text()),
              "Nothing was changed. `collection list` shows what there is."};
}

CollectionId readCollectionId(const store::Statement& statement, int column) {
  return CollectionId{readId(statement, column).value};
}

Collection readCollection(store::Connection& connection, const store::Statement& row) {
  Collection collection;
  collection.id = readCollectionId(row, 0);
  collection.name = row.text(1);
  collection.createdAt = row.text(2);
  const auto match = fmt::format("term : \"{}\"", token("collection", collection.id.text()));
  auto members = connection.prepare("select count(*) from search where search match ?");
  members.with(match).step();
  collection.count = static_cast<std::uint64_t>(members.integer(0));
  auto newest = connection.prepare(
      "select asset.id from search cross join asset on asset.row = search.rowid "
      "where search match ? order by search.rowid desc limit 1");
  newest.with(match);
  if (newest.step()) collection.cover = readId(newest, 0);
  return collection;
}

}  // namespace

std::string checkedName(std::string_view of, std::string_view name) {
  constexpr std::size_t longest = 200;
  const auto text = trim(name);
  if (text.empty() || text.size() > longest || !isUtf8(text)) {
    throw Error{Code::InvalidInput,
                fmt::format("A {}'s name has 1 to {} bytes of text.", of, longest),
                "Nothing was changed. Choose another name.", "/name"};
  }
  return std::string(text);
}

std::string nameKey(std::string_view name) {
  auto key = store::folded(name);
  return key.empty() ? std::string(name) : key;
}

void Catalog::createCollection(store::Transaction& transaction, const CollectionId& id,
                               std::string_view name) {
  createCollection(transaction,
                   Collection{id, std::string(name), toRfc3339(state_->clock.now()), 0, {}});
}

void Catalog::createCollection(store::Transaction& transaction, const Collection& collection) {
  const auto name = checkedName("collection", collection.name);
  refuseTaken(transaction, collection.id, name);
  transaction.prepare("insert into collection (id, name, name_key, created_at) values (?, ?, ?, ?)")
      .with(bytesOf(collection.id), name, nameKey(name), collection.createdAt)
      .run();
}

void Catalog::renameCollection(store::Transaction& transaction, const CollectionId& id,
                               std::string_view newName) {
  const auto name = checkedName("collection", newName);
  refuseTaken(transaction, id, name);
  const auto changed =
      transaction.prepare("update collection set name = ?, name_key = ? where id = ?")
          .with(name, nameKey(name), bytesOf(id))
          .run();
  if (changed == 0) refuseUnknown(id);
}

void Catalog::deleteCollection(store::Transaction& transaction, const CollectionId& id) {
  const auto changed =
      transaction.prepare("delete from collection where id = ?").with(bytesOf(id)).run();
  if (changed == 0) refuseUnknown(id);
}

std::vector<Collection> Catalog::collections() {
  return state_->store.read([&](store::Connection& connection) {
    std::vector<Collection> collections;
    auto statement =
        connection.prepare("select id, name, created_at from collection order by name_key");
    while (statement.step()) collections.push_back(readCollection(connection, statement));
    return collections;
  });
}

std::optional<Collection> Catalog::collection(const CollectionId& id) {
  return state_->store.read([&](store::Connection& connection) -> std::optional<Collection> {
    auto statement = connection.prepare("select id, name, created_at from collection where id = ?");
    statement.with(bytesOf(id));
    if (!statement.step()) return std::nullopt;
    return readCollection(connection, statement);
  });
}

std::optional<Collection> Catalog::collectionNamed(std::string_view name) {
  return state_->store.read([&](store::Connection& connection) -> std::optional<Collection> {
    auto statement =
        connection.prepare("select id, name, created_at from collection where name_key = ?");
    statement.with(nameKey(trim(name)));
    if (!statement.step()) return std::nullopt;
    return readCollection(connection, statement);
  });
}

std::vector<AssetId> Catalog::members(store::Connection& connection, const CollectionId& id) {
  std::vector<AssetId> ids;
  for (const bool trashed : {false, true}) {
    auto statement = connection.prepare(
        fmt::format("select asset.id from {0} cross join asset on asset.row = {0}.rowid "
                    "where {0} match ? order by {0}.rowid",
                    wordsTable(trashed)));
    statement.with(fmt::format("term : \"{}\"", token("collection", id.text())));
    while (statement.step()) ids.push_back(readId(statement, 0));
  }
  return ids;
}

}  // namespace atelier::catalog
