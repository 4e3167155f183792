#include "catalog/fields.h"

#include "formats/metadata/description.h"

#include <algorithm>
#include <array>
#include <utility>

namespace atelier::catalog {

namespace {

using enum FieldType;

constexpr std::array fields{
    QueryField{"added", Date, "added"},
    QueryField{"album", Words, "album"},
    QueryField{"alt_text", Words, "description"},
    QueryField{"altitude", Number, "altitude"},
    QueryField{"aperture", Number, "aperture"},
    QueryField{"artist", Words, "creator"},
    QueryField{"bytes", Bytes, "bytes"},
    QueryField{"camera", Words, "camera"},
    QueryField{"camera_make", Words, "camera"},
    QueryField{"camera_model", Words, "camera"},
    QueryField{"city", Words, "city"},
    QueryField{"collection", Collection, "collection"},
    QueryField{"copyright", Words, "rights"},
    QueryField{"country", Words, "country"},
    QueryField{"creator", Words, "creator"},
    QueryField{"description", Words, "description"},
    QueryField{"duration", Duration, "duration"},
    QueryField{"file", Words, "file_name"},
    QueryField{"file_name", Words, "file_name"},
    QueryField{"focal_length", Number, "focal_length"},
    QueryField{"genre", Words, "genre"},
    QueryField{"has", Token, "has"},
    QueryField{"headline", Words, "title"},
    QueryField{"height", Number, "height"},
    QueryField{"is", Token, "is"},
    QueryField{"iso", Number, "iso"},
    QueryField{"keyword", Words, "keyword"},
    QueryField{"kind", Token, "kind"},
    QueryField{"lens", Words, "lens"},
    QueryField{"licence", Words, "rights"},
    QueryField{"near", Near, ""},
    QueryField{"pages", Number, "pages"},
    QueryField{"person", Words, "person"},
    QueryField{"place", Words, "{place city region country}"},
    QueryField{"rating", Number, "rating"},
    QueryField{"region", Words, "region"},
    QueryField{"rights", Words, "rights"},
    QueryField{"sha256", Digest, "digest"},
    QueryField{"similar", Similar, ""},
    QueryField{"tag", Words, "keyword"},
    QueryField{"taken", Date, "taken"},
    QueryField{"text", Words, "text"},
    QueryField{"title", Words, "title"},
    QueryField{"type", Token, "type"},
    QueryField{"width", Number, "width"},
    QueryField{"year", Date, "taken"},
};

constexpr std::array<std::string_view, 17> columns{
    "title", "description", "keyword",   "creator", "person", "place",
    "city",  "region",      "country",   "camera",  "lens",   "rights",
    "album", "genre",       "file_name", "text",    "term"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> columnOfProperty{{
    {"title", "title"},          {"headline", "title"},    {"description", "description"},
    {"alt_text", "description"}, {"keyword", "keyword"},   {"creator", "creator"},
    {"credit", "creator"},       {"artist", "creator"},    {"copyright", "rights"},
    {"usage_terms", "rights"},   {"rights_url", "rights"}, {"licence", "rights"},
    {"place", "place"},          {"city", "city"},         {"region", "region"},
    {"country", "country"},      {"person", "person"},     {"camera_make", "camera"},
    {"camera_model", "camera"},  {"lens", "lens"},         {"album", "album"},
    {"genre", "genre"},
}};

constexpr std::array<std::string_view, 4> states{"landscape", "portrait", "square", "unreadable"};

constexpr std::array<std::string_view, 8> kinds{"image", "video", "audio",   "document",
                                                "text",  "font",  "archive", "other"};

}  // namespace

std::span<const QueryField> queryFields() { return fields; }

const QueryField* findQueryField(std::string_view name) {
  const auto found = std::ranges::find(fields, name, &QueryField::name);
  return found == fields.end() ? nullptr : &*found;
}

std::span<const std::string_view> stateNames() { return states; }
std::span<const std::string_view> kindNames() { return kinds; }
std::span<const std::string_view> wordColumns() { return columns; }

int wordColumnOf(std::string_view property) {
  for (const auto& [name, column] : columnOfProperty) {
    if (name == property) {
      return static_cast<int>(std::ranges::find(columns, column) - columns.begin());
    }
  }
  return -1;
}

}  // namespace atelier::catalog
