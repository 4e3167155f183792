#include "catalog/catalog.h"

#include "base/error.h"
#include "base/text.h"
#include "catalog/document.h"
#include "catalog/rows.h"
#include "catalog/state.h"
#include "store/words.h"

#include <bit>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

constexpr std::size_t similarInQuery = 500;
constexpr int similarDistance = 10;

std::span<const std::uint8_t> bytesOf(const AssetId& id) { return id.value.bytes; }

std::string textOf(store::Connection& connection, std::int64_t row, bool trashed) {
  auto statement =
      connection.prepare(fmt::format("select text from {} where rowid = ?", wordsTable(trashed)));
  statement.with(row);
  return statement.step() ? std::string(statement.text(0)) : std::string();
}

std::vector<Collection> namedCollections(store::Connection& connection,
                                         const std::vector<std::string>& ids) {
  std::vector<Collection> collections;
  auto statement = connection.prepare("select name, created_at from collection where id = ?");
  for (const auto& text : ids) {
    const auto id = CollectionId::parse(text);
    if (!id) continue;
    statement.reset().with(std::span<const std::uint8_t>(id->value.bytes));
    if (!statement.step()) continue;
    collections.push_back(
        {*id, std::string(statement.text(0)), std::string(statement.text(1)), 0, std::nullopt});
  }
  return collections;
}

std::optional<std::uint64_t> perceptualHash(store::Connection& connection, const AssetId& id) {
  auto statement = connection.prepare("select perceptual_hash from asset where id = ?");
  statement.with(bytesOf(id));
  if (!statement.step()) {
    throw Error{Code::NotFound, fmt::format("There is no asset {}.", id.text()),
                "Check the id; it may have been erased."};
  }
  const auto hash = statement.optionalInteger(0);
  if (!hash) return std::nullopt;
  return std::bit_cast<std::uint64_t>(*hash);
}

}  // namespace

Catalog::Catalog(store::Store& store, const Clock& clock)
    : state_(std::make_unique<State>(store, clock)) {}

Catalog::~Catalog() = default;

Conditions Catalog::State::compile(store::Connection& connection, std::string_view query,
                                   const Visibility& visibility) {
  Lookup lookup;
  lookup.collections = [&](std::string_view nameOrId) {
    std::vector<std::string> ids;
    if (const auto id = CollectionId::parse(nameOrId)) ids.push_back(id->text());
    auto statement = connection.prepare("select id from collection where name_key = ?");
    statement.with(nameKey(nameOrId));
    while (statement.step()) ids.push_back(readId(statement, 0).text());
    return ids;
  };
  lookup.similar = [&](const AssetId& id) {
    std::vector<std::int64_t> rows;
    if (const auto hash = perceptualHash(connection, id)) {
      for (const auto& hit : likeness.near(connection, *hash, similarDistance, similarInQuery)) {
        rows.push_back(hit.row);
      }
    }
    return rows;
  };
  return compileQuery(parseQuery(query), visibility, lookup);
}

std::optional<AssetId> Catalog::findDigest(store::Connection& connection, const Digest& digest) {
  auto statement = connection.prepare("select id from asset where digest = ? order by row limit 1");
  statement.with(std::span<const std::uint8_t>(digest.bytes));
  if (!statement.step()) return std::nullopt;
  return readId(statement, 0);
}

std::vector<std::optional<AssetId>> Catalog::findDigests(std::span<const Digest> digests) {
  return state_->store.read([&](store::Connection& connection) {
    std::vector<std::optional<AssetId>> found;
    found.reserve(digests.size());
    for (const auto& digest : digests) found.push_back(findDigest(connection, digest));
    return found;
  });
}

std::optional<Summary> Catalog::summary(const AssetId& id) {
  return state_->store.read([&](store::Connection& connection) -> std::optional<Summary> {
    auto statement =
        connection.prepare(fmt::format("select {} from asset where id = ?", summaryColumns));
    statement.with(bytesOf(id));
    if (!statement.step()) return std::nullopt;
    return readSummary(statement);
  });
}

std::optional<Detail> Catalog::detail(store::Connection& connection, const AssetId& id) {
  auto statement = connection.prepare(
      fmt::format("select {}, asset.vault_folder, asset_description.json from asset "
                  "join asset_description on asset_description.row = asset.row where asset.id = ?",
                  summaryColumns));
  statement.with(bytesOf(id));
  if (!statement.step()) return std::nullopt;
  Detail detail;
  detail.summary = readSummary(statement);
  detail.vaultFolder = statement.text(summaryColumnCount);
  detail.description = metadata::descriptionFromJson(statement.text(summaryColumnCount + 1));
  detail.description.text =
      textOf(connection, statement.integer(0), !detail.summary.trashedAt.empty());
  detail.collections = namedCollections(connection, detail.description.collections);
  return detail;
}

std::optional<Detail> Catalog::detail(const AssetId& id) {
  return state_->store.read([&](store::Connection& connection) { return detail(connection, id); });
}

Detail Catalog::earlier(Detail now, std::uint32_t version, metadata::Description then) {
  now.summary = summaryOf(now.summary.id, version, then);
  now.collections = state_->store.read([&](store::Connection& connection) {
    return namedCollections(connection, then.collections);
  });
  now.description = std::move(then);
  return now;
}

std::vector<Similar> Catalog::similar(const AssetId& id, std::size_t limit, int maxDistance) {
  return state_->store.read([&](store::Connection& connection) {
    std::vector<Similar> result;
    const auto hash = perceptualHash(connection, id);
    if (!hash) return result;
    auto statement = connection.prepare(
        fmt::format("select {} from asset where row = ? and trashed = 0", summaryColumns));
    // Some of the hits may be in the trash: ask for more than is wanted.
    for (const auto& hit : state_->likeness.near(connection, *hash, maxDistance, 4 * limit + 64)) {
      statement.reset().with(hit.row);
      if (!statement.step()) continue;
      auto summary = readSummary(statement);
      if (summary.id == id) continue;
      result.push_back({std::move(summary), hit.distance});
      if (result.size() >= limit) break;
    }
    return result;
  });
}

std::vector<Catalog::Place> Catalog::places(const std::optional<AssetId>& after,
                                            std::size_t limit) {
  return state_->store.read([&](store::Connection& connection) {
    auto statement = connection.prepare(
        "select id, version, vault_folder, digest, bytes from asset where id > ? order by id "
        "limit ?");
    const std::span<const std::uint8_t> from =
        after ? bytesOf(*after) : std::span<const std::uint8_t>{};
    statement.with(from, static_cast<std::int64_t>(limit));
    std::vector<Place> places;
    while (statement.step()) {
      places.push_back({readId(statement, 0), static_cast<std::uint32_t>(statement.integer(1)),
                        std::string(statement.text(2)), readDigest(statement, 3),
                        static_cast<std::uint64_t>(statement.integer(4))});
    }
    return places;
  });
}

}  // namespace atelier::catalog
