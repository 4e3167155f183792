#include "naive.h"

#include "base/text.h"
#include "catalog/fields.h"
#include "catalog/values.h"
#include "store/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <numbers>

#include <fmt/format.h>

namespace atelier::catalog::test {

namespace {

using metadata::Description;

// ---- what an asset says

std::vector<std::string> textsOf(const Description& description, std::string_view column) {
  std::vector<std::string> texts;
  for (const auto& property : metadata::vocabulary) {
    const int index = wordColumnOf(property.name);
    if (index < 0 || wordColumns()[static_cast<std::size_t>(index)] != column) continue;
    const auto values = description.all(property.name);
    for (const auto value : values) {
      texts.emplace_back(value);
      if (!property.many) break;
    }
  }
  if (column == "file_name") texts.push_back(description.fileName);
  if (column == "text") texts.push_back(description.text);
  return texts;
}

std::vector<std::string_view> columnsOf(const QueryField* field) {
  std::vector<std::string_view> columns;
  if (field == nullptr) {
    columns.assign(wordColumns().begin(), wordColumns().end() - 1);
  } else if (field->column.starts_with('{')) {
    for (const auto part : split(field->column.substr(1, field->column.size() - 2), ' '))
      columns.push_back(part);
  } else {
    columns.push_back(field->column);
  }
  return columns;
}

bool wordMatches(const std::string& there, const std::string& wanted, bool prefix) {
  return prefix ? there.starts_with(wanted) : there == wanted;
}

std::optional<double> numberOf(const Description& description, std::string_view name) {
  const auto& technical = description.technical;
  if (name == "width" && technical.width) return *technical.width;
  if (name == "height" && technical.height) return *technical.height;
  if (name == "duration" && technical.durationMs) return static_cast<double>(*technical.durationMs);
  if (name == "bytes") return static_cast<double>(description.bytes);
  if (name == "added")
    return static_cast<double>(fromRfc3339(description.addedAt)->time_since_epoch().count());
  if (name == "taken") {
    const auto taken = parseDate(description.first("taken_at").value_or(""));
    if (!taken) return std::nullopt;
    return static_cast<double>(taken->from);
  }
  const auto value = description.first(name);
  if (!value) return std::nullopt;
  return parseNumber(*value);
}

// ---- chance

template <std::size_t size>
std::string_view oneOf(Random& random, const std::array<std::string_view, size>& values) {
  return values[random.below(size)];
}

constexpr std::array<std::string_view, 12> words{"dawn", "river",   "cities", "city", "Tór",  "tor",
                                                 "red",  "running", "run",    "Öl",   "lake", "x1"};
constexpr std::array<std::string_view, 3> collections{"0190a1b2-0000-7000-8000-000000000001",
                                                      "0190a1b2-0000-7000-8000-000000000002",
                                                      "0190a1b2-0000-7000-8000-000000000003"};

std::string someWords(Random& random, std::uint64_t most) {
  std::string text;
  for (auto count = 1 + random.below(most); count > 0; --count) {
    if (!text.empty()) text += random.below(4) == 0 ? "-" : " ";
    text += oneOf(random, words);
  }
  return text;
}

std::string randomDate(Random& random) {
  const auto year = 2018 + random.below(5);
  switch (random.below(3)) {
    case 0:
      return fmt::format("{}", year);
    case 1:
      return fmt::format("{}-{:02}", year, 1 + random.below(12));
    default:
      return fmt::format("{}-{:02}-{:02}", year, 1 + random.below(12), 1 + random.below(28));
  }
}

std::string randomRange(Random& random, const std::function<std::string()>& value) {
  switch (random.below(7)) {
    case 0:
      return ">" + value();
    case 1:
      return ">=" + value();
    case 2:
      return "<" + value();
    case 3:
      return "<=" + value();
    case 4:
      return value() + "..";
    case 5:
      return value() + ".." + value();
    default:
      return value();
  }
}

std::string randomFilter(Random& random) {
  constexpr std::array<std::string_view, 6> wordFields{"title",   "keyword", "tag",
                                                       "creator", "place",   "file"};
  const auto number = [&](std::uint64_t bound) {
    return [&random, bound] { return fmt::format("{}", random.below(bound)); };
  };
  switch (random.below(11)) {
    case 0:
      return fmt::format("{}:{}", oneOf(random, wordFields), oneOf(random, words));
    case 1:
      return fmt::format("{}:\"{}\"", oneOf(random, wordFields), someWords(random, 2));
    case 2:
      return "taken:" + randomRange(random, [&] { return randomDate(random); });
    case 3:
      return "width:" + randomRange(random, number(5));
    case 4:
      return "rating:" + randomRange(random, number(6));
    case 5:
      return fmt::format("bytes:{}",
                         randomRange(random, [&] { return fmt::format("{}kB", random.below(4)); }));
    case 6:
      return fmt::format("kind:{}",
                         oneOf(random, std::array<std::string_view, 3>{"image", "video", "text"}));
    case 7:
      return fmt::format("has:{}", oneOf(random, std::array<std::string_view, 4>{
                                                     "place", "keyword", "taken_at", "rating"}));
    case 8:
      return fmt::format(
          "is:{}", oneOf(random, std::array<std::string_view, 4>{"portrait", "landscape", "square",
                                                                 "unreadable"}));
    case 9:
      return fmt::format("collection:{}", oneOf(random, collections));
    default:
      return fmt::format("near:{},{},{}km", random.below(4), random.below(4),
                         50 + random.below(300));
  }
}

}  // namespace

Judge::Judge(const Description& description) : description_(description) {
  for (const auto column : wordColumns()) {
    auto& texts = stems_[column];
    for (const auto& text : textsOf(description, column)) texts.push_back(store::stems(text));
  }
}

bool Judge::holds(const WordsLeaf& leaf) const {
  const auto wanted = store::stems(leaf.text);
  for (const auto column : columnsOf(leaf.field)) {
    for (const auto& there : stems_.at(column)) {
      for (std::size_t at = 0; at + wanted.size() <= there.size(); ++at) {
        bool all = true;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
          all = all && wordMatches(there[at + i], wanted[i], leaf.prefix && i + 1 == wanted.size());
        }
        if (all) return true;
      }
    }
  }
  return false;
}

