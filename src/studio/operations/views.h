#pragma once

#include "base/error.h"
#include "base/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/json/fwd.hpp>

/// What the doors show of assets and collections. Members are camelCase here and snake_case in
/// JSON.
namespace atelier::catalog {
struct Detail;
struct Summary;
}  // namespace atelier::catalog
namespace atelier::media {
struct Storyboard;
}
namespace atelier::metadata {
struct Description;
}

namespace atelier::studio {

class Studio;
struct Revision;

struct AssetSummary {
  std::string id;
  std::string title;  ///< the title field, or the file name without its ending
  std::string kind;
  std::string mediaType;
  std::string fileName;
  std::uint64_t bytes = 0;
  std::optional<std::uint32_t> width;
  std::optional<std::uint32_t> height;
  std::optional<std::int64_t> durationMs;
  std::optional<std::string> takenAt;
  std::string addedAt;
  std::optional<std::string> thumbHash;
  std::optional<std::string> colour;
  std::optional<int> rating;
  std::optional<std::string> unreadable;
  std::optional<std::string> trashedAt;
};
BOOST_DESCRIBE_STRUCT(AssetSummary, (),
                      (id, title, kind, mediaType, fileName, bytes, width, height, durationMs,
                       takenAt, addedAt, thumbHash, colour, rating, unreadable, trashedAt))

struct FieldView {
  std::string name;
  std::string value;
  std::string origin;  ///< camera, file, person or model
  std::string source;
};
BOOST_DESCRIBE_STRUCT(FieldView, (), (name, value, origin, source))

struct VersionView {
  std::uint32_t number = 0;
  std::string createdAt;
  std::string message;
  std::string by;
  std::string digest;  ///< of its original: equal ones are the same picture
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (number, createdAt, message, by, digest))

struct CollectionLink {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CollectionLink, (), (id, name))

struct AssetDetail {
  std::string id;
  std::string title;
  std::string kind;
  std::string mediaType;
  std::string fileName;
  std::uint64_t bytes = 0;
  std::optional<std::uint32_t> width;
  std::optional<std::uint32_t> height;
  std::optional<std::int64_t> durationMs;
  std::optional<std::string> takenAt;
  std::string addedAt;
  std::optional<std::string> thumbHash;
  std::optional<std::string> colour;
  std::optional<int> rating;
  std::optional<std::string> unreadable;
  std::optional<std::string> trashedAt;
  std::string digest;
  std::uint32_t version = 0;
  std::optional<std::uint32_t> orientation;
  std::optional<std::uint32_t> pages;
  std::optional<std::string> codec;
  std::optional<std::uint32_t> sampleRate;
  std::optional<std::uint32_t> channels;
  std::vector<FieldView> fields;
  std::vector<CollectionLink> collections;
  std::vector<VersionView> versions;
  std::string vaultFolder;
  std::optional<std::string> sourcePath;
  std::optional<std::string> textExcerpt;
};
BOOST_DESCRIBE_STRUCT(AssetDetail, (),
                      (id, title, kind, mediaType, fileName, bytes, width, height, durationMs,
                       takenAt, addedAt, thumbHash, colour, rating, unreadable, trashedAt, digest,
                       version, orientation, pages, codec, sampleRate, channels, fields,
                       collections, versions, vaultFolder, sourcePath, textExcerpt))

struct AssetPage {
  std::vector<AssetSummary> assets;
  std::optional<std::string> next;  ///< hand it back as `after` for the page that follows
};
BOOST_DESCRIBE_STRUCT(AssetPage, (), (assets, next))

struct RevisedAsset {
  std::string id;
  std::uint32_t version = 0;  ///< the newest now
  bool changed = false;       ///< false: the newest version had these bytes already
  std::optional<std::string> unreadable;
};
BOOST_DESCRIBE_STRUCT(RevisedAsset, (), (id, version, changed, unreadable))

boost::json::value revisedView(const Revision& revision);
AssetSummary summaryView(const catalog::Summary& asset);
AssetDetail detailView(Studio& studio, const catalog::Detail& asset);
/// As it is, or as an earlier version of it was. Error{NotFound}
AssetDetail detailOf(Studio& studio, const AssetId& id, std::optional<std::uint32_t> version = {});

/// Parses what a person or a program named. Errors: InvalidInput, NotFound.
AssetId assetNamed(std::string_view id);
CollectionId collectionNamed(Studio& studio, std::string_view idOrName);
Error noSuchAsset(std::string_view id);

/// Error{NotFound} unless it is a film of known size and length.
media::Storyboard storyboardOf(const metadata::Description& description);

/// A small number of a request that streams; nothing if it is not there. Error{InvalidInput} that
/// names it if it is none, or beyond 32 bits.
std::optional<std::uint32_t> numberIn(const boost::json::object& ask, std::string_view name);

}  // namespace atelier::studio
