#include "media/jail/wire.h"

#include "base/error.h"
#include "base/json/codec.h"
#include "base/json/text.h"
#include "base/text.h"

#include <map>

#include <boost/describe/enum.hpp>
#include <boost/json/value.hpp>

namespace atelier::media {

BOOST_DESCRIBE_ENUM(Task, Examine, Peaks, Storyboard)
BOOST_DESCRIBE_ENUM(PreviewFormat, WebP, Jpeg)
BOOST_DESCRIBE_STRUCT(PreviewRequest, (), (longEdge, format))
BOOST_DESCRIBE_STRUCT(Storyboard, (), (columns, rows, tiles, intervalMs, width, height))
BOOST_DESCRIBE_STRUCT(Job, (), (task, name, previews, board))
BOOST_DESCRIBE_STRUCT(SoundLength, (), (sampleRate, frames))
BOOST_DESCRIBE_STRUCT(Step, (), (done, last, problem, sound))

namespace {

struct WireField {
  std::string name;
  std::string value;
  std::string origin;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(WireField, (), (name, value, origin, source))

struct WirePreview {
  PreviewRequest request;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};
BOOST_DESCRIBE_STRUCT(WirePreview, (), (request, width, height))

struct WireExamined {
  std::string kind;
  std::string mediaType;
  std::optional<std::uint32_t> width;
  std::optional<std::uint32_t> height;
  std::optional<std::int64_t> durationMs;
  std::optional<std::uint32_t> pages;
  std::optional<std::uint32_t> orientation;
  std::optional<double> framesPerSecond;
  std::optional<std::uint32_t> sampleRate;
  std::optional<std::uint32_t> channels;
  std::string codec;
  std::optional<std::uint64_t> perceptualHash;
  std::string thumbHash;
  std::string colour;
  std::vector<WireField> fields;
  std::string text;
  std::string unreadable;
  std::vector<WirePreview> previews;
};
BOOST_DESCRIBE_STRUCT(WireExamined, (),
                      (kind, mediaType, width, height, durationMs, pages, orientation,
                       framesPerSecond, sampleRate, channels, codec, perceptualHash, thumbHash,
                       colour, fields, text, unreadable, previews))

constexpr json::Limits limits{.bytes = answerLimit, .depth = 8};
constexpr std::size_t fieldsLimit = 4096;

template <class T>
std::string encoded(const T& record) {
  boost::json::value value;
  json::encode(record, value);
  return json::toText(value);
}

template <class T>
T decoded(std::string_view text) {
  return json::decode<T>(json::parse(text, limits));
}

void require(bool holds, const char* what) {
  if (!holds)
    throw Error{Code::Unreadable, std::string("the decoder's answer cannot be: ") + what, ""};
}

metadata::Technical technicalOf(const WireExamined& wire) {
  const auto kind = metadata::kindFromName(wire.kind);
  require(kind.has_value(), "kind");
  require(wire.orientation.value_or(1) >= 1 && wire.orientation.value_or(1) <= 8, "orientation");
  require(wire.durationMs.value_or(0) >= 0, "duration");
  require(wire.mediaType.size() < 128 && wire.codec.size() < 64 && wire.thumbHash.size() <= 40,
          "length of a name");
  metadata::Technical technical;
  technical.kind = *kind;
  technical.mediaType = wire.mediaType;
  technical.width = wire.width;
  technical.height = wire.height;
  technical.durationMs = wire.durationMs;
  technical.pages = wire.pages;
  technical.orientation = wire.orientation;
  technical.framesPerSecond = wire.framesPerSecond;
  technical.sampleRate = wire.sampleRate;
  technical.channels = wire.channels;
  technical.codec = wire.codec;
  technical.perceptualHash = wire.perceptualHash;
  technical.thumbHash = wire.thumbHash;
  technical.colour = wire.colour;
  return technical;
}

}  // namespace

std::string toText(const Job& job) { return encoded(job); }
Job jobFromText(std::string_view text) { return decoded<Job>(text); }

std::string toText(const Examined& examined) {
  const auto& technical = examined.inspected.technical;
  WireExamined wire;
  wire.kind = metadata::kindName(technical.kind);
  wire.mediaType = technical.mediaType;
  wire.width = technical.width;
  wire.height = technical.height;
  wire.durationMs = technical.durationMs;
  wire.pages = technical.pages;
  wire.orientation = technical.orientation;
  wire.framesPerSecond = technical.framesPerSecond;
  wire.sampleRate = technical.sampleRate;
  wire.channels = technical.channels;
  wire.codec = technical.codec;
  wire.perceptualHash = technical.perceptualHash;
  wire.thumbHash = technical.thumbHash;
  wire.colour = technical.colour;
  for (const auto& field : examined.inspected.fields) {
    wire.fields.push_back(
        {field.name, field.value, std::string(metadata::originName(field.origin)), field.source});
  }
  wire.text = toUtf8(examined.inspected.text);
  wire.unreadable = toUtf8(examined.inspected.unreadable);
  for (const auto& each : examined.previews)
    wire.previews.push_back({each.request, each.width, each.height});
  return encoded(wire);
}

Examined examinedFromText(std::string_view text) {
  auto wire = decoded<WireExamined>(text);
  require(wire.fields.size() <= fieldsLimit && wire.previews.size() <= 8,
          "number of fields or previews");
  Examined examined;
  examined.inspected.technical = technicalOf(wire);
  for (auto& field : wire.fields) {
    const auto origin = metadata::originFromName(field.origin);
    require(origin.has_value() && metadata::findProperty(field.name) != nullptr, "field");
    examined.inspected.fields.push_back(
        {std::move(field.name), std::move(field.value), *origin, std::move(field.source)});
  }
  examined.inspected.text = std::move(wire.text);
  examined.inspected.unreadable = std::move(wire.unreadable);
  for (const auto& each : wire.previews) {
    const auto edge = std::max(each.width, each.height);
    require(each.width > 0 && each.height > 0 && edge <= each.request.longEdge,
            "size of a preview");
    examined.previews.push_back({each.request, {}, each.width, each.height});
  }
  return examined;
}

std::string toText(const Step& step) { return encoded(step); }

Step stepFromText(std::string_view text) {
  auto step = decoded<Step>(text);
  require(step.done >= 0 && step.done <= 1, "how far it is");
  require(step.last || (step.problem.empty() && !step.sound), "a result before the end");
  require(!step.sound || (step.sound->sampleRate > 0 && step.sound->frames > 0), "length");
  return step;
}

}  // namespace atelier::media