bool Judge::holds(const RangeLeaf& range) const {
  const auto value = numberOf(description_, range.field->column);
  if (!value) return false;
  const auto& [_, from, to] = range;
  if (from && (from->inclusive ? *value < from->value : *value <= from->value)) return false;
  return !to || (to->inclusive ? *value <= to->value : *value < to->value);
}

bool Judge::holds(const TokenLeaf& wanted) const {
  const auto& technical = description_.technical;
  if (wanted.name == "kind") return metadata::kindName(technical.kind) == wanted.value;
  if (wanted.name == "type")
    return technical.mediaType == wanted.value || technical.mediaType.ends_with("/" + wanted.value);
  if (wanted.name == "is" && wanted.value == "unreadable") return !description_.unreadable.empty();
  if (wanted.name == "is") {
    if (!technical.width || !technical.height) return false;
    if (wanted.value == "square") return *technical.width == *technical.height;
    return wanted.value == "landscape" ? *technical.width > *technical.height
                                       : *technical.width < *technical.height;
  }
  if (wanted.value == "place") {
    return description_.first("city") || description_.first("country") ||
           (description_.first("latitude") && description_.first("longitude"));
  }
  return description_.first(wanted.value).has_value();
}

bool Judge::holds(const NearLeaf& near) const {
  const auto latitude = numberOf(description_, "latitude");
  const auto longitude = numberOf(description_, "longitude");
  if (!latitude || !longitude) return false;
  // The chord between two points on a sphere, another way than the catalogue's.
  constexpr double degree = std::numbers::pi / 180;
  const auto point = [](double north, double east) {
    return std::array{std::cos(north * degree) * std::cos(east * degree),
                      std::cos(north * degree) * std::sin(east * degree), std::sin(north * degree)};
  };
  const auto one = point(near.latitude, near.longitude);
  const auto other = point(*latitude, *longitude);
  double square = 0;
  for (std::size_t i = 0; i < 3; ++i) square += (one[i] - other[i]) * (one[i] - other[i]);
  return 2 * 6'371'008.8 * std::asin(std::min(1.0, std::sqrt(square) / 2)) <= near.metres;
}

