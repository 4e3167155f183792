#include "base/clock.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace atelier {

namespace {

using std::chrono::milliseconds;

Timestamp at(std::int64_t millis) { return Timestamp{milliseconds{millis}}; }

TEST(Rfc3339, WritesMillisecondsInUtc) {
  EXPECT_EQ(toRfc3339(at(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(toRfc3339(at(1'790'000'000'125)), "2026-09-21T14:13:20.125Z");
  EXPECT_EQ(toRfc3339(at(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsWhatItWrote) {
  SeededRandom random{9};
  for (int i = 0; i < 2000; ++i) {
    const auto time =
        at(static_cast<std::int64_t>(random.below(8'000'000'000'000)) - 2'000'000'000'000);
    EXPECT_EQ(fromRfc3339(toRfc3339(time)), time) << toRfc3339(time);
  }
}

TEST(Rfc3339, UnderstandsOffsets) {
  const auto noon = fromRfc3339("2026-11-23T12:00:00Z");
  ASSERT_TRUE(noon);
  EXPECT_EQ(fromRfc3339("2026-11-23T13:00:00+01:00"), noon);
  EXPECT_EQ(fromRfc3339("2026-11-23T06:30:00-05:30"), noon);
  EXPECT_EQ(fromRfc3339("2026-11-23t12:00:00z"), noon);
  EXPECT_EQ(fromRfc3339("2026-11-23 12:00:00.000000000Z"), noon);
}

TEST(Rfc3339, CutsFractionsAtMilliseconds) {
  const auto second = *fromRfc3339("2026-11-23T12:00:00Z");
  EXPECT_EQ(fromRfc3339("2026-11-23T12:00:00.5Z"), second + milliseconds{500});
  EXPECT_EQ(fromRfc3339("2026-11-23T12:00:00.1239Z"), second + milliseconds{123});
}

TEST(Rfc3339, RefusesWhatIsNoMoment) {
  for (const auto* text :
       {"", "2026", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23T12:00Z",
        "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z", "2026-00-01T12:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T12:60:00Z", "2026-11-23T12:00:61Z",
        "2026-11-23T12:00:00.Z", "2026-11-23T12:00:00Zx", "2026-11-23T12:00:00+1:00",
        "2026-11-23T12:00:00+24:00", "2026-11-23T12:00:00+01:60", "+026-11-23T12:00:00Z"}) {
    EXPECT_FALSE(fromRfc3339(text)) << text;
  }
}

TEST(Rfc3339, KnowsLeapDays) {
  EXPECT_TRUE(fromRfc3339("2028-02-29T00:00:00Z"));
  EXPECT_FALSE(fromRfc3339("2026-02-29T00:00:00Z"));
}

TEST(ManualClock, KeepsElapsedTimeOutOfJumps) {
  ManualClock clock;
  const auto start = clock.now();
  clock.advance(milliseconds{1500});
  EXPECT_EQ(clock.now() - start, milliseconds{1500});
  clock.jumpTo(start - std::chrono::hours{2});
  EXPECT_EQ(clock.elapsed(), milliseconds{1500});
}

TEST(SystemClock, MovesForward) {
  const SystemClock clock;
  const auto first = clock.elapsed();
  EXPECT_GE(clock.elapsed(), first);
  EXPECT_GT(clock.now(), *fromRfc3339("2026-01-01T00:00:00Z"));
}

}  // namespace

}  // namespace atelier
