#include "base/id.h"

#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace atelier {

namespace {

TEST(Uuid, ComesBackFromItsText) {
  SeededRandom random{3};
  for (int i = 0; i < 500; ++i) {
    Uuid id;
    random.fill(id.bytes);
    EXPECT_EQ(Uuid::parse(id.text()), id);
  }
}

TEST(Uuid, IsReadInEitherCase) {
  const auto lower = Uuid::parse("019a0f3e-8c1d-7abc-9def-0123456789ab");
  ASSERT_TRUE(lower);
  EXPECT_EQ(Uuid::parse("019A0F3E-8C1D-7ABC-9DEF-0123456789AB"), lower);
  EXPECT_EQ(lower->text(), "019a0f3e-8c1d-7abc-9def-0123456789ab");
}

TEST(Uuid, IsNothingElse) {
  for (const auto* text :
       {"", "019a0f3e8c1d7abc9def0123456789ab", "019a0f3e-8c1d-7abc-9def-0123456789a",
        "019a0f3e-8c1d-7abc-9def-0123456789abc", "019a0f3e-8c1d-7abc-9def-0123456789ag",
        "019a0f3e-8c1d-7abc-9def_0123456789ab", "{19a0f3e-8c1d-7abc-9def-0123456789a}",
        "-19a0f3e-8c1d-7abc-9def-0123456789ab"}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}

class IdMakerTest : public testing::Test {
 protected:
  ManualClock clock_;
  SeededRandom random_{5};
  IdMaker maker_{clock_, random_};
};

// RFC 9562, 5.7: 48 bits of time, version 7, variant 10.
TEST_F(IdMakerTest, WritesTheTimeTheVersionAndTheVariantWhereTheyBelong) {
  const auto id = maker_.make();
  std::uint64_t millis = 0;
  for (std::size_t i = 0; i < 6; ++i) millis = millis << 8 | id.bytes[i];
  EXPECT_EQ(millis, static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
  EXPECT_EQ(id.bytes[6] >> 4, 7);
  EXPECT_EQ(id.bytes[8] >> 6, 2);
}

TEST_F(IdMakerTest, AlwaysGrowsWhileTheClockStandsStill) {
  auto last = maker_.make();
  for (int i = 0; i < 20'000; ++i) {  // more than the 4,096 of one millisecond
    const auto next = maker_.make();
    ASSERT_LT(last, next) << i;
    last = next;
  }
}

TEST_F(IdMakerTest, AlwaysGrowsWhenTheClockJumpsBack) {
  const auto before = maker_.make();
  clock_.jumpTo(clock_.now() - std::chrono::hours{24 * 365});
  EXPECT_LT(before, maker_.make());
}

TEST_F(IdMakerTest, SortsByTimeAgainOnceTheClockGoesOn) {
  const auto before = maker_.make();
  clock_.advance(std::chrono::milliseconds{50});
  const auto after = maker_.make();
  EXPECT_LT(before.text(), after.text());
}

TEST_F(IdMakerTest, NeverGivesTwoThreadsTheSame) {
  std::vector<std::vector<Uuid>> made(4);
  std::vector<std::jthread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) mine.push_back(maker_.make());
    });
  }
  threads.clear();
  std::set<Uuid> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 20'000U);
}

}  // namespace

}  // namespace atelier
