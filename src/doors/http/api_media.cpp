#include "doors/http/api_media.h"

#include "base/json/text.h"
#include "base/text.h"
#include "doors/http/url.h"
#include "studio/drawings.h"
#include "studio/intake.h"
#include "studio/operations/views.h"
#include "studio/previews.h"
#include "studio/studio.h"
#include "studio/versions.h"
#include "vault/vault.h"

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

/// Spools the body; what becomes of it is said by the one who finishes.
class FileSink : public BodySink {
 public:
  FileSink(studio::Studio& studio, studio::Intent intent)
      : studio_(studio), intent_(std::move(intent)), writer_(studio.vault().spool()) {}

  void write(std::span<const std::byte> bytes) override { writer_.write(bytes); }

 protected:
  studio::Studio& studio_;
  studio::Intent intent_;
  vault::SpoolWriter writer_;
};

class AssetSink final : public FileSink {
 public:
  using FileSink::FileSink;

  Answer finish() override {
    const auto arrival = studio_.intake().add(writer_.finish(), std::move(intent_));
    boost::json::object told{{"id", arrival.id.text()}, {"duplicate", arrival.duplicate}};
    if (!arrival.unreadable.empty()) told["unreadable"] = arrival.unreadable;
    auto answer = Answer::json(json::toText(told), arrival.duplicate ? 200 : 201);
    answer.headers.add("Location", fmt::format("/api/v1/assets/{}", arrival.id.text()));
    return answer;
  }
};

class VersionSink final : public FileSink {
 public:
  VersionSink(studio::Studio& studio, AssetId id, studio::Intent intent)
      : FileSink(studio, std::move(intent)), id_(id) {}

  Answer finish() override {
    const auto revised = studio_.intake().revise(id_, writer_.finish(), intent_);
    return Answer::json(json::toText(studio::revisedView(revised)));
  }

 private:
  AssetId id_;
};

/// What is asked for by its version never changes; the newest may be another in a minute.
constexpr std::string_view newestPreview = "private, max-age=300, stale-while-revalidate=86400";
constexpr std::string_view oneVersion = "private, max-age=31536000, immutable";
constexpr std::string_view askAgain = "private, no-cache";

Answer made(studio::PreviewFile preview, std::string_view cache) {
  Answer answer;
  answer.type = preview.mediaType;
  answer.etag = preview.etag;
  answer.trust = Trust::Foreign;
  answer.cache = cache;
  FileBody body;
  body.size = preview.size;
  body.file = std::move(preview.file);
  answer.body = std::move(body);
  return answer;
}

Answer drawn(studio::Drawing drawing) {
  if (auto* file = std::get_if<studio::PreviewFile>(&drawing))
    return made(std::move(*file), askAgain);
  const auto& making = std::get<studio::Making>(drawing);
  auto answer = Answer::json(json::toText(boost::json::object{{"done", making.done}}), 202);
  answer.cache = "no-store";
  answer.headers.add("Retry-After", "1");
  return answer;
}

}  // namespace

Answer originalOf(studio::Studio& studio, const boost::json::object& ask) {
  const auto version =
      studio::versionOf(studio, studio::assetNamed(text(ask, "id")), number(ask, "version"));
  const auto& description = version.description;
  Answer answer;
  answer.etag = fmt::format("\"{}\"", description.digest.hex());
  answer.type = description.technical.mediaType;
  if (answer.type.empty()) answer.type = "application/octet-stream";
  answer.trust = Trust::Foreign;
  answer.headers.add("Content-Disposition", attachment(description.fileName));
  FileBody body;
  body.file = studio::openOriginal(studio, version);
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
  const auto version = number(ask, "version");
  auto preview = studio.previews().open(
      id, size, format == "webp" ? studio::PreviewFormat::WebP : studio::PreviewFormat::Jpeg,
      version);
  return made(std::move(preview), version ? oneVersion : newestPreview);
}

Answer peaksOf(studio::Studio& studio, const boost::json::object& ask,
               std::chrono::milliseconds patience) {
  return drawn(studio.drawings().peaks(studio::assetNamed(text(ask, "id")), patience));
}

Answer storyboardSheetOf(studio::Studio& studio, const boost::json::object& ask,
                         std::chrono::milliseconds patience) {
  return drawn(studio.drawings().sheet(studio::assetNamed(text(ask, "id")), patience));
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

std::unique_ptr<BodySink> receiveVersion(studio::Studio& studio, const access::Caller& caller,
                                         const boost::json::object& ask) {
  const auto id = studio::assetNamed(text(ask, "id"));
  studio::versionOf(studio, id);  // nobody sends a film to an asset that is not there
  studio::Intent intent;
  intent.fileName = text(ask, "name");
  intent.caller = caller;
  return std::make_unique<VersionSink>(studio, id, std::move(intent));
}

}  // namespace atelier::http
