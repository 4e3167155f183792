#include "base/pool.h"

#include <atomic>
#include <latch>
#include <set>

#include <gtest/gtest.h>

namespace atelier {

namespace {

TEST(Pool, DoesEverythingThatWasPosted) {
  std::atomic<int> done = 0;
  {
    Pool pool(3, 4);
    for (int i = 0; i < 1000; ++i) pool.post([&] { ++done; });
  }
  EXPECT_EQ(done, 1000);
}

TEST(Pool, WorksOnAsManyThingsAtOnceAsItHasThreads) {
  std::latch allBusy(3);
  Pool pool(3, 3);
  EXPECT_EQ(pool.threads(), 3U);
  for (int i = 0; i < 3; ++i) pool.post([&] { allBusy.arrive_and_wait(); });
  allBusy.wait();  // ends only if three jobs run side by side
}

TEST(Pool, SaysSoWhenItsQueueIsFull) {
  std::latch started(1);
  std::latch goOn(1);
  Pool pool(1, 2);
  pool.post([&] {
    started.count_down();
    goOn.wait();
  });
  started.wait();
  EXPECT_TRUE(pool.tryPost([] {}));
  EXPECT_TRUE(pool.tryPost([] {}));
  EXPECT_FALSE(pool.tryPost([] {}));
  goOn.count_down();
}

TEST(Pool, LetsTheCallerWaitForRoom) {
  std::atomic<int> done = 0;
  std::latch goOn(1);
  {
    Pool pool(1, 1);
    pool.post([&] { goOn.wait(); });
    std::jthread poster([&] {
      for (int i = 0; i < 10; ++i) pool.post([&] { ++done; });
    });
    goOn.count_down();
    poster.join();
  }
  EXPECT_EQ(done, 10);
}

TEST(Pool, FinishesInOrderWithOneThread) {
  std::vector<int> order;
  {
    Pool pool(1, 100);
    for (int i = 0; i < 50; ++i) pool.post([&order, i] { order.push_back(i); });
  }
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(order.size(), 50U);
}

}  // namespace

}  // namespace atelier