bool Judge::holds(const CollectionLeaf& collection) const {
  return std::ranges::find(description_.collections, collection.nameOrId) !=
         description_.collections.end();
}

bool Judge::holds(const QueryNode& query) const {
  const auto holdsFor = [&](const QueryNode& child) { return holds(child); };
  switch (query.type) {
    case QueryNode::Type::And:
      return std::ranges::all_of(query.children, holdsFor);
    case QueryNode::Type::Or:
      return std::ranges::any_of(query.children, holdsFor);
    case QueryNode::Type::Not:
      return !holds(query.children.front());
    case QueryNode::Type::Term:
      break;
  }
  return std::visit([&](const auto& leaf) { return holds(leaf); }, query.leaf);
}

Description randomDescription(Random& random) {
  Description description;
  const auto maybe = [&](std::string_view name, std::string value) {
    if (random.below(3) == 0) return;
    description.fields.push_back(
        {std::string(name), std::move(value), metadata::Origin::File, "test"});
  };
  description.fileName = fmt::format("{}.jpg", someWords(random, 2));
  random.fill(description.digest.bytes);
  description.bytes = random.below(5000);
  description.addedAt = fmt::format("2026-{:02}-01T00:00:00Z", 1 + random.below(12));
  auto& technical = description.technical;
  technical.kind = random.below(2) == 0 ? metadata::Kind::Image : metadata::Kind::Video;
  technical.mediaType = technical.kind == metadata::Kind::Image ? "image/png" : "video/mp4";
  if (random.below(3) != 0) technical.width = static_cast<std::uint32_t>(random.below(5));
  if (random.below(3) != 0) technical.height = static_cast<std::uint32_t>(random.below(5));
  maybe("title", someWords(random, 3));
  maybe("description", someWords(random, 5));
  for (auto count = random.below(4); count > 0; --count) maybe("keyword", someWords(random, 2));
  maybe("creator", someWords(random, 2));
  maybe("city", std::string(oneOf(random, words)));
  maybe("country", std::string(oneOf(random, words)));
  maybe("taken_at", randomDate(random));
  maybe("rating", fmt::format("{}", random.below(6)));
  maybe("latitude", fmt::format("{}.5", random.below(4)));
  maybe("longitude", fmt::format("{}.25", random.below(4)));
  if (random.below(2) == 0) description.text = someWords(random, 8);
  if (random.below(8) == 0) description.unreadable = "the file ends early";
  for (const auto collection : collections) {
    if (random.below(4) == 0) description.collections.emplace_back(collection);
  }
  return description;
}

std::string randomQuery(Random& random, int depth) {
  switch (random.below(depth < 4 ? 10 : 6)) {
    case 0:
      return std::string(oneOf(random, words));
    case 1:
      return fmt::format("\"{}\"", someWords(random, 3));
    case 2:
      return fmt::format("{}*", cutUtf8(oneOf(random, words), 2));
    case 3:
    case 4:
    case 5:
      return randomFilter(random);
    case 6:
      return "-" + randomQuery(random, depth + 4);
    case 7:
      return fmt::format("-({})", randomQuery(random, depth + 1));
    case 8:
      return fmt::format("({} or {})", randomQuery(random, depth + 1),
                         randomQuery(random, depth + 1));
    default:
      return fmt::format("({} {})", randomQuery(random, depth + 1), randomQuery(random, depth + 1));
  }
}

}  // namespace atelier::catalog::test
