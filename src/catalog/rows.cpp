#include "catalog/rows.h"

#include "base/error.h"

#include <algorithm>

namespace atelier::catalog {

namespace {

template <class Bytes>
void copyExactly(std::span<const std::uint8_t> from, Bytes& into) {
  if (from.size() != into.size()) {
    throw Error{
        Code::Database, "The index holds an id or a digest of the wrong length.",
        "The originals are not touched by this. Make the index again with `atelier rebuild`."};
  }
  std::ranges::copy(from, into.begin());
}

template <class Number>
std::optional<Number> optionalNumber(const store::Statement& statement, int column) {
  const auto value = statement.optionalInteger(column);
  if (!value) return std::nullopt;
  return static_cast<Number>(*value);
}

}  // namespace

AssetId readId(const store::Statement& statement, int column) {
  AssetId id;
  copyExactly(statement.blob(column), id.value.bytes);
  return id;
}

Digest readDigest(const store::Statement& statement, int column) {
  Digest digest;
  copyExactly(statement.blob(column), digest.bytes);
  return digest;
}

Summary readSummary(const store::Statement& statement) {
  Summary summary;
  summary.id = readId(statement, 1);
  summary.version = static_cast<std::uint32_t>(statement.integer(2));
  summary.title = statement.text(3);
  summary.kind = static_cast<metadata::Kind>(statement.integer(4));
  summary.mediaType = statement.text(5);
  summary.fileName = statement.text(6);
  summary.bytes = static_cast<std::uint64_t>(statement.integer(7));
  summary.width = optionalNumber<std::uint32_t>(statement, 8);
  summary.height = optionalNumber<std::uint32_t>(statement, 9);
  summary.durationMs = statement.optionalInteger(10);
  summary.takenAt = statement.text(11);
  summary.addedAt = statement.text(12);
  summary.thumbHash = statement.text(13);
  summary.colour = statement.text(14);
  summary.unreadable = statement.text(15);
  summary.trashedAt = statement.text(16);
  summary.rating = optionalNumber<int>(statement, 17);
  return summary;
}

std::string_view wordsTable(bool trashed) { return trashed ? "search_trash" : "search"; }

}  // namespace atelier::catalog
