#include "store_folder.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::store::test {

using testing::HasSubstr;

class Writing : public testing::Test {
 protected:
  Folder folder;
  SystemClock clock;
  std::unique_ptr<Store> store = Store::open(folder.file(), clock, noteSchema);
};

TEST_F(Writing, ReturnsWhatTheClosureReturns) {
  const auto id = store->write([](Transaction& transaction) {
    addNote(transaction, "a");
    return transaction.lastRowId();
  });
  EXPECT_EQ(id, 1);
  EXPECT_EQ(countNotes(*store), 1);
}

TEST_F(Writing, IsSeenByReadersOnlyOnceItIsCommitted) {
  store->write([&](Transaction& transaction) {
    addNote(transaction, "a");
    EXPECT_EQ(countNotes(*store), 0);
  });
  EXPECT_EQ(countNotes(*store), 1);
}

TEST_F(Writing, UndoesOnlyTheClosureThatThrows) {
  std::vector<std::future<void>> futures;
  for (int i = 0; i < 100; ++i) {
    futures.push_back(store->writeLater([i](Transaction& transaction) {
      addNote(transaction, std::to_string(i));
      if (i % 10 == 3) throw Error{Code::Conflict, "no threes"};
    }));
  }
  int failed = 0;
  for (auto& future : futures) {
    if (codeOf([&] { future.get(); }) == Code::Conflict) ++failed;
  }
  EXPECT_EQ(failed, 10);
  EXPECT_EQ(countNotes(*store), 90);
}

TEST_F(Writing, PassesForeignExceptionsOn) {
  EXPECT_THROW(store->write([](Transaction&) { throw std::out_of_range("x"); }), std::out_of_range);
}

TEST_F(Writing, RefusesWhatTheSchemaForbids) {
  const auto twice = [&] {
    store->write([](Transaction& transaction) { addNote(transaction, "same"); });
  };
  twice();
  EXPECT_EQ(codeOf(twice), Code::Conflict);
}

TEST_F(Writing, RunsActionsAfterTheCommitOnly) {
  std::atomic<int> ran = 0;
  store->write([&](Transaction& transaction) {
    addNote(transaction, "a");
    transaction.afterCommit([&] { ran += static_cast<int>(countNotes(*store)); });
  });
  EXPECT_EQ(ran, 1);
  EXPECT_THROW(store->write([&](Transaction& transaction) {
    transaction.afterCommit([&] { ran = 100; });
    throw std::runtime_error("x");
  }),
               std::runtime_error);
  EXPECT_EQ(ran, 1);
}

TEST_F(Writing, GrowsTheDataVersion) {
  const auto before = store->dataVersion();
  store->write([](Transaction& transaction) { addNote(transaction, "a"); });
  EXPECT_GT(store->dataVersion(), before);
}

TEST_F(Writing, FromManyThreadsLosesNothing) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        store->write(
            [&](Transaction& transaction) { addNote(transaction, std::to_string(t * 1000 + i)); });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(countNotes(*store), 800);
  EXPECT_TRUE(store->check().empty());
}

TEST_F(Writing, IsFinishedBeforeTheStoreCloses) {
  std::vector<std::future<void>> futures;
  for (int i = 0; i < 500; ++i) {
    futures.push_back(store->writeLater(
        [i](Transaction& transaction) { addNote(transaction, std::to_string(i)); }));
  }
  store.reset();
  for (auto& future : futures) EXPECT_NO_THROW(future.get());
  store = Store::open(folder.file(), clock, noteSchema);
  EXPECT_EQ(countNotes(*store), 500);
}

TEST_F(Writing, KeepsTheLogFromGrowingForEver) {
  Options options;
  options.checkpointPages = 50;
  store = nullptr;
  store = Store::open(folder.file(), clock, noteSchema, options);
  for (int i = 0; i < 300; ++i) {
    store->write([&](Transaction& transaction) {
      addNote(transaction, std::to_string(i) + std::string(4000, 'x'));
    });
  }
  EXPECT_LT(std::filesystem::file_size(folder.file().string() + "-wal"), 2'000'000U);
}

TEST_F(Writing, IsImpossibleForReaders) {
  EXPECT_EQ(codeOf([&] {
              store->read([](Connection& connection) {
                connection.execute("insert into note (text) values ('x')");
              });
            }),
            Code::Io);
  EXPECT_EQ(countNotes(*store), 0);
}

TEST_F(Writing, KeepsASnapshotForEachReader) {
  store->read([&](Connection& connection) {
    auto count = connection.prepare("select count(*) from note");
    count.step();
    EXPECT_EQ(count.integer(0), 0);
    count.reset();
    store->write([](Transaction& transaction) { addNote(transaction, "a"); });
    count.step();
    EXPECT_EQ(count.integer(0), 0);
  });
  EXPECT_EQ(countNotes(*store), 1);
}

TEST_F(Writing, ServesMoreReadersThanItHasConnections) {
  store->write([](Transaction& transaction) { addNote(transaction, "a"); });
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> seen = 0;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) seen += countNotes(*store);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, 800);
}

TEST_F(Writing, CopiesTheWholeDatabase) {
  store->write([](Transaction& transaction) { addNote(transaction, "a"); });
  store->copyTo(folder.path() / "copy.db");
  EXPECT_EQ(codeOf([&] { store->copyTo(folder.path() / "copy.db"); }), Code::AlreadyExists);
  auto copy = Store::open(folder.path() / "copy.db", clock, noteSchema);
  EXPECT_EQ(countNotes(*copy), 1);
}

TEST_F(Writing, KeepsValuesExactly) {
  const std::string text("nul \0 and \xC3\xA9", 12);
  const std::array<std::uint8_t, 3> bytes{0, 255, 7};
  store->write([&](Transaction& transaction) {
    auto statement = transaction.prepare("select ?, ?, ?, ?, ?, ?, ?");
    statement.with(std::int64_t{INT64_MIN}, 0.1, text, std::span<const std::uint8_t>(bytes),
                   std::optional<std::int64_t>(), std::string_view(),
                   std::span<const std::uint8_t>());
    ASSERT_TRUE(statement.step());
    EXPECT_EQ(statement.integer(0), INT64_MIN);
    EXPECT_EQ(statement.real(1), 0.1);
    EXPECT_EQ(statement.text(2), text);
    EXPECT_TRUE(std::ranges::equal(statement.blob(3), bytes));
    EXPECT_TRUE(statement.isNull(4));
    EXPECT_EQ(statement.text(5), "");
    EXPECT_EQ(statement.blob(6).size(), 0U);
    EXPECT_FALSE(statement.step());
  });
}

TEST_F(Writing, IsStrictAboutTypesAndPlaces) {
  store->read([](Connection& connection) {
    auto statement = connection.prepare("select 'text', ?");
    EXPECT_EQ(codeOf([&] { statement.step(); }), Code::Internal);
    statement.bind(1);
    EXPECT_EQ(codeOf([&] { statement.bind(2); }), Code::Internal);
    statement.reset().bind(1);
    ASSERT_TRUE(statement.step());
    EXPECT_EQ(codeOf([&] { statement.integer(0); }), Code::Internal);
    EXPECT_EQ(codeOf([&] { connection.prepare("select 1; select 2"); }), Code::Internal);
    EXPECT_EQ(codeOf([&] { connection.prepare("selekt 1"); }), Code::Database);
  });
}

}  // namespace atelier::store::test
