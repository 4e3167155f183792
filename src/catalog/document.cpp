#include "catalog/document.h"

#include "base/text.h"
#include "catalog/fields.h"
#include "catalog/values.h"
#include "store/words.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

using metadata::Description;

// A word that is in nobody's text stands between the values of one property, so that a phrase
// cannot reach from one keyword into the next. Private use (category Co) counts as a letter for the
// tokenizer.
constexpr std::string_view between = " \xEE\x80\x80 ";
constexpr std::string_view tokenMark = "\xEE\x80\x81";

constexpr std::array facets{
    FacetName{'k', "kind"},   FacetName{'w', "keyword"},    FacetName{'c', "camera_model"},
    FacetName{'y', "year"},   FacetName{'n', "country"},    FacetName{'a', "creator"},
    FacetName{'r', "rating"}, FacetName{'l', "collection"},
};

void addText(std::string& column, std::string_view value) {
  if (!column.empty()) column += between;
  column += value;
}

std::optional<double> number(const Description& description, std::string_view name) {
  const auto value = description.first(name);
  if (!value) return std::nullopt;
  return parseNumber(*value);
}

std::optional<std::int64_t> ratingOf(const Description& description) {
  const auto value = number(description, "rating");
  if (!value || *value < -1 || *value > 5) return std::nullopt;
  return static_cast<std::int64_t>(std::lround(*value));
}

std::vector<std::string> textColumns(const Description& description) {
  std::vector<std::string> columns(wordColumns().size());
  for (const auto& property : metadata::vocabulary) {
    const int column = wordColumnOf(property.name);
    if (column < 0) continue;
    auto& text = columns[static_cast<std::size_t>(column)];
    if (property.many) {
      for (const auto value : description.all(property.name)) addText(text, value);
    } else if (const auto value = description.first(property.name)) {
      addText(text, *value);
    }
  }
  const auto at = [&](std::string_view name) -> std::string& {
    const auto found = std::ranges::find(wordColumns(), name);
    assert(found != wordColumns().end());
    return columns[static_cast<std::size_t>(found - wordColumns().begin())];
  };
  at("file_name") = description.fileName;
  at("text") = description.text;
  return columns;
}

void addStates(std::vector<std::string>& tokens, const Description& description) {
  if (!description.unreadable.empty()) tokens.push_back(token("is", "unreadable"));
  const auto& width = description.technical.width;
  const auto& height = description.technical.height;
  if (!width || !height) return;
  tokens.push_back(token("is", *width > *height   ? "landscape"
                               : *width < *height ? "portrait"
                                                  : "square"));
}

void addTypes(std::vector<std::string>& tokens, const Description& description) {
  const auto type = lowerAscii(description.technical.mediaType);
  tokens.push_back(token("type", type));
  const auto slash = type.find('/');
  if (slash == std::string::npos) return;
  tokens.push_back(token("type", type.substr(0, slash)));
  tokens.push_back(token("type", type.substr(slash + 1)));
}

bool hasPlace(const Description& description) {
  if (description.first("latitude") && description.first("longitude")) return true;
  return std::ranges::any_of(std::array{"place", "city", "region", "country"},
                             [&](const char* name) { return description.first(name).has_value(); });
}

void addPossessions(std::vector<std::string>& tokens, const Description& description) {
  for (const auto& property : metadata::vocabulary) {
    if (property.name == "place") continue;
    if (description.first(property.name)) tokens.push_back(token("has", property.name));
  }
  if (hasPlace(description)) tokens.push_back(token("has", "place"));
  if (!description.text.empty()) tokens.push_back(token("has", "text"));
  if (!description.collections.empty()) tokens.push_back(token("has", "collection"));
}

std::string tokensOf(const Description& description, const Document& document) {
  std::vector<std::string> tokens{everyToken()};
  tokens.push_back(token("kind", metadata::kindName(description.technical.kind)));
  addTypes(tokens, description);
  addStates(tokens, description);
  addPossessions(tokens, description);
  for (const auto& id : description.collections) tokens.push_back(token("collection", id));
  if (document.taken) {
    tokens.push_back(token("year", fmt::format("{}", yearOf(*document.taken))));
  }
  return fmt::format("{}", fmt::join(tokens, " "));
}

