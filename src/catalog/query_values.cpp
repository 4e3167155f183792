#include "catalog/query_values.h"

#include "base/error.h"
#include "base/text.h"
#include "catalog/fields.h"
#include "catalog/values.h"
#include "formats/metadata/description.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace atelier::catalog {

namespace {

[[noreturn]] void refuse(const QueryField& field, std::string_view text) {
  throw Error{Code::QuerySyntax, fmt::format("\"{}\" is no value for \"{}:\".", text, field.name),
              valueHelp(field)};
}

struct Limits {
  double from = 0;
  double to = 0;
  bool open = false;  ///< `to` is not part of it (dates)
};

std::optional<Limits> limitsOf(FieldType type, std::string_view text) {
  if (type == FieldType::Date) {
    const auto span = parseDate(text);
    if (!span) return std::nullopt;
    return Limits{static_cast<double>(span->from), static_cast<double>(span->to), true};
  }
  const auto value = type == FieldType::Bytes      ? parseBytes(text)
                     : type == FieldType::Duration ? parseDuration(text)
                                                   : parseNumber(text);
  if (!value) return std::nullopt;
  return Limits{*value, *value, false};
}

Limits limits(const QueryField& field, std::string_view text, std::string_view whole) {
  const auto found = limitsOf(field.type, text);
  if (!found) refuse(field, whole);
  return *found;
}

Leaf comparison(const QueryField& field, std::string_view mark, std::string_view whole) {
  const auto value = limits(field, whole.substr(mark.size()), whole);
  RangeLeaf range{&field, {}, {}};
  if (mark == ">=") range.from = Bound{value.from, true};
  // After 2019 begins where 2019 ends.
  if (mark == ">") range.from = Bound{value.to, value.open};
  if (mark == "<") range.to = Bound{value.from, false};
  if (mark == "<=") range.to = Bound{value.to, !value.open};
  return range;
}

Leaf parseRange(const QueryField& field, std::string_view text) {
  for (std::string_view mark : {">=", "<=", ">", "<"}) {
    if (text.starts_with(mark)) return comparison(field, mark, text);
  }
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) {
    const auto value = limits(field, text, text);
    return RangeLeaf{&field, Bound{value.from, true}, Bound{value.to, !value.open}};
  }
  const auto left = text.substr(0, dots);
  const auto right = text.substr(dots + 2);
  if (left.empty() && right.empty()) refuse(field, text);
  RangeLeaf range{&field, {}, {}};
  if (!left.empty()) range.from = Bound{limits(field, left, text).from, true};
  if (!right.empty()) {
    const auto value = limits(field, right, text);
    range.to = Bound{value.to, !value.open};
  }
  return range;
}

Leaf parseNear(const QueryField& field, std::string_view text) {
  const auto parts = split(text, ',');
  if (parts.size() != 2 && parts.size() != 3) refuse(field, text);
  const auto latitude = parseNumber(parts[0]);
  const auto longitude = parseNumber(parts[1]);
  const auto metres = parts.size() == 3 ? parseDistance(parts[2]) : 1000.0;
  if (!latitude || !longitude || !metres || std::abs(*latitude) > 90 ||
      std::abs(*longitude) > 180) {
    refuse(field, text);
  }
  return NearLeaf{*latitude, *longitude, *metres};
}

std::string_view known(const QueryField& field, std::string_view value,
                       std::span<const std::string_view> names) {
  const auto found = std::ranges::find(names, value);
  if (found != names.end()) return *found;
  const auto near = nearest(value, names);
  throw Error{Code::QuerySyntax, fmt::format("\"{}\" is no value for \"{}:\".", value, field.name),
              near ? fmt::format("Did you mean \"{}:{}\"?", field.name, *near) : valueHelp(field)};
}

std::vector<std::string_view> hasNames() {
  std::vector<std::string_view> names{"collection", "date", "tag", "text"};
  for (const auto& property : metadata::vocabulary) names.push_back(property.name);
  return names;
}

Leaf parseToken(const QueryField& field, std::string_view text) {
  auto value = lowerAscii(text);
  if (field.name == "kind") return TokenLeaf{"kind", std::string(known(field, value, kindNames()))};
  if (field.name == "is") return TokenLeaf{"is", std::string(known(field, value, stateNames()))};
  if (field.name == "has") {
    if (value == "tag") value = "keyword";
    if (value == "date") value = "taken_at";
    return TokenLeaf{"has", std::string(known(field, value, hasNames()))};
  }
  return TokenLeaf{std::string(field.column), value};
}

}  // namespace

Leaf parseFieldValue(const QueryField& field, std::string_view text) {
  switch (field.type) {
    case FieldType::Token:
      return parseToken(field, text);
    case FieldType::Number:
    case FieldType::Bytes:
    case FieldType::Duration:
    case FieldType::Date:
      return parseRange(field, text);
    case FieldType::Near:
      return parseNear(field, text);
    case FieldType::Similar:
      if (auto id = AssetId::parse(text)) return SimilarLeaf{*id};
      refuse(field, text);
    case FieldType::Collection:
      return CollectionLeaf{std::string(text)};
    case FieldType::Digest:
      if (auto digest = Digest::fromHex(text)) return DigestLeaf{*digest};
      refuse(field, text);
    case FieldType::Words:
      break;
  }
  return WordsLeaf{&field, std::string(text), false};
}

std::string valueHelp(const QueryField& field) {
  const auto name = field.name;
  switch (field.type) {
    case FieldType::Words:
      return fmt::format("Write {0}:word or {0}:\"two words\".", name);
    case FieldType::Number:
      return fmt::format("Write {0}:400, {0}:>400 or {0}:300..500.", name);
    case FieldType::Bytes:
      return fmt::format("Write {0}:<2MB, {0}:>=500kB or {0}:1GB..2GB.", name);
    case FieldType::Duration:
      return fmt::format("Write {0}:>1h, {0}:<90s or {0}:1m..1h30m.", name);
    case FieldType::Date:
      return fmt::format("Write {0}:2019, {0}:2019-05-12, {0}:>=2020-05 or {0}:2019..2021.", name);
    case FieldType::Near:
      return "Write near:48.2,16.37,10km (latitude, longitude, distance in m, km or mi).";
    case FieldType::Similar:
      return "Write similar: and the id of an asset.";
    case FieldType::Collection:
      return "Write collection:\"its name\" or collection: and its id.";
    case FieldType::Digest:
      return fmt::format("Write {}: and 64 hexadecimal digits.", name);
    case FieldType::Token:
      break;
  }
  if (name == "kind") return fmt::format("It is one of {}.", fmt::join(kindNames(), ", "));
  if (name == "is") return fmt::format("It is one of {}.", fmt::join(stateNames(), ", "));
  if (name == "has") return "Write has:place, has:keyword or any other property.";
  return fmt::format("Write {0}:image/jpeg or {0}:jpeg.", name);
}

}  // namespace atelier::catalog
