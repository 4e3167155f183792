#include "base/random.h"
#include "store_faulty_vfs.h"
#include "store_folder.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atelier::store::test {

namespace {

/// What a child did: writes notes from four threads and tells each acknowledged one through the
/// pipe.
[[noreturn]] void writeUntilKilled(const std::filesystem::path& path, int pipe,
                                   std::int64_t first) {
  SystemClock clock;
  Options options;
  options.checkpointPages = 40;  // so that many kills meet a checkpoint
  auto store = Store::open(path, clock, noteSchema, options);
  std::atomic<std::int64_t> next = first;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (;;) {
        const std::int64_t number = next++;
        store->write(
            [&](Transaction& transaction) { addNote(transaction, std::to_string(number)); });
        if (::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ::_exit(0);
}

std::set<std::int64_t> numbers(Store& store) {
  return store.read([](Connection& connection) {
    std::set<std::int64_t> found;
    auto statement = connection.prepare("select text from note");
    while (statement.step()) found.insert(std::stoll(std::string(statement.text(0))));
    return found;
  });
}

/// Starts a child, kills it after a while, adds what it acknowledged.
void killOne(const Folder& folder, std::chrono::microseconds after, std::int64_t first,
             std::set<std::int64_t>& acknowledged) {
  int pipes[2];
  ASSERT_EQ(::pipe(pipes), 0);
  const auto child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(pipes[0]);
    writeUntilKilled(folder.file(), pipes[1], first);
  }
  ::close(pipes[1]);
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  std::int64_t number = 0;
  while (::read(pipes[0], &number, sizeof number) == sizeof number) acknowledged.insert(number);
  ::close(pipes[0]);
}

}  // namespace

TEST(Faults, KillsAtAnyMomentLoseNothingAcknowledged) {
  constexpr int cycles = 300;
  Folder folder;
  SystemClock clock;
  SeededRandom random(9);
  Store::open(folder.file(), clock, noteSchema);
  std::set<std::int64_t> acknowledged;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    killOne(folder, std::chrono::microseconds(random.below(20'000)),
            cycle * std::int64_t{1'000'000}, acknowledged);
    if (cycle % 20 != 19) continue;
    auto store = Store::open(folder.file(), clock, noteSchema);
    const auto found = numbers(*store);
    EXPECT_TRUE(std::ranges::includes(found, acknowledged)) << "after cycle " << cycle;
    EXPECT_TRUE(store->check().empty());
  }
  EXPECT_GT(acknowledged.size(), static_cast<std::size_t>(cycles));
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
}

class Failing : public testing::Test {
 protected:
  Failing() {
    options.vfs = vfs.name();
    options.checkpointPages = 20;
    store = Store::open(folder.file(), clock, noteSchema, options);
  }

  /// Writes notes until `count` operations have passed; those that returned are acknowledged.
  std::set<std::int64_t> writeMany(int count) {
    std::set<std::int64_t> acknowledged;
    for (int i = 0; i < count; ++i) {
      const auto number = next++;
      try {
        store->write(
            [&](Transaction& transaction) { addNote(transaction, std::to_string(number)); });
        acknowledged.insert(number);
      } catch (const Error& error) {
        codes.insert(error.code);
      }
    }
    return acknowledged;
  }

  void reopen() {
    vfs.disarm();
    store.reset();
    store = Store::open(folder.file(), clock, noteSchema, options);
  }

  FaultyVfs vfs;
  Folder folder;
  SystemClock clock;
  Options options;
  std::unique_ptr<Store> store;
  std::int64_t next = 0;
  std::set<Code> codes;
};

TEST_F(Failing, DiskThatIsFullIsSaidAndGoesOnOnceThereIsRoom) {
  vfs.arm(Fault::Full, 1, true);
  EXPECT_TRUE(writeMany(3).empty());
  EXPECT_THAT(codes, testing::ElementsAre(Code::NoSpace));
  EXPECT_EQ(countNotes(*store), 0) << "reading goes on";
  vfs.disarm();
  EXPECT_EQ(writeMany(5).size(), 5U);
  EXPECT_EQ(countNotes(*store), 5);
}

TEST_F(Failing, DiskThatIsFullAtAnyWriteLosesNothingAcknowledged) {
  std::set<std::int64_t> acknowledged;
  for (long at = 1; at < 120; ++at) {
    vfs.arm(Fault::Full, at);
    acknowledged.merge(writeMany(12));
    EXPECT_EQ(numbers(*store), acknowledged) << "at write " << at;
  }
  EXPECT_THAT(codes, testing::ElementsAre(Code::NoSpace));
  reopen();
  EXPECT_EQ(numbers(*store), acknowledged);
  EXPECT_TRUE(store->check().empty());
}

TEST_F(Failing, SyncStopsAllWritingUntilTheStoreIsOpenedAgain) {
  std::set<std::int64_t> acknowledged = writeMany(3);
  vfs.arm(Fault::BadSync, 1);
  acknowledged.merge(writeMany(3));
  EXPECT_EQ(acknowledged.size(), 3U) << "a sync that works again proves nothing about what it lost";
  EXPECT_THAT(codes, testing::ElementsAre(Code::Io));
  EXPECT_EQ(numbers(*store), acknowledged) << "reading goes on";
  reopen();
  acknowledged.merge(writeMany(3));
  EXPECT_EQ(numbers(*store), acknowledged);
}

TEST_F(Failing, WriteAtAnyMomentLosesNothingAcknowledged) {
  std::set<std::int64_t> acknowledged;
  for (const auto fault : {Fault::BadWrite, Fault::BadSync}) {
    for (long at = 1; at < 60; ++at) {
      vfs.arm(fault, at);
      acknowledged.merge(writeMany(12));
      reopen();
      EXPECT_TRUE(std::ranges::includes(numbers(*store), acknowledged)) << "at " << at;
    }
  }
  EXPECT_TRUE(store->check().empty());
}

TEST_F(Failing, DiskFailsTheWholeGroupAndItsActions) {
  int actions = 0;
  std::vector<std::future<void>> futures;
  vfs.arm(Fault::Full, 1, true);
  for (int i = 0; i < 50; ++i) {
    futures.push_back(store->writeLater([&, i](Transaction& transaction) {
      addNote(transaction, std::to_string(i));
      transaction.afterCommit([&] { ++actions; });
    }));
  }
  for (auto& future : futures) EXPECT_EQ(codeOf([&] { future.get(); }), Code::NoSpace);
  EXPECT_EQ(actions, 0);
  vfs.disarm();
}

}  // namespace atelier::store::test
