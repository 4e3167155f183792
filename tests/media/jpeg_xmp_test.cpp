#include "media/exiv2/jpeg_xmp.h"

#include "tests/media/corpus.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::media::exiv2 {
namespace {

using testing::HasSubstr;

const std::string header{"http://ns.adobe.com/xap/1.0/\0", 29};
const std::string guid = "0123456789ABCDEF0123456789ABCDEF";

std::string number(std::size_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

std::string segment(const std::string& body, char marker = '\xE1') {
  return std::string("\xFF") + marker + number(body.size() + 2, 2) + body;
}

std::string extended(std::size_t length, std::size_t offset, const std::string& part) {
  return segment(std::string{"http://ns.adobe.com/xmp/extension/\0", 35} + guid +
                 number(length, 4) + number(offset, 4) + part);
}

JpegXmp read(const std::string& segments) {
  const auto jpeg = "\xFF\xD8" + segments + "\xFF\xDA";
  return jpegXmp(std::as_bytes(std::span(jpeg)));
}

std::string utf16(std::u16string_view text, bool littleEndian) {
  std::string bytes;
  for (const char16_t unit : text) {
    const auto high = static_cast<char>(unit >> 8);
    const auto low = static_cast<char>(unit & 0xFF);
    bytes += littleEndian ? std::string{low, high} : std::string{high, low};
  }
  return bytes;
}

TEST(JpegXmpPacket, IsFoundBehindOtherSegments) {
  EXPECT_EQ(read(segment("JFIF", '\xE0') + segment("Exif") + segment(header + "<x/>")).packet,
            "<x/>");
  EXPECT_EQ(read(segment("Exif")).packet, "");
}

TEST(JpegXmpPacket, MayHaveASpaceBeforeTheEndOfItsHeader) {
  auto wrong = header;
  wrong.insert(wrong.size() - 1, " ");
  EXPECT_EQ(read(segment(wrong + "<x/>")).packet, "<x/>");
}

TEST(JpegXmpPacket, IsReadInEveryEncoding) {
  constexpr std::u16string_view text = u"<x>\u00E4\u5915\U0001F600</x>";
  const std::string same = "<x>\u00E4\u5915\U0001F600</x>";
  for (const bool littleEndian : {false, true}) {
    EXPECT_EQ(read(segment(header + utf16(text, littleEndian))).packet, same);
    EXPECT_EQ(
        read(segment(header + utf16(u"\uFEFF", littleEndian) + utf16(text, littleEndian))).packet,
        same);
  }
  EXPECT_EQ(read(segment(header + utf16(u"<\xD800x", false))).packet, "<\uFFFDx");
}

TEST(JpegXmpPacket, GoesOnInPartsInAnyOrder) {
  const auto packet = segment(header + "<x>" + guid + "</x>");
  const auto second = extended(10, 6, "6789");
  const auto first = extended(10, 0, "012345");
  EXPECT_EQ(read(second + packet + first).extension, "0123456789");
  EXPECT_EQ(read(packet + first).extension, "") << "a part is missing";
  EXPECT_EQ(read(segment(header + "<x/>") + first + second).extension, "") << "not of this packet";
  EXPECT_EQ(read(packet + extended(10, 6, "56789")).extension, "") << "beyond its end";
}

TEST(JpegXmpPacket, EndsWithTheBytes) {
  const auto whole = "\xFF\xD8" + segment(header + "<x/>") + extended(4, 0, "abcd");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string cut(whole, 0, size);  // a heap block of its own: a sanitizer sees its end
    jpegXmp(std::as_bytes(std::span(cut)));
  }
}

TEST(JpegXmpPacket, HasTheExtensionThatAnotherProgramWrote) {
  if (test::corpus().empty()) GTEST_SKIP() << "the corpus is not here";
  std::ostringstream bytes;
  bytes << std::ifstream(test::corpusPath("photos/exiftool_ExtendedXMP.jpg"), std::ios::binary)
               .rdbuf();
  const auto jpeg = bytes.str();
  EXPECT_THAT(jpegXmp(std::as_bytes(std::span(jpeg))).extension,
              HasSubstr("<pdf:Title>PDF Title</pdf:Title>"));
}

}  // namespace
}  // namespace atelier::media::exiv2
