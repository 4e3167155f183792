#include "store_faulty_vfs.h"
#include "store_folder.h"

#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atelier::store::test {

using testing::HasSubstr;

namespace {

constexpr std::array later{
    noteSchema[0],
    Migration{2, "colours",
              "alter table note add column colour text; create table palette (name text);"},
    Migration{
        3, "first colour", "insert into palette values ('red');",
        [](Transaction& transaction) { transaction.execute("update note set colour = 'red'"); }},
    Migration{100, "of another room", "create table other (id integer primary key);"},
};

std::string schemaOf(const std::filesystem::path& path) {
  Connection connection(path.string(), Access::Copy, 1024, {});
  std::string text;
  auto statement = connection.prepare("select coalesce(sql, '') from sqlite_master order by name");
  while (statement.step()) text += std::string(statement.text(0)) + "\n";
  return text;
}

void makeOld(const Folder& folder, const Clock& clock) {
  auto store = Store::open(folder.file(), clock, noteSchema);
  store->write([](Transaction& transaction) { addNote(transaction, "old"); });
}

}  // namespace

TEST(Migrations, RunOnceInOrder) {
  Folder folder;
  SystemClock clock;
  for (int i = 0; i < 2; ++i) {
    auto store = Store::open(folder.file(), clock, later);
    EXPECT_EQ(store->schema(), 100);
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file().string() + ".before-1"));
}

TEST(Migrations, LeaveACopyOfWhatWasThere) {
  Folder folder;
  SystemClock clock;
  makeOld(folder, clock);
  Store::open(folder.file(), clock, later);
  auto before = Store::open(folder.file().string() + ".before-2", clock, noteSchema);
  EXPECT_EQ(countNotes(*before), 1);
}

TEST(Migrations, OfANewerProgramAreRefusedInWords) {
  Folder folder;
  SystemClock clock;
  Store::open(folder.file(), clock, later);
  const auto before = schemaOf(folder.file());
  try {
    Store::open(folder.file(), clock, noteSchema);
    FAIL() << "opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::SchemaNewer);
    EXPECT_THAT(error.hint, HasSubstr("Nothing was changed"));
    EXPECT_THAT(error.hint, HasSubstr("rebuild"));
  }
  EXPECT_EQ(schemaOf(folder.file()), before);
}

TEST(Migrations, ThatFailLeaveEverythingAsItWas) {
  Folder folder;
  SystemClock clock;
  makeOld(folder, clock);
  const auto before = schemaOf(folder.file());
  const std::array broken{noteSchema[0], Migration{2, "fine", "create table fine (id integer);"},
                          Migration{3, "broken", "create table note (id integer);"}};
  EXPECT_EQ(codeOf([&] { Store::open(folder.file(), clock, broken); }), Code::Database);
  EXPECT_EQ(schemaOf(folder.file()), before);
  EXPECT_EQ(countNotes(*Store::open(folder.file(), clock, noteSchema)), 1);
}

TEST(Migrations, KilledAtAnyWriteLeaveTheOldOrTheNew) {
  SystemClock clock;
  Folder model;
  makeOld(model, clock);
  const auto oldSchema = schemaOf(model.file());
  Store::open(model.file(), clock, later);
  const auto newSchema = schemaOf(model.file());
  ASSERT_NE(oldSchema, newSchema);

  bool finished = false;
  int newOnes = 0;
  for (long kill = 1; !finished; ++kill) {
    Folder folder;
    makeOld(folder, clock);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      FaultyVfs vfs;
      Options options;
      options.vfs = vfs.name();
      vfs.arm(Fault::Kill, kill);
      Store::open(folder.file(), clock, later, options);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    finished = WEXITSTATUS(status) == 0;
    const auto found = schemaOf(folder.file());
    EXPECT_TRUE(found == oldSchema || found == newSchema) << "killed at write " << kill << "\n"
                                                          << found;
    newOnes += found == newSchema ? 1 : 0;
    auto store = Store::open(folder.file(), clock, later);
    EXPECT_EQ(countNotes(*store), 1);
    EXPECT_TRUE(store->check().empty());
    ASSERT_LT(kill, 2000);
  }
  EXPECT_GT(newOnes, 0);
}

TEST(Migrations, LeaveForeignDatabasesAlone) {
  Folder folder;
  SystemClock clock;
  {
    Connection foreign(folder.file().string(), Access::Write, 1024, {});
    foreign.execute("create table theirs (id integer)");
  }
  EXPECT_EQ(codeOf([&] { Store::open(folder.file(), clock, noteSchema); }), Code::Database);
  EXPECT_EQ(schemaOf(folder.file()), "CREATE TABLE theirs (id integer)\n");
}

TEST(Migrations, SayThatAFileIsNoDatabase) {
  Folder folder;
  SystemClock clock;
  std::ofstream(folder.file()) << std::string(8192, 'x');
  EXPECT_EQ(codeOf([&] { Store::open(folder.file(), clock, noteSchema); }), Code::Database);
}

TEST(Migrations, SayThatAFolderIsMissing) {
  Folder folder;
  SystemClock clock;
  EXPECT_EQ(codeOf([&] { Store::open(folder.path() / "no" / "index.db", clock, noteSchema); }),
            Code::Io);
}

}  // namespace atelier::store::test
