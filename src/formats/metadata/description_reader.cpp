#include "base/error.h"
#include "base/json/text.h"
#include "base/text.h"
#include "formats/metadata/description.h"

#include <algorithm>
#include <charconv>
#include <concepts>
#include <limits>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::metadata {

namespace {

namespace json = boost::json;

constexpr std::size_t documentLimit = std::size_t{16} << 20;

[[noreturn]] void wrongShape(const std::string& pointer, std::string message) {
  throw Error{Code::JsonShape, std::move(message),
              "Nothing was changed. docs/formats/description.md says what may stand there.",
              pointer};
}

/// One object of the document: hands out members by name and refuses what nobody asked for.
class Reader {
 public:
  Reader(const json::value& value, std::string pointer) : pointer_(std::move(pointer)) {
    object_ = value.if_object();
    if (object_ == nullptr) wrongShape(pointer_, "An object was expected.");
  }

  std::string at(std::string_view name) const { return fmt::format("{}/{}", pointer_, name); }

  const json::value* find(std::string_view name) {
    known_.push_back(name);
    return object_->if_contains(name);
  }

  const json::value& need(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) wrongShape(at(name), fmt::format("\"{}\" is missing.", name));
    return *value;
  }

  std::string text(std::string_view name) { return textOf(need(name), at(name)); }

  void textIfAny(std::string_view name, std::string& into) {
    if (const auto* value = find(name)) into = textOf(*value, at(name));
  }

  template <std::integral Number>
  void numberIfAny(std::string_view name, std::optional<Number>& into) {
    if (const auto* value = find(name)) into = integerOf<Number>(*value, at(name));
  }

  void numberIfAny(std::string_view name, std::optional<double>& into) {
    const auto* value = find(name);
    if (value == nullptr) return;
    if (!value->is_number()) wrongShape(at(name), "A number was expected.");
    into = value->to_number<double>();
  }

  /// Call when all known members were asked for.
  void refuseOthers() const {
    for (const auto& member : *object_) {
      std::string_view key{member.key().data(), member.key().size()};
      if (std::ranges::find(known_, key) != known_.end()) continue;
      auto near = nearest(key, known_);
      wrongShape(at(key), near ? fmt::format("\"{}\" is not known. Is \"{}\" meant?", key, *near)
                               : fmt::format("\"{}\" is not known.", key));
    }
  }

  static std::string textOf(const json::value& value, const std::string& pointer) {
    const auto* text = value.if_string();
    if (text == nullptr) wrongShape(pointer, "A text was expected.");
    return {text->data(), text->size()};
  }

  template <std::integral Number>
  static Number integerOf(const json::value& value, const std::string& pointer) {
    using Limits = std::numeric_limits<Number>;
    if (const auto* small = value.if_int64()) {
      if (std::in_range<Number>(*small)) return static_cast<Number>(*small);
    } else if (const auto* large = value.if_uint64()) {
      if (std::in_range<Number>(*large)) return static_cast<Number>(*large);
    }
    wrongShape(pointer, fmt::format("A whole number from {} to {} was expected.", Limits::min(),
                                    Limits::max()));
  }

 private:
  const json::object* object_;
  std::string pointer_;
  std::vector<std::string_view> known_;
};

const json::array& arrayOf(const json::value& value, const std::string& pointer) {
  const auto* array = value.if_array();
  if (array == nullptr) wrongShape(pointer, "A list was expected.");
  return *array;
}

std::uint64_t hashOf(const std::string& digits, const std::string& pointer) {
  std::uint64_t hash = 0;
  const auto* end = digits.data() + digits.size();
  auto [stop, failure] = std::from_chars(digits.data(), end, hash, 16);
  if (digits.size() != 16 || failure != std::errc{} || stop != end)
    wrongShape(pointer, "16 hexadecimal digits were expected.");
  return hash;
}

Technical technicalOf(const json::value& value) {
  Reader reader{value, "/technical"};
  Technical technical;
  auto kind = kindFromName(reader.text("kind"));
  if (!kind) wrongShape(reader.at("kind"), "This kind of asset is not known.");
  technical.kind = *kind;
  technical.mediaType = reader.text("media_type");
  reader.numberIfAny("width", technical.width);
  reader.numberIfAny("height", technical.height);
  reader.numberIfAny("duration_ms", technical.durationMs);
  reader.numberIfAny("pages", technical.pages);
  reader.numberIfAny("orientation", technical.orientation);
  reader.numberIfAny("frames_per_second", technical.framesPerSecond);
  reader.numberIfAny("sample_rate", technical.sampleRate);
  reader.numberIfAny("channels", technical.channels);
  reader.textIfAny("codec", technical.codec);
  std::string hash;
  reader.textIfAny("perceptual_hash", hash);
  if (!hash.empty()) technical.perceptualHash = hashOf(hash, reader.at("perceptual_hash"));
  reader.textIfAny("thumb_hash", technical.thumbHash);
  reader.textIfAny("colour", technical.colour);
  reader.refuseOthers();
  return technical;
}

Field fieldOf(const json::value& value, std::size_t index) {
  Reader reader{value, fmt::format("/fields/{}", index)};
  Field field;
  // A name outside the vocabulary is kept: an older program must not lose what a newer one wrote.
  field.name = reader.text("name");
  if (field.name.empty()) wrongShape(reader.at("name"), "A name cannot be empty.");
  field.value = reader.text("value");
  if (field.value.empty()) wrongShape(reader.at("value"), "A value cannot be empty.");
  auto origin = originFromName(reader.text("origin"));
  if (!origin) wrongShape(reader.at("origin"), "camera, file, person or model was expected.");
  field.origin = *origin;
  reader.textIfAny("source", field.source);
  reader.refuseOthers();
  return field;
}

Digest digestOf(Reader& reader) {
  auto digest = Digest::fromHex(reader.text("sha256"));
  if (!digest) wrongShape(reader.at("sha256"), "64 hexadecimal digits were expected.");
  return *digest;
}

}  // namespace

Description descriptionFromJson(std::string_view text) {
  auto document = atelier::json::parse(text, {.bytes = documentLimit});
  Reader reader{document, ""};
  if (reader.text("format") != "atelier-description/1")
    wrongShape("/format", "\"atelier-description/1\" was expected: a newer Atelier wrote this.");
  Description description;
  description.fileName = reader.text("file_name");
  description.digest = digestOf(reader);
  description.bytes = Reader::integerOf<std::uint64_t>(reader.need("bytes"), reader.at("bytes"));
  description.addedAt = reader.text("added_at");
  reader.textIfAny("source_path", description.sourcePath);
  reader.textIfAny("unreadable", description.unreadable);
  reader.textIfAny("trashed_at", description.trashedAt);
  description.technical = technicalOf(reader.need("technical"));
  for (const auto& value : arrayOf(reader.need("fields"), "/fields"))
    description.fields.push_back(fieldOf(value, description.fields.size()));
  for (const auto& value : arrayOf(reader.need("collections"), "/collections"))
    description.collections.push_back(
        Reader::textOf(value, fmt::format("/collections/{}", description.collections.size())));
  reader.textIfAny("text", description.text);
  reader.refuseOthers();
  return description;
}

}  // namespace atelier::metadata
