#include "base/digest.h"

#include "base/random.h"

#include <string>
#include <unordered_set>

#include <gtest/gtest.h>

namespace atelier {

namespace {

// FIPS 180-4's examples, and the digest of nothing.
TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ(Sha256::of("").hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256::of("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256::of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256::of(std::string(1'000'000, 'a')).hex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, GivesTheSameHoweverTheBytesArrive) {
  SeededRandom random{11};
  for (int round = 0; round < 200; ++round) {
    const auto text = random.token(random.below(2000));
    Sha256 hash;
    for (std::size_t at = 0; at < text.size();) {
      const auto piece = std::string_view(text).substr(at, 1 + random.below(300));
      hash.update(piece);
      at += piece.size();
    }
    EXPECT_EQ(hash.finish(), Sha256::of(text));
  }
}

TEST(Sha256, StartsAnewAfterItsEnd) {
  Sha256 hash;
  hash.update("something");
  hash.finish();
  hash.update("abc");
  EXPECT_EQ(hash.finish(), Sha256::of("abc"));
}

TEST(Digest, ComesBackFromItsDigits) {
  const auto digest = Sha256::of("a photo");
  EXPECT_EQ(Digest::fromHex(digest.hex()), digest);
  auto upper = digest.hex();
  for (auto& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(Digest::fromHex(upper), digest);
}

TEST(Digest, IsNothingButSixtyFourDigits) {
  const auto good = Sha256::of("x").hex();
  EXPECT_FALSE(Digest::fromHex(""));
  EXPECT_FALSE(Digest::fromHex(good.substr(1)));
  EXPECT_FALSE(Digest::fromHex(good + "0"));
  for (const char wrong : {'g', ' ', '-', '/', ':', '@', '`', '\0'}) {
    auto text = good;
    text[40] = wrong;
    EXPECT_FALSE(Digest::fromHex(text)) << wrong;
  }
}

TEST(Digest, SpreadsOverAHashTable) {
  std::unordered_set<std::size_t> values;
  for (int i = 0; i < 1000; ++i) {
    values.insert(std::hash<Digest>{}(Sha256::of(std::to_string(i))));
  }
  EXPECT_EQ(values.size(), 1000U);
}

}  // namespace

}  // namespace atelier
