#include "base/error.h"
#include "catalog/document.h"
#include "catalog/rows.h"
#include "catalog/state.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace atelier::catalog {

namespace {

using metadata::Description;

constexpr std::string_view insertAsset =
    "insert into asset (version, trashed, kind, bytes, added, taken, taken_key, width, height, "
    "duration, "
    "pages, rating, iso, aperture, focal_length, altitude, latitude, longitude, perceptual_hash, "
    "digest, "
    "title, title_key, media_type, file_name, taken_at, added_at, thumb_hash, colour, unreadable, "
    "trashed_at, vault_folder, facets, id) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, "
    "?, ?, ?)";

constexpr std::string_view updateAsset =
    "update asset set version = ?, trashed = ?, kind = ?, bytes = ?, added = ?, taken = ?, "
    "taken_key = ?, "
    "width = ?, height = ?, duration = ?, pages = ?, rating = ?, iso = ?, aperture = ?, "
    "focal_length = ?, "
    "altitude = ?, latitude = ?, longitude = ?, perceptual_hash = ?, digest = ?, title = ?, "
    "title_key = ?, media_type = ?, file_name = ?, taken_at = ?, added_at = ?, thumb_hash = ?, "
    "colour = ?, unreadable = ?, trashed_at = ?, vault_folder = ?, facets = ? where id = ?";

void bindAsset(store::Statement& statement, const Entry& entry, const Document& document) {
  const auto& description = entry.description;
  const auto& technical = description.technical;
  std::optional<std::int64_t> hash;
  if (technical.perceptualHash) hash = std::bit_cast<std::int64_t>(*technical.perceptualHash);
  statement
      .with(entry.version, document.trashed ? 1 : 0, static_cast<int>(technical.kind),
            static_cast<std::int64_t>(description.bytes), document.added, document.taken,
            document.takenKey)
      .with(technical.width, technical.height, technical.durationMs, technical.pages)
      .with(document.rating, document.iso, document.aperture, document.focalLength)
      .with(document.altitude, document.latitude, document.longitude, hash)
      .with(std::span<const std::uint8_t>(description.digest.bytes), document.title,
            document.titleKey, technical.mediaType, description.fileName, document.takenAt)
      .with(description.addedAt, technical.thumbHash, technical.colour, description.unreadable)
      .with(description.trashedAt, entry.vaultFolder, document.facets)
      .with(std::span<const std::uint8_t>(entry.id.value.bytes));
}

void insertWords(store::Transaction& transaction, std::int64_t row, const Document& document) {
  auto statement = transaction.prepare(
      fmt::format("insert into {} (rowid, title, description, keyword, creator, person, place, "
                  "city, region, country, "
                  "camera, lens, rights, album, genre, file_name, text, term) "
                  "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  wordsTable(document.trashed)));
  statement.bind(row);
  for (const auto& text : document.words) statement.bind(text);
  statement.run();
}

void removeWords(store::Transaction& transaction, std::int64_t row, bool trashed) {
  transaction.prepare(fmt::format("delete from {} where rowid = ?", wordsTable(trashed)))
      .with(row)
      .run();
}

struct Known {
  std::int64_t row = 0;
  bool trashed = false;
};

std::optional<Known> findRow(store::Transaction& transaction, const AssetId& id) {
  auto statement = transaction.prepare("select row, trashed from asset where id = ?");
  statement.with(std::span<const std::uint8_t>(id.value.bytes));
  if (!statement.step()) return std::nullopt;
  return Known{statement.integer(0), statement.integer(1) != 0};
}

// The text of a document may be a megabyte; it is kept once, by the index of words.
std::string jsonWithoutText(const Description& description) {
  if (description.text.empty()) return metadata::toJson(description);
  auto copy = description;
  copy.text.clear();
  return metadata::toJson(copy);
}

std::int64_t putOne(store::Transaction& transaction, const Entry& entry) {
  const auto document = makeDocument(entry.description);
  const auto json = jsonWithoutText(entry.description);
  const auto known = findRow(transaction, entry.id);
  auto statement = transaction.prepare(known ? updateAsset : insertAsset);
  bindAsset(statement, entry, document);
  statement.run();
  const auto row = known ? known->row : transaction.lastRowId();
  if (known) removeWords(transaction, row, known->trashed);
  insertWords(transaction, row, document);
  transaction
      .prepare(known ? "update asset_description set json = ? where row = ?"
                     : "insert into asset_description (json, row) values (?, ?)")
      .with(json, row)
      .run();
  return row;
}

}  // namespace

void Catalog::put(std::span<const Entry> entries) {
  state_->store.write([&](store::Transaction& transaction) { put(transaction, entries); });
}

void Catalog::put(store::Transaction& transaction, std::span<const Entry> entries) {
  std::vector<const Entry*> ordered;
  ordered.reserve(entries.size());
  for (const auto& entry : entries) ordered.push_back(&entry);
  std::ranges::sort(ordered, [](const Entry* left, const Entry* right) {
    return left->id != right->id ? left->id < right->id : left < right;
  });

  struct Hash {
    std::int64_t row;
    std::optional<std::uint64_t> hash;
  };
  std::vector<Hash> hashes;
  for (const auto* entry : ordered) {
    const auto row = putOne(transaction, *entry);
    hashes.push_back({row, entry->description.technical.perceptualHash});
  }
  transaction.afterCommit([this, hashes = std::move(hashes)] {
    for (const auto& [row, hash] : hashes) state_->likeness.set(row, hash);
  });
}

void Catalog::remove(std::span<const AssetId> ids) {
  state_->store.write([&](store::Transaction& transaction) { remove(transaction, ids); });
}

void Catalog::remove(store::Transaction& transaction, std::span<const AssetId> ids) {
  std::vector<std::int64_t> rows;
  for (const auto& id : ids) {
    const auto known = findRow(transaction, id);
    if (!known) continue;
    removeWords(transaction, known->row, known->trashed);
    transaction.prepare("delete from asset_description where row = ?").with(known->row).run();
    transaction.prepare("delete from asset where row = ?").with(known->row).run();
    rows.push_back(known->row);
  }
  transaction.afterCommit([this, rows = std::move(rows)] {
    for (const auto row : rows) state_->likeness.set(row, std::nullopt);
  });
}

void Catalog::removeAll(store::Transaction& transaction) {
  transaction.execute(
      "delete from search; delete from search_trash; delete from asset_description; "
      "delete from asset;");
  transaction.afterCommit([this] { state_->likeness.forgetAll(); });
}

}  // namespace atelier::catalog
