#include "access/rate_limit.h"
#include "base/random.h"

#include <gtest/gtest.h>

namespace atelier::access {
namespace {

using namespace std::chrono_literals;

void useUp(RateLimit& limit, std::string_view key) {
  for (int i = 0; i < RateLimit::burst; ++i) ASSERT_EQ(limit.take(key), std::nullopt) << i;
}

TEST(RateLimit, LetsTenTriesThroughAndThenSaysHowLongToWait) {
  ManualClock clock;
  RateLimit limit{clock};
  useUp(limit, "a");
  EXPECT_EQ(limit.take("a"), 6s);
  clock.advance(4s);
  EXPECT_EQ(limit.take("a"), 2s);
}

TEST(RateLimit, WaitsTwiceAsLongEachTimeUpToAQuarterOfAnHour) {
  ManualClock clock;
  RateLimit limit{clock};
  useUp(limit, "a");
  for (auto expected : {6s, 12s, 24s, 48s, 96s, 192s, 384s, 768s, 900s, 900s}) {
    ASSERT_EQ(limit.take("a"), expected);
    clock.advance(expected);
    ASSERT_EQ(limit.take("a"), std::nullopt);
  }
}

TEST(RateLimit, RefillsWhoNeverHadToWait) {
  ManualClock clock;
  RateLimit limit{clock};
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(limit.take("a"), std::nullopt) << i;
    clock.advance(6s);
  }
}

TEST(RateLimit, LetsAGuesserTryAboutAHundredTimesADay) {
  ManualClock clock;
  RateLimit limit{clock};
  int tries = 0;
  for (auto end = clock.elapsed() + 24h; clock.elapsed() < end; clock.advance(1s)) {
    if (!limit.take("a")) ++tries;
  }
  EXPECT_GE(tries, 90);
  EXPECT_LE(tries, 125);
}

TEST(RateLimit, ForgetsAfterSuccessAndAfterAQuietHour) {
  ManualClock clock;
  RateLimit limit{clock};
  useUp(limit, "a");
  EXPECT_NE(limit.take("a"), std::nullopt);
  limit.forgive("a");
  useUp(limit, "a");
  EXPECT_EQ(limit.take("a"), 6s);
  clock.advance(6s + 1h);
  useUp(limit, "a");
}

TEST(RateLimit, KeepsKeysApart) {
  ManualClock clock;
  RateLimit limit{clock};
  useUp(limit, "a");
  EXPECT_NE(limit.take("a"), std::nullopt);
  EXPECT_EQ(limit.take("b"), std::nullopt);
}

TEST(RateLimit, IsNotShortenedByMovingTheTimeOfDay) {
  ManualClock clock;
  RateLimit limit{clock};
  useUp(limit, "a");
  EXPECT_EQ(limit.take("a"), 6s);
  clock.jumpTo(clock.now() + 240h);
  EXPECT_EQ(limit.take("a"), 6s);
}

TEST(RateLimit, HoldsNoMoreKeysThanItMayAndRemembersWhoIsWaiting) {
  ManualClock clock;
  RateLimit limit{clock, 1000};
  useUp(limit, "guesser");
  ASSERT_NE(limit.take("guesser"), std::nullopt);
  for (int i = 0; i < 5000; ++i) {
    (void)limit.take("flood" + std::to_string(i));
    ASSERT_LE(limit.size(), 1000U);
  }
  EXPECT_NE(limit.take("guesser"), std::nullopt);
}

TEST(RateLimit, CountsAnIpv6HomeAsOneAddress) {
  EXPECT_EQ(addressKey("2001:db8:1:2:3:4:5:6"), addressKey("2001:db8:1:2::9"));
  EXPECT_NE(addressKey("2001:db8:1:2::9"), addressKey("2001:db8:1:3::9"));
  EXPECT_EQ(addressKey("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(addressKey("192.0.2.7"), "192.0.2.7");
}

}  // namespace
}  // namespace atelier::access
