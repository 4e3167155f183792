#include "base/json/text.h"
#include "base/text.h"
#include "formats/metadata/description.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

// Written by hand, because the order of members is part of what docs/formats/description.md
// promises and the text has to be the same for equal descriptions.
namespace atelier::metadata {

namespace {

std::string jsonText(std::string_view text) {
  // File names may be any bytes; JSON may not (RFC 8259, 8.1).
  std::string quoted;
  json::appendQuoted(quoted, toUtf8(text));
  return quoted;
}

/// The members of one object, one a line.
class Members {
 public:
  Members(std::string& out, int depth)
      : out_(out), indent_(static_cast<std::size_t>(depth) * 2, ' ') {}

  void raw(std::string_view name, std::string_view json) {
    out_ += first_ ? "\n" : ",\n";
    first_ = false;
    fmt::format_to(std::back_inserter(out_), "{}\"{}\": {}", indent_, name, json);
  }
  void text(std::string_view name, std::string_view value) { raw(name, jsonText(value)); }
  void textIfAny(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
  }
  template <class Number>
  void numberIfAny(std::string_view name, const std::optional<Number>& value) {
    if (value) raw(name, fmt::format("{}", *value));
  }

 private:
  std::string& out_;
  std::string indent_;
  bool first_ = true;
};

std::string technicalJson(const Technical& technical) {
  std::string out = "{";
  Members members{out, 2};
  members.text("kind", kindName(technical.kind));
  members.text("media_type", technical.mediaType);
  members.numberIfAny("width", technical.width);
  members.numberIfAny("height", technical.height);
  members.numberIfAny("duration_ms", technical.durationMs);
  members.numberIfAny("pages", technical.pages);
  members.numberIfAny("orientation", technical.orientation);
  // JSON has neither infinity nor NaN, and neither is a frame rate.
  if (technical.framesPerSecond && std::isfinite(*technical.framesPerSecond))
    members.numberIfAny("frames_per_second", technical.framesPerSecond);
  members.numberIfAny("sample_rate", technical.sampleRate);
  members.numberIfAny("channels", technical.channels);
  members.textIfAny("codec", technical.codec);
  // As text, because many readers of JSON cut numbers to 53 bits.
  if (technical.perceptualHash)
    members.text("perceptual_hash", fmt::format("{:016x}", *technical.perceptualHash));
  members.textIfAny("thumb_hash", technical.thumbHash);
  members.textIfAny("colour", technical.colour);
  return out + "\n  }";
}

std::string fieldJson(const Field& field) {
  auto json = fmt::format("    {{\"name\": {}, \"value\": {}, \"origin\": {}", jsonText(field.name),
                          jsonText(field.value), jsonText(originName(field.origin)));
  if (!field.source.empty()) json += fmt::format(", \"source\": {}", jsonText(field.source));
  return json + "}";
}

template <class Range, class Write>
std::string listJson(const Range& values, Write write) {
  if (values.empty()) return "[]";
  std::string out = "[";
  std::string_view separator = "\n";
  for (const auto& value : values) {
    out += separator;
    out += write(value);
    separator = ",\n";
  }
  return out + "\n  ]";
}

}  // namespace

std::string toJson(const Description& description) {
  std::string out = "{";
  Members members{out, 1};
  members.text("format", "atelier-description/1");
  members.text("file_name", description.fileName);
  members.text("sha256", description.digest.hex());
  members.raw("bytes", fmt::format("{}", description.bytes));
  members.text("added_at", description.addedAt);
  members.textIfAny("source_path", description.sourcePath);
  members.textIfAny("unreadable", description.unreadable);
  members.textIfAny("trashed_at", description.trashedAt);
  members.raw("technical", technicalJson(description.technical));
  members.raw("fields", listJson(description.fields, fieldJson));
  members.raw("collections", listJson(description.collections,
                                      [](const std::string& id) { return "    " + jsonText(id); }));
  members.textIfAny("text", description.text);
  return out + "\n}\n";
}

}  // namespace atelier::metadata
