#include "base/random.h"

#include <array>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier {

namespace {

/// Gives the bytes that it was made with, to test against known answers.
class Fixed final : public Random {
 public:
  explicit Fixed(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}
  void fill(std::span<std::uint8_t> into) override {
    for (auto& byte : into) byte = bytes_.at(at_++);
  }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

// RFC 4648, section 10, without padding.
TEST(Token, IsBase64UrlOfTheBytes) {
  const auto token = [](std::string_view text) {
    return Fixed({text.begin(), text.end()}).token(text.size());
  };
  EXPECT_EQ(token(""), "");
  EXPECT_EQ(token("f"), "Zg");
  EXPECT_EQ(token("fo"), "Zm8");
  EXPECT_EQ(token("foo"), "Zm9v");
  EXPECT_EQ(token("foob"), "Zm9vYg");
  EXPECT_EQ(Fixed({0xfb, 0xff, 0xbf}).token(3), "-_-_");
}

TEST(Below, StaysBelowAndReachesEverything) {
  SeededRandom random{1};
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 2000; ++i) {
    const auto value = random.below(17);
    ASSERT_LT(value, 17U);
    seen.insert(value);
  }
  EXPECT_EQ(seen.size(), 17U);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Below, IsEven) {
  SeededRandom random{2};
  std::array<int, 10> counts{};
  for (int i = 0; i < 100'000; ++i) ++counts[random.below(10)];
  for (const auto count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(Below, DrawsAgainInsteadOfFavouringSmallNumbers) {
  std::vector<std::uint8_t> bytes(8, 0xff);  // in the last, incomplete round of ten
  bytes.resize(16, 0);
  EXPECT_EQ(Fixed(bytes).below(10), 0U);
}

TEST(SeededRandom, ReplaysFromItsSeed) {
  SeededRandom first{42};
  SeededRandom second{42};
  SeededRandom other{43};
  const auto token = first.token(64);
  EXPECT_EQ(second.token(64), token);
  EXPECT_NE(other.token(64), token);
}

TEST(SystemRandom, NeverRepeatsItself) {
  SystemRandom random;
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) tokens.insert(random.token(16));
  EXPECT_EQ(tokens.size(), 1000U);
}

}  // namespace

}  // namespace atelier
