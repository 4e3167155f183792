#include "base/side_by_side.h"

#include "base/error.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include <gtest/gtest.h>

namespace atelier {

namespace {

TEST(SideBySide, DoesEachThingOnce) {
  for (const std::size_t count : {0U, 1U, 7U, 8U, 1000U}) {
    std::vector<std::atomic<int>> done(count);
    sideBySide(count, [&](std::size_t at) { ++done[at]; });
    EXPECT_TRUE(std::ranges::all_of(done, [](const auto& times) { return times == 1; })) << count;
  }
}

TEST(SideBySide, GivesTheFirstExceptionToTheCaller) {
  std::atomic<int> begun = 0;
  EXPECT_THROW(sideBySide(100'000,
                          [&](std::size_t) {
                            ++begun;
                            throw Error{Code::Io, "The disk failed."};
                          }),
               Error);
  EXPECT_LT(begun, 100'000);
}

}  // namespace

}  // namespace atelier
