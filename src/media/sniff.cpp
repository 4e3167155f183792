#include "media/sniff.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace atelier::media {

namespace {

using metadata::Kind;
using namespace std::string_view_literals;

/// Bytes at a place that say it all.
struct Magic {
  std::size_t offset;
  std::string_view bytes;
  Sniffed is;
};

// Longer and more telling ones first: the first that fits wins.
constexpr std::array magics{
    Magic{0, "\xFF\xD8\xFF"sv, {Kind::Image, "image/jpeg"}},
    Magic{0, "\x89PNG\r\n\x1A\n"sv, {Kind::Image, "image/png"}},
    Magic{0, "GIF87a"sv, {Kind::Image, "image/gif"}},
    Magic{0, "GIF89a"sv, {Kind::Image, "image/gif"}},
    Magic{0, "FUJIFILMCCD-RAW"sv, {Kind::Image, "image/x-fuji-raf", true}},
    Magic{0, "IIU\0"sv, {Kind::Image, "image/x-panasonic-rw2", true}},
    Magic{0, "IIRO"sv, {Kind::Image, "image/x-olympus-orf", true}},
    Magic{0, "8BPS"sv, {Kind::Image, "image/vnd.adobe.photoshop"}},
    Magic{0, "\xFF\x0A"sv, {Kind::Image, "image/jxl"}},
    Magic{0, "\0\0\0\x0CJXL \r\n\x87\n"sv, {Kind::Image, "image/jxl"}},
    Magic{0, "\0\0\0\x0CjP  \r\n\x87\n"sv, {Kind::Image, "image/jp2"}},
    Magic{0, "\xFF\x4F\xFF\x51"sv, {Kind::Image, "image/x-jp2-codestream"}},
    Magic{0, "\x01\xDA"sv, {Kind::Image, "image/x-sgi"}},
    Magic{0, "fLaC"sv, {Kind::Audio, "audio/flac"}},
    Magic{0, "ID3"sv, {Kind::Audio, "audio/mpeg"}},
    Magic{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, {Kind::Audio, "audio/x-ms-wma"}},
    Magic{0, "\x1A\x45\xDF\xA3"sv, {Kind::Video, "video/x-matroska"}},
    Magic{0, "%PDF-"sv, {Kind::Document, "application/pdf"}},
    Magic{0, "\0\x01\0\0\0"sv, {Kind::Font, "font/ttf"}},
    Magic{0, "OTTO"sv, {Kind::Font, "font/otf"}},
    Magic{0, "ttcf"sv, {Kind::Font, "font/collection"}},
    Magic{0, "wOFF"sv, {Kind::Font, "font/woff"}},
    Magic{0, "wOF2"sv, {Kind::Font, "font/woff2"}},
    Magic{0, "7z\xBC\xAF\x27\x1C"sv, {Kind::Archive, "application/x-7z-compressed"}},
    Magic{0, "Rar!\x1A\x07"sv, {Kind::Archive, "application/vnd.rar"}},
    Magic{0, "\x1F\x8B"sv, {Kind::Archive, "application/gzip"}},
    Magic{0, "\xFD\x37zXZ\0"sv, {Kind::Archive, "application/x-xz"}},
    Magic{0, "\x28\xB5\x2F\xFD"sv, {Kind::Archive, "application/zstd"}},
    Magic{257, "ustar"sv, {Kind::Archive, "application/x-tar"}},
};

bool at(std::string_view bytes, std::size_t offset, std::string_view what) {
  return bytes.size() >= offset + what.size() && bytes.substr(offset, what.size()) == what;
}

std::optional<Sniffed> riff(std::string_view bytes) {
  if (at(bytes, 0, "RIFF") || at(bytes, 0, "RF64")) {
    if (at(bytes, 8, "WEBP")) return Sniffed{Kind::Image, "image/webp"};
    if (at(bytes, 8, "WAVE")) return Sniffed{Kind::Audio, "audio/wav"};
    if (at(bytes, 8, "AVI ")) return Sniffed{Kind::Video, "video/x-msvideo"};
  }
  if (at(bytes, 0, "FORM") && (at(bytes, 8, "AIFF") || at(bytes, 8, "AIFC"))) {
    return Sniffed{Kind::Audio, "audio/aiff"};
  }
  return std::nullopt;
}

/// ISO base media (ISO/IEC 14496-12, 4.3): the brands tell what kind.
std::optional<Sniffed> isoMedia(std::string_view bytes) {
  struct Brand {
    std::string_view brand;
    Sniffed is;
  };
  static constexpr std::array brands{Brand{"avif", {Kind::Image, "image/avif"}},
                                     Brand{"avis", {Kind::Image, "image/avif"}},
                                     Brand{"heic", {Kind::Image, "image/heic"}},
                                     Brand{"heix", {Kind::Image, "image/heic"}},
                                     Brand{"hevc", {Kind::Image, "image/heic"}},
                                     Brand{"mif1", {Kind::Image, "image/heif"}},
                                     Brand{"msf1", {Kind::Image, "image/heif"}},
                                     Brand{"crx ", {Kind::Image, "image/x-canon-cr3", true}},
                                     Brand{"M4A ", {Kind::Audio, "audio/mp4"}},
                                     Brand{"M4B ", {Kind::Audio, "audio/mp4"}},
                                     Brand{"qt  ", {Kind::Video, "video/quicktime"}}};
  if (!at(bytes, 4, "ftyp")) {
    const bool old = at(bytes, 4, "moov") || at(bytes, 4, "mdat") || at(bytes, 4, "wide") ||
                     at(bytes, 4, "free");
    return old ? std::optional(Sniffed{Kind::Video, "video/quicktime"}) : std::nullopt;
  }
  const auto main = bytes.substr(8, 4);
  // A generic brand says less than the more special ones beside it.
  const auto listed = bytes.substr(0, std::min<std::size_t>(bytes.size(), 64));
  if (main == "mif1" || main == "msf1") {
    if (listed.find("avif", 16) != std::string_view::npos)
      return Sniffed{Kind::Image, "image/avif"};
    if (listed.find("heic", 16) != std::string_view::npos)
      return Sniffed{Kind::Image, "image/heic"};
  }
  for (const auto& each : brands) {
    if (main == each.brand) return each.is;
  }
  return Sniffed{Kind::Video, "video/mp4"};
}

std::optional<Sniffed> tiff(std::string_view bytes) {
  const bool little = at(bytes, 0, "II*\0"sv) || at(bytes, 0, "II+\0"sv);
  if (!little && !at(bytes, 0, "MM\0*"sv) && !at(bytes, 0, "MM\0+"sv)) return std::nullopt;
  if (at(bytes, 8, "CR\x02")) return Sniffed{Kind::Image, "image/x-canon-cr2", true};
  const auto start = bytes.substr(0, std::min<std::size_t>(bytes.size(), 4096));
  // DNGVersion (tag 50706) stands in the first directory.
  const auto tag = little ? "\x12\xC6\x01\0"sv : "\xC6\x12\0\x01"sv;
  if (start.find(tag) != std::string_view::npos)
    return Sniffed{Kind::Image, "image/x-adobe-dng", true};
  if (start.find("NIKON CORPORATION") != std::string_view::npos) {
    return Sniffed{Kind::Image, "image/x-nikon-nef", true};
  }
  if (start.find("SONY") != std::string_view::npos && start.find("ARW") != std::string_view::npos) {
    return Sniffed{Kind::Image, "image/x-sony-arw", true};
  }
  return Sniffed{Kind::Image, "image/tiff"};
}

std::optional<Sniffed> ogg(std::string_view bytes) {
  if (!at(bytes, 0, "OggS")) return std::nullopt;
  const auto start = bytes.substr(0, std::min<std::size_t>(bytes.size(), 512));
  if (start.find("OpusHead") != std::string_view::npos) return Sniffed{Kind::Audio, "audio/opus"};
  if (start.find("\x80theora") != std::string_view::npos) return Sniffed{Kind::Video, "video/ogg"};
  return Sniffed{Kind::Audio, "audio/ogg"};
}

std::optional<Sniffed> zip(std::string_view bytes) {
  if (!at(bytes, 0, "PK\x03\x04") && !at(bytes, 0, "PK\x05\x06")) return std::nullopt;
  struct Inner {
    std::string_view mark;
    std::string_view type;
  };
  static constexpr std::array inners{
      Inner{"mimetypeapplication/epub+zip", "application/epub+zip"},
      Inner{"mimetypeapplication/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.text"},
      Inner{"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      Inner{"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      Inner{"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
  for (const auto& inner : inners) {
    if (bytes.find(inner.mark) != std::string_view::npos)
      return Sniffed{Kind::Document, inner.type};
  }
  return Sniffed{Kind::Archive, "application/zip"};
}

/// MPEG audio without a tag in front: a frame header (ISO/IEC 11172-3, 2.4.1.3) with no reserved
/// values.
bool mpegAudio(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  const auto b = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  return b(0) == 0xFF && (b(1) & 0xE0) == 0xE0 && (b(1) & 0x18) != 0x08 && (b(1) & 0x06) != 0 &&
         (b(2) & 0xF0) != 0xF0 && (b(2) & 0x0C) != 0x0C;
}

bool looksLikeText(std::string_view bytes) {
  if (bytes.empty()) return false;
  if (at(bytes, 0, "\xFF\xFE"sv) || at(bytes, 0, "\xFE\xFF"sv)) return true;
  const auto whole = cutUtf8(bytes, bytes.size() - std::min<std::size_t>(bytes.size(), 4));
  return isUtf8(whole) && std::ranges::none_of(bytes, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' &&
                  c != '\f';
         });
}

Sniffed textKind(std::string_view bytes, std::string_view fileName) {
  auto start = lowerAscii(bytes.substr(0, std::min<std::size_t>(bytes.size(), 1024)));
  std::erase(start, '\0');  // of UTF-16
  const auto name = lowerAscii(fileName);
  if (start.find("<svg") != std::string::npos) return {Kind::Image, "image/svg+xml"};
  if (bytes.starts_with("WEBVTT")) return {Kind::Text, "text/vtt"};
  if (start.find(" --> ") != std::string::npos) return {Kind::Text, "application/x-subrip"};
  if (start.find("<!doctype html") != std::string::npos ||
      start.find("<html") != std::string::npos) {
    return {Kind::Text, "text/html"};
  }
  if (start.find("<x:xmpmeta") != std::string::npos ||
      start.find("<rdf:rdf") != std::string::npos) {
    return {Kind::Text, "application/rdf+xml"};  // XMP, part 1, 7.3
  }
  const bool markup = trim(start).starts_with('<');
  if (markup && (name.ends_with(".html") || name.ends_with(".htm")))
    return {Kind::Text, "text/html"};
  if (markup && (start.starts_with("<?xml") || start.find(" xmlns") != std::string::npos)) {
    return {Kind::Text, "application/xml"};
  }
  const auto first = trim(start);
  if (name.ends_with(".json") && (first.starts_with('{') || first.starts_with('['))) {
    return {Kind::Text, "application/json"};
  }
  if (name.ends_with(".md") || name.ends_with(".markdown")) return {Kind::Text, "text/markdown"};
  if (name.ends_with(".csv")) return {Kind::Text, "text/csv"};
  return {Kind::Text, "text/plain"};
}

}  // namespace

Sniffed sniff(std::span<const std::byte> head, std::string_view fileName) {
  const std::string_view bytes(reinterpret_cast<const char*>(head.data()), head.size());
  for (const auto& magic : magics) {
    if (!at(bytes, magic.offset, magic.bytes)) continue;
    auto is = magic.is;
    if (is.mediaType == "video/x-matroska" &&
        bytes.substr(0, 64).find("webm") != std::string_view::npos) {
      is.mediaType = "video/webm";
    }
    return is;
  }
  for (const auto family : {&riff, &isoMedia, &tiff, &ogg, &zip}) {
    if (auto found = family(bytes)) return *found;
  }
  if (looksLikeText(bytes)) return textKind(bytes, fileName);
  if (mpegAudio(bytes)) return {Kind::Audio, "audio/mpeg"};
  return {};
}

}  // namespace atelier::media
