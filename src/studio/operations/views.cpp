#include "studio/operations/views.h"

#include "base/error.h"
#include "base/json/codec.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "media/storyboard.h"
#include "studio/intake.h"
#include "studio/studio.h"
#include "studio/versions.h"
#include "vault/vault.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

std::optional<std::string> ifAny(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// A member that AssetSummary and AssetDetail share.
template <class View>
View common(const catalog::Summary& asset) {
  View view;
  view.id = asset.id.text();
  view.title = asset.title;
  view.kind = metadata::kindName(asset.kind);
  view.mediaType = asset.mediaType;
  view.fileName = asset.fileName;
  view.bytes = asset.bytes;
  view.width = asset.width;
  view.height = asset.height;
  view.durationMs = asset.durationMs;
  view.takenAt = ifAny(asset.takenAt);
  view.addedAt = asset.addedAt;
  view.thumbHash = ifAny(asset.thumbHash);
  view.colour = ifAny(asset.colour);
  view.rating = asset.rating;
  view.unreadable = ifAny(asset.unreadable);
  view.trashedAt = ifAny(asset.trashedAt);
  return view;
}

}  // namespace

boost::json::value revisedView(const Revision& revision) {
  boost::json::value view;
  json::encode(RevisedAsset{revision.id.text(), revision.version, revision.changed,
                            ifAny(revision.unreadable)},
               view);
  return view;
}

AssetSummary summaryView(const catalog::Summary& asset) { return common<AssetSummary>(asset); }

AssetDetail detailView(Studio& studio, const catalog::Detail& asset) {
  constexpr std::size_t excerptBytes = 2000;
  const auto& description = asset.description;
  const auto& technical = description.technical;
  auto view = common<AssetDetail>(asset.summary);
  view.digest = description.digest.hex();
  view.version = asset.summary.version;
  view.orientation = technical.orientation;
  view.pages = technical.pages;
  view.codec = ifAny(technical.codec);
  view.sampleRate = technical.sampleRate;
  view.channels = technical.channels;
  for (const auto& field : description.fields) {
    view.fields.push_back(
        {field.name, field.value, std::string(metadata::originName(field.origin)), field.source});
  }
  for (const auto& each : asset.collections)
    view.collections.push_back({each.id.text(), each.name});
  for (const auto& each : studio.vault().versions(asset.summary.id)) {
    view.versions.push_back(
        {each.number, each.created, each.message, each.user, each.digest.hex()});
  }
  view.vaultFolder = asset.vaultFolder;
  view.sourcePath = ifAny(description.sourcePath);
  view.textExcerpt = ifAny(std::string(cutUtf8(description.text, excerptBytes)));
  return view;
}

AssetDetail detailOf(Studio& studio, const AssetId& id, std::optional<std::uint32_t> version) {
  auto detail = studio.catalog().detail(id);
  if (!detail) throw noSuchAsset(id.text());
  if (version && *version != detail->summary.version) {
    auto then = versionOf(studio, id, version);
    detail = studio.catalog().earlier(std::move(*detail), *version, std::move(then.description));
  }
  return detailView(studio, *detail);
}

Error noSuchAsset(std::string_view id) {
  return {Code::NotFound, fmt::format("There is no asset {}.", id),
          "It may have been erased. `asset find` shows what is there.", "/id"};
}

media::Storyboard storyboardOf(const metadata::Description& description) {
  if (const auto board = media::storyboardOf(description.technical)) return *board;
  throw Error{Code::NotFound, "There is no storyboard of this asset.",
              "Storyboards are made of films whose size and length are known."};
}

AssetId assetNamed(std::string_view id) {
  if (auto asset = AssetId::parse(id)) return *asset;
  throw Error{Code::InvalidInput, fmt::format("\"{}\" is not the id of an asset.", id),
              "Ids look like 019a1b2c-3d4e-7f00-8a9b-0c1d2e3f4a5b; `asset find` shows them.",
              "/id"};
}

CollectionId collectionNamed(Studio& studio, std::string_view idOrName) {
  if (auto id = CollectionId::parse(idOrName); id && studio.catalog().collection(*id)) return *id;
  if (auto found = studio.catalog().collectionNamed(idOrName)) return found->id;
  throw Error{Code::NotFound, fmt::format("There is no collection \"{}\".", idOrName),
              "`collection list` shows what is there.", "/collection"};
}

std::optional<std::uint32_t> numberIn(const boost::json::object& ask, std::string_view name) {
  const auto* value = ask.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  boost::system::error_code problem;
  const auto number = value->to_number<std::uint32_t>(problem);
  if (!problem) return number;
  throw Error{Code::InvalidInput, fmt::format("\"{}\" must be a whole number from 0 on.", name),
              "Nothing was changed.", std::string(name)};
}

}  // namespace atelier::studio
