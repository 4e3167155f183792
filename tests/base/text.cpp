#include "base/text.h"

#include "base/random.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier {

namespace {

using testing::ElementsAre;

TEST(Nearest, FindsWhatAHurriedPersonMeant) {
  constexpr std::array<std::string_view, 4> names{"import", "export", "verify", "rebuild"};
  EXPECT_EQ(nearest("improt", names), "import");
  EXPECT_EQ(nearest("veryfi", names), "verify");
  EXPECT_EQ(nearest("REBUILD", names), "rebuild");
}

TEST(Nearest, DoesNotGuessWildly) {
  constexpr std::array<std::string_view, 2> names{"import", "export"};
  EXPECT_EQ(nearest("delete", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(10'000, 'i'), names), std::nullopt);
  EXPECT_EQ(nearest("import", {}), std::nullopt);
}

// Unicode 15, table 3-7.
TEST(Utf8, KnowsWellFormedBytes) {
  for (const auto* text : {"", "plain", "tó", "日本語", "\xF0\x9F\x8E\xA8", "\xEF\xBF\xBF",
                           "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(isUtf8(text)) << text;
  }
}

TEST(Utf8, KnowsIllFormedBytes) {
  for (const auto* bytes : {"\x80", "\xC3", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80",
                            "\xED\xBF\xBF", "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80",
                            "\xF5\x80\x80\x80", "\xFF", "a\xE2\x82", "\xE2z\xAC"}) {
    EXPECT_FALSE(isUtf8(bytes)) << bytes;
  }
}

TEST(Utf8, MakesTextOfAnyBytes) {
  SeededRandom random{4};
  for (int round = 0; round < 2000; ++round) {
    std::string noise(random.below(60), '\0');
    for (auto& c : noise) c = static_cast<char>(random.below(256));
    const auto text = toUtf8(noise);
    EXPECT_TRUE(isUtf8(text));
    EXPECT_EQ(text.find('\0'), std::string::npos);
    if (isUtf8(noise) && noise.find('\0') == std::string::npos) {
      EXPECT_EQ(text, noise);
    }
  }
}

TEST(Utf8, ReplacesEachIllFormedPart) {
  EXPECT_EQ(toUtf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(toUtf8(std::string_view("a\0b", 3)), "ab");
}

TEST(CutUtf8, NeverCutsThroughACharacter) {
  const std::string text = "aé日\xF0\x9F\x8E\xA8z";
  for (std::size_t bytes = 0; bytes <= text.size() + 2; ++bytes) {
    const auto cut = cutUtf8(text, bytes);
    EXPECT_LE(cut.size(), bytes);
    EXPECT_TRUE(isUtf8(cut)) << bytes;
    EXPECT_TRUE(text.starts_with(cut));
  }
  EXPECT_EQ(cutUtf8(text, 100), text);
}

TEST(Trim, TakesSpaceFromBothEnds) {
  EXPECT_EQ(trim(" \t two words\r\n"), "two words");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(LowerAscii, LeavesOtherLettersAlone) { EXPECT_EQ(lowerAscii("ÄBC É"), "Äbc É"); }

TEST(HumanBytes, CountsAsDisksAreSold) {
  EXPECT_EQ(humanBytes(0), "0 B");
  EXPECT_EQ(humanBytes(999), "999 B");
  EXPECT_EQ(humanBytes(1000), "1.0 kB");
  EXPECT_EQ(humanBytes(1'440'000), "1.4 MB");
  EXPECT_EQ(humanBytes(9'960'000), "10 MB");
  EXPECT_EQ(humanBytes(999'600'000), "1.0 GB");
  EXPECT_EQ(humanBytes(123'000'000'000), "123 GB");
  EXPECT_EQ(humanBytes(~std::uint64_t{0}), "18447 PB");
}

}  // namespace

}  // namespace atelier
