#include "doors/http/api_media.h"

#include "base/json/text.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "doors/http/url.h"
#include "studio/intake.h"
#include "studio/operations/views.h"
#include "studio/previews.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

namespace atelier::http {

namespace {

std::string_view text(const boost::json::object& ask, std::string_view name,
                      std::string_view otherwise = {}) {
  const auto* value = ask.if_contains(name);
  if (value == nullptr || !value->is_string()) return otherwise;
  return value->get_string();
}

std::optional<std::uint32_t> number(const boost::json::object& ask, std::string_view name) {
  return studio::numberIn(ask, name);
}

std::string_view lastName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

class AssetSink final : public BodySink {
 public:
  AssetSink(studio::Studio& studio, studio::Intent intent)
      : studio_(studio), intent_(std::move(intent)), writer_(studio.vault().spool()) {}

  void write(std::span<const std::byte> bytes) override { writer_.write(bytes); }

  Answer finish() override {
    const auto arrival = studio_.intake().add(writer_.finish(), std::move(intent_));
    boost::json::object told{{"id", arrival.id.text()}, {"duplicate", arrival.duplicate}};
    if (!arrival.unreadable.empty()) told["unreadable"] = arrival.unreadable;
    auto answer = Answer::json(json::toText(told), arrival.duplicate ? 200 : 201);
    answer.headers.add("Location", fmt::format("/api/v1/assets/{}", arrival.id.text()));
    return answer;
  }

 private:
  studio::Studio& studio_;
  studio::Intent intent_;
  vault::SpoolWriter writer_;
};

}  // namespace

Answer originalOf(studio::Studio& studio, const boost::json::object& ask) {
  const auto id = studio::assetNamed(text(ask, "id"));
  const auto detail = studio.catalog().detail(id);
  if (!detail) throw studio::noSuchAsset(id.text());
  const auto version = number(ask, "version");
  const auto path = studio.vault().originalPath(id, version);
  Answer answer;
  // A version is never changed, so its number names its bytes as well as their digest does.
  answer.etag = version ? fmt::format("\"{}-{}\"", id.text(), *version)
                        : fmt::format("\"{}\"", detail->description.digest.hex());
  const bool newest = !version || *version == detail->summary.version;
  answer.type = newest ? detail->summary.mediaType : "application/octet-stream";
  if (answer.type.empty()) answer.type = "application/octet-stream";
  answer.trust = Trust::Foreign;
  const auto fileName = newest ? std::string_view(detail->summary.fileName) : lastName(path);
  answer.headers.add("Content-Disposition", attachment(fileName));
  FileBody body;
  body.file = studio.vault().open(id, path, version);
  body.size = body.file->size();
  answer.body = std::move(body);
  return answer;
}

Answer previewOf(studio::Studio& studio, const boost::json::object& ask) {
  const auto id = studio::assetNamed(text(ask, "id"));
  const auto size = number(ask, "size").value_or(studio::Previews::small);
  const auto format = text(ask, "format", "webp");
  if (size != studio::Previews::small && size != studio::Previews::large) {
    throw Error{Code::InvalidInput, fmt::format("There is no preview of {} pixels.", size),
                "Ask for 320 or 1280.", "size"};
  }
  if (format != "webp" && format != "jpeg") {
    throw Error{Code::InvalidInput, fmt::format("There is no preview as \"{}\".", toUtf8(format)),
                "Ask for webp or jpeg.", "format"};
  }
  auto preview = studio.previews().open(
      id, size, format == "webp" ? studio::PreviewFormat::WebP : studio::PreviewFormat::Jpeg);
  Answer answer;
  answer.type = preview.mediaType;
  answer.etag = preview.etag;
  answer.trust = Trust::Foreign;
  answer.cache = "private, max-age=300, stale-while-revalidate=86400";
  FileBody body;
  body.size = preview.size;
  body.file = std::move(preview.file);
  answer.body = std::move(body);
  return answer;
}

Answer waveformOf(studio::Studio& studio, const boost::json::object& ask) {
  const auto id = studio::assetNamed(text(ask, "id"));
  const auto waveform = studio.previews().waveform(id);
  if (!waveform) {
    throw Error{Code::NotFound, "This asset has no sound to draw.",
                "Waveforms are made of audio and video."};
  }
  boost::json::array peaks;
  peaks.reserve(waveform->peaks.size());
  for (const auto peak : waveform->peaks) peaks.emplace_back(std::int64_t{peak});
  return Answer::json(json::toText(boost::json::object{
      {"peaks", std::move(peaks)}, {"seconds_per_peak", waveform->secondsPerPeak}}));
}

std::unique_ptr<BodySink> receiveAsset(studio::Studio& studio, const access::Caller& caller,
                                       const boost::json::object& ask) {
  studio::Intent intent;
  intent.fileName = text(ask, "name");
  if (trim(intent.fileName).empty()) {
    throw Error{Code::InvalidInput, "The file has no name.",
                "Nothing was brought in. Say what it is called as ?name=.", "name"};
  }
  if (const auto group = text(ask, "collection"); !group.empty()) {
    intent.collection = studio::collectionNamed(studio, group);
  }
  intent.caller = caller;
  return std::make_unique<AssetSink>(studio, std::move(intent));
}

}  // namespace atelier::http
