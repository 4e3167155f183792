#include "media/examine.h"

#include "base/error.h"
#include "media/documents/documents.h"
#include "media/exiv2/picture_fields.h"
#include "media/ffmpeg/peaks.h"
#include "media/ffmpeg/streams.h"
#include "media/ffmpeg/tiles.h"
#include "media/heif/still.h"
#include "media/poppler/pdf.h"
#include "media/raw/sensor.h"
#include "media/sniff.h"
#include "media/taglib/sound_tags.h"
#include "media/text/words.h"
#include "media/vips/fonts.h"
#include "media/vips/picture.h"

#include <unistd.h>

namespace atelier::media {

namespace {

using metadata::Kind;

Sniffed sniffed(const Source& source) {
  auto head = source.bytes();
  std::vector<std::byte> buffer;
  if (head.empty()) {  // too large to be mapped
    buffer.resize(sniffBytes);
    const auto got = ::pread(source.fd(), buffer.data(), buffer.size(), 0);
    buffer.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    head = buffer;
  }
  return sniff(head.first(std::min(head.size(), sniffBytes)), source.name());
}

void take(vips::Picture picture, Examined& result, bool sizeCounts) {
  auto& technical = result.inspected.technical;
  if (sizeCounts || !technical.width) {
    technical.width = picture.width;
    technical.height = picture.height;
  }
  if (picture.orientation) technical.orientation = picture.orientation;
  if (picture.pages && !technical.pages) technical.pages = picture.pages;
  if (picture.thumbHash.empty()) return;  // only the header was read
  technical.perceptualHash = picture.perceptualHash;
  technical.thumbHash = std::move(picture.thumbHash);
  technical.colour = std::move(picture.colour);
  result.previews = std::move(picture.previews);
}

/// A picture that only stands for the work, such as a cover: its size is not the work's, and a
/// broken one is no reason to call the work unreadable.
void takeCover(const std::optional<std::string>& cover, const std::vector<PreviewRequest>& requests,
               Examined& result) {
  if (!cover) return;
  try {
    auto picture = vips::fromMemory(*cover, requests);
    picture.orientation.reset();
    picture.pages.reset();
    const auto width = result.inspected.technical.width;
    const auto height = result.inspected.technical.height;
    take(std::move(picture), result, false);
    result.inspected.technical.width = width;
    result.inspected.technical.height = height;
  } catch (const Error&) {
  }
}

/// A camera's own preview is developed by the camera. Only without one the sensor's data are
/// developed here.
void examineRaw(const Source& source, const std::vector<PreviewRequest>& requests,
                Examined& result) {
  exiv2::readFields(source, result.inspected);
  raw::readFields(source, result.inspected);
  if (requests.empty()) return;
  constexpr std::uint32_t enough = 640;
  const auto orientation = result.inspected.technical.orientation;
  if (const auto preview = exiv2::embeddedPreview(source)) {
    try {
      auto picture = vips::fromMemory(*preview, requests, orientation.value_or(1));
      picture.orientation = orientation;
      if (std::max(picture.width, picture.height) >= enough)
        return take(std::move(picture), result, false);
    } catch (const Error&) {
      // A preview that was cut out: the sensor's data may still be there.
    }
  }
  take(vips::fromPixels(raw::developed(source), requests), result, false);
}

/// For the formats that libvips does not know, or not in every form.
std::optional<Pixels> otherwiseDecoded(const Source& source, std::string_view mediaType) {
  if (mediaType == "image/avif" || mediaType.starts_with("image/hei"))
    return heif::primaryPicture(source);
  if (mediaType == "image/vnd.adobe.photoshop" || mediaType == "image/x-sgi")
    return ffmpeg::firstFrame(source);
  return std::nullopt;
}

void examineImage(const Source& source, const std::vector<PreviewRequest>& requests,
                  Examined& result) {
  exiv2::readFields(source, result.inspected);
  auto& technical = result.inspected.technical;
  try {
    take(requests.empty() ? vips::headerOf(source) : vips::fromSource(source, requests), result,
         true);
    return;
  } catch (const Error&) {
    // What EXIF says of the size may be of another picture, from which this one was made.
    std::optional<Pixels> pixels;
    try {
      pixels = otherwiseDecoded(source, technical.mediaType);
    } catch (const Error&) {
      pixels.reset();
    }
    if (!pixels) throw;
    take(vips::fromPixels(*pixels, requests), result, true);
    technical.orientation.reset();  // these are upright
  }
}

void examineFilm(const Source& source, const std::vector<PreviewRequest>& requests,
                 Examined& result) {
  ffmpeg::readStreams(source, result.inspected);
  if (result.inspected.technical.kind == Kind::Audio) {
    taglib::readTags(source, result.inspected);
    if (requests.empty()) return;
    takeCover(taglib::cover(source), requests, result);
  } else if (requests.empty()) {
    return;
  } else if (const auto frame = ffmpeg::firstFrame(source)) {
    take(vips::fromPixels(*frame, requests), result, false);
  }
}

void examineSound(const Source& source, const std::vector<PreviewRequest>& requests,
                  Examined& result) {
  taglib::readTags(source, result.inspected);
  examineFilm(source, requests, result);
}

void examinePdf(const Source& source, const std::vector<PreviewRequest>& requests,
                Examined& result) {
  poppler::readPdf(source, result.inspected);
  if (requests.empty()) return;
  take(vips::fromSource(source, requests), result, false);
  result.inspected.technical.width.reset();  // paper has no pixels
  result.inspected.technical.height.reset();
}

void examinePackage(const Source& source, const std::vector<PreviewRequest>& requests,
                    Examined& result) {
  documents::readDocument(source, result.inspected);
  if (requests.empty()) return;
  takeCover(documents::cover(source, result.inspected.technical.mediaType), requests, result);
}

/// A ZIP whose first bytes did not tell: the names in it do, and they can be searched for.
void examineZip(const Source& source, const std::vector<PreviewRequest>& requests,
                Examined& result) {
  const auto contents = documents::listPackage(source);
  if (contents.mediaType.empty()) {
    result.inspected.text = contents.names;
    return;
  }
  result.inspected.technical.kind = Kind::Document;
  result.inspected.technical.mediaType = contents.mediaType;
  examinePackage(source, requests, result);
}

/// What is inside of this format, by the hands that know it.
void look(const Source& source, const Sniffed& type, const std::vector<PreviewRequest>& requests,
          Examined& result) {
  switch (type.kind) {
    case Kind::Image:
      return type.raw ? examineRaw(source, requests, result)
                      : examineImage(source, requests, result);
    case Kind::Video:
      return examineFilm(source, requests, result);
    case Kind::Audio:
      return examineSound(source, requests, result);
    case Kind::Document:
      return type.mediaType == "application/pdf" ? examinePdf(source, requests, result)
                                                 : examinePackage(source, requests, result);
    case Kind::Text:
      return text::readText(source, result.inspected);
    case Kind::Archive:
      if (type.mediaType == "application/zip") examineZip(source, requests, result);
      return;
    case Kind::Font:
    case Kind::Other:
      return;
  }
}

}  // namespace

void warmUp() {
  vips::warmUp();
  fonts::warmUp();
  exiv2::warmUp();
  ffmpeg::warmUp();
}

Examined examineHere(const Source& source, const std::vector<PreviewRequest>& previews) {
  Examined result;
  const auto type = sniffed(source);
  result.inspected.technical.kind = type.kind;
  result.inspected.technical.mediaType = type.mediaType;
  try {
    look(source, type, previews, result);
  } catch (const Error& error) {
    result.inspected.unreadable = error.message;
  } catch (const std::bad_alloc&) {
    result.inspected.unreadable = "decoding it would need too much memory";
  } catch (const std::exception& problem) {
    result.inspected.unreadable = problem.what();
  }
  return result;
}

std::optional<SoundLength> peaksHere(const Source& source, const Piece& tell) {
  return ffmpeg::peaks(source, tell);
}

std::string storyboardHere(const Source& source, const Storyboard& board, const Piece& tell) {
  return vips::encoded(ffmpeg::storyboard(source, board, tell), PreviewFormat::WebP);
}

}  // namespace atelier::media
