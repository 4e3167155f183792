#pragma once

#include "catalog/catalog.h"

#include <string_view>

/// Inside catalog: rows of `asset` as values.
namespace atelier::catalog {

/// What readSummary reads, for `select ... from asset`. The row number comes first.
inline constexpr std::string_view summaryColumns =
    "asset.row, asset.id, asset.version, asset.title, asset.kind, asset.media_type, "
    "asset.file_name, "
    "asset.bytes, asset.width, asset.height, asset.duration, asset.taken_at, asset.added_at, "
    "asset.thumb_hash, asset.colour, asset.unreadable, asset.trashed_at, asset.rating";
inline constexpr int summaryColumnCount = 18;

Summary readSummary(const store::Statement& statement);

AssetId readId(const store::Statement& statement, int column);
Digest readDigest(const store::Statement& statement, int column);

/// The table of words that an asset is in.
std::string_view wordsTable(bool trashed);

}  // namespace atelier::catalog
