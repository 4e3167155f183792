#include "media/sniff.h"
#include "tests/media/corpus.h"

#include <array>
#include <filesystem>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::media::test {
namespace {

using metadata::Kind;

/// What every whole file of the corpus with this ending is.
const std::map<std::string, std::string> typeOf{
    {".aiff", "audio/aiff"},
    {".avif", "image/avif"},
    {".cr2", "image/x-canon-cr2"},
    {".cr3", "image/x-canon-cr3"},
    {".dng", "image/x-adobe-dng"},
    {".epub", "application/epub+zip"},
    {".flac", "audio/flac"},
    {".gif", "image/gif"},
    {".heic", "image/heic"},
    {".html", "text/html"},
    {".jp2", "image/jp2"},
    {".jpf", "image/jp2"},
    {".jpg", "image/jpeg"},
    {".json", "application/json"},
    {".jxl", "image/jxl"},
    {".m4a", "audio/mp4"},
    {".md", "text/markdown"},
    {".mkv", "video/x-matroska"},
    {".mov", "video/quicktime"},
    {".mp3", "audio/mpeg"},
    {".mp4", "video/mp4"},
    {".mpo", "image/jpeg"},
    {".nef", "image/x-nikon-nef"},
    {".odt", "application/vnd.oasis.opendocument.text"},
    {".opus", "audio/opus"},
    {".pdf", "application/pdf"},
    {".png", "image/png"},
    {".psd", "image/vnd.adobe.photoshop"},
    {".raf", "image/x-fuji-raf"},
    {".rw2", "image/x-panasonic-rw2"},
    {".smil", "application/xml"},
    {".srt", "application/x-subrip"},
    {".svg", "image/svg+xml"},
    {".tif", "image/tiff"},
    {".txt", "text/plain"},
    {".vtt", "text/vtt"},
    {".wav", "audio/wav"},
    {".webm", "video/webm"},
    {".webp", "image/webp"},
    {".wma", "audio/x-ms-wma"},
    {".ogg", "audio/ogg"},
    {".xml", "application/xml"},
    {".xmp", "application/rdf+xml"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
};

class MediaType : public testing::TestWithParam<CorpusFile> {};

TEST_P(MediaType, IsToldFromTheBytes) {
  const auto& path = GetParam().path;
  if (path == "feeds/transcript_example.html" || path.starts_with("feeds/feedparser")) {
    EXPECT_EQ(examined(path).inspected.technical.kind,
              Kind::Text);  // a fragment, a comment in front
    return;
  }
  const auto expected = typeOf.find(std::filesystem::path(path).extension());
  ASSERT_NE(expected, typeOf.end()) << "no expectation for " << path;
  EXPECT_EQ(examined(path).inspected.technical.mediaType, expected->second);
}

std::vector<CorpusFile> wholeFiles() {
  std::vector<CorpusFile> files;
  for (const auto& file : corpus()) {
    if (!file.path.starts_with("malformed/")) files.push_back(file);
  }
  return files;
}

INSTANTIATE_TEST_SUITE_P(Corpus, MediaType, testing::ValuesIn(wholeFiles()), nameOf);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(MediaType);

TEST(Sniffing, NeedsNoName) {
  for (const auto& file : wholeFiles()) {
    const auto& technical = examined(file.path).inspected.technical;
    if (technical.kind == Kind::Text || technical.kind == Kind::Audio)
      continue;  // Theora, Opus: see Technical
    EXPECT_NE(technical.kind, Kind::Other) << file.path;
  }
}

TEST(Sniffing, SaysNothingOfNothing) {
  EXPECT_EQ(sniff({}, "holiday.jpg").kind, Kind::Other);
  const std::array zeros{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0}};
  EXPECT_EQ(sniff(zeros, "holiday.jpg").kind, Kind::Other);
}

TEST(Sniffing, CountsSidecarsAndSubtitlesAsText) {
  for (const auto& file : corpus()) {
    const auto extension = std::filesystem::path(file.path).extension();
    if (extension != ".xmp" && extension != ".srt" && extension != ".vtt") continue;
    EXPECT_EQ(examined(file.path).inspected.technical.kind, Kind::Text) << file.path;
    EXPECT_NE(examined(file.path).inspected.text, "") << file.path;
  }
}

/// Files of which no picture or sound can be had, and why.
const std::map<std::string, std::string> withoutContent{
    {"documents/password.pdf", "it is locked by a password"},
    {"formats/exiftool_CanonRaw.cr2", "the picture was cut out of it"},
    {"formats/exiftool_CanonRaw.cr3", "the picture was cut out of it"},
    {"formats/exiftool_DNG.dng", "the picture was cut out of it"},
    {"formats/exiftool_FujiFilm.raf", "the picture was cut out of it"},
    {"formats/exiftool_Nikon.nef", "the picture was cut out of it"},
    {"formats/exiftool_Panasonic.rw2", "the picture was cut out of it"},
};

TEST(Examining, OpensEveryWholeFile) {
  for (const auto& file : wholeFiles()) {
    const auto& reason = examined(file.path).inspected.unreadable;
    EXPECT_EQ(reason.empty(), !withoutContent.contains(file.path)) << file.path << ": " << reason;
  }
}

TEST(Examining, ShowsAPictureOfEveryImageFilmAndPdf) {
  for (const auto& file : wholeFiles()) {
    if (withoutContent.contains(file.path)) continue;
    const auto& we = examined(file.path);
    const auto& technical = we.inspected.technical;
    const bool visible = technical.kind == Kind::Image || technical.kind == Kind::Video ||
                         technical.mediaType == "application/pdf";
    if (!visible) continue;
    ASSERT_EQ(we.previews.size(), 2U) << file.path;
    EXPECT_LE(std::max(we.previews[0].width, we.previews[0].height), 320U) << file.path;
    EXPECT_TRUE(technical.perceptualHash.has_value()) << file.path;
    EXPECT_THAT(technical.thumbHash.size(), testing::AllOf(testing::Gt(5U), testing::Le(40U)))
        << file.path;
  }
}

}  // namespace
}  // namespace atelier::media::test
