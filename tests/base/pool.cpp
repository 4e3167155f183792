#include "base/pool.h"

#include <atomic>
#include <latch>
#include <thread>

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
  for (int i = 0; i < 3; ++i) pool.post([&] { allBusy.arrive_and_wait(); });
  allBusy.wait();  // ends only if three jobs run side by side
  EXPECT_EQ(pool.threads(), 3U);
}

TEST(Pool, MakesNoThreadBeforeThereIsWork) {
  const Pool pool(8, 8);
  EXPECT_EQ(pool.threads(), 0U);
}

TEST(Pool, MakesNoThreadWhileOneIsIdle) {
  Pool pool(8, 8);
  for (int i = 0; i < 50; ++i) {
    std::latch done(1);
    pool.post([&] { done.count_down(); });
    done.wait();
    std::this_thread::sleep_for(std::chrono::milliseconds{1});  // until it is idle again
  }
  EXPECT_LE(pool.threads(), 2U);
}

TEST(Pool, LetsThreadsGoThatHaveNothingToDoAndMakesNewOnes) {
  Pool pool(4, 8, std::chrono::milliseconds{1});
  for (int round = 0; round < 20; ++round) {
    std::latch allBusy(4);
    for (int i = 0; i < 4; ++i) pool.post([&] { allBusy.arrive_and_wait(); });
    allBusy.wait();
    while (pool.threads() > 0) std::this_thread::yield();
  }
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