void addFacet(std::string& lines, char letter, std::string_view value) {
  if (value.empty()) return;
  lines += letter;
  for (const char byte : cutUtf8(value, 200)) lines += byte == '\n' ? ' ' : byte;
  lines += '\n';
}

std::string facetsOf(const Description& description, const Document& document) {
  std::string lines;
  addFacet(lines, 'k', metadata::kindName(description.technical.kind));
  for (const auto value : description.all("keyword")) addFacet(lines, 'w', value);
  if (const auto value = description.first("camera_model")) addFacet(lines, 'c', *value);
  if (document.taken) addFacet(lines, 'y', fmt::format("{}", yearOf(*document.taken)));
  if (const auto value = description.first("country")) addFacet(lines, 'n', *value);
  for (const auto value : description.all("creator")) addFacet(lines, 'a', value);
  if (document.rating) addFacet(lines, 'r', fmt::format("{}", *document.rating));
  auto collections = description.collections;
  std::ranges::sort(collections);
  const auto repeated = std::ranges::unique(collections);
  collections.erase(repeated.begin(), repeated.end());
  for (const auto& id : collections) addFacet(lines, 'l', id);
  return lines;
}

void addMoments(Document& document, const Description& description) {
  if (const auto added = fromRfc3339(description.addedAt)) {
    document.added = added->time_since_epoch().count();
  }
  document.takenAt = description.first("taken_at").value_or("");
  if (const auto taken = parseDate(document.takenAt)) document.taken = taken->from;
  document.takenKey = document.taken.value_or(document.added);
}

}  // namespace

std::string token(std::string_view name, std::string_view value) {
  const bool plain =
      !value.empty() && value.size() <= 24 && std::ranges::all_of(value, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
      });
  // It ends in a digit, so that the stemmer finds no ending to cut off.
  if (plain) return fmt::format("{}{}{}{}0", tokenMark, name, tokenMark, value);
  return fmt::format("{}{}{}x{}0", tokenMark, name, tokenMark,
                     Sha256::of(value).hex().substr(0, 24));
}

std::string everyToken() { return token("every", "asset"); }

std::span<const FacetName> facetNames() { return facets; }

Document makeDocument(const Description& description) {
  Document document;
  const auto title = description.first("title");
  document.title = title ? std::string(*title) : description.fileName;
  document.titleKey = cutUtf8(store::folded(document.title), 200);
  document.trashed = !description.trashedAt.empty();
  addMoments(document, description);
  document.rating = ratingOf(description);
  document.iso = number(description, "iso");
  document.aperture = number(description, "aperture");
  document.focalLength = number(description, "focal_length");
  document.altitude = number(description, "altitude");
  document.latitude = number(description, "latitude");
  document.longitude = number(description, "longitude");
  document.words = textColumns(description);
  document.words.back() = tokensOf(description, document);
  document.facets = facetsOf(description, document);
  return document;
}

Summary summaryOf(const AssetId& id, std::uint32_t version, const Description& description) {
  const auto& technical = description.technical;
  auto document = makeDocument(description);
  Summary summary;
  summary.id = id;
  summary.version = version;
  summary.title = std::move(document.title);
  summary.kind = technical.kind;
  summary.mediaType = technical.mediaType;
  summary.fileName = description.fileName;
  summary.bytes = description.bytes;
  summary.width = technical.width;
  summary.height = technical.height;
  summary.durationMs = technical.durationMs;
  summary.takenAt = std::move(document.takenAt);
  summary.addedAt = description.addedAt;
  summary.thumbHash = technical.thumbHash;
  summary.colour = technical.colour;
  summary.unreadable = description.unreadable;
  summary.trashedAt = description.trashedAt;
  if (document.rating) summary.rating = static_cast<int>(*document.rating);
  return summary;
}

}  // namespace atelier::catalog
