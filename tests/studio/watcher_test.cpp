#include "studio/watcher.h"

#include "base/error.h"
#include "catalog/catalog.h"
#include "tests/studio/studio_fixture.h"

namespace atelier::studio {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WatcherTest : public StudioTest {
 protected:
  void SetUp() override {
    StudioTest::SetUp();
    studio().watcher().add(originals(), std::nullopt, access::Caller::local());
  }

  void look() { studio().watcher().scan(); }
  void rest() { clock_.advance(std::chrono::seconds{3}); }
  std::uint64_t assets() { return studio().catalog().stats().assets; }
  Watch watch() { return studio().watcher().list().at(0); }
};

TEST_F(WatcherTest, TakesAFileOnlyWhenItStoppedGrowing) {
  write("a.txt", "one");
  look();
  EXPECT_EQ(assets(), 0U);
  EXPECT_EQ(watch().waiting, 1U);
  write("a.txt", "one two");
  rest();
  look();
  EXPECT_EQ(assets(), 0U);
  rest();
  look();
  EXPECT_EQ(assets(), 1U);
  EXPECT_EQ(watch().waiting, 0U);
}

TEST_F(WatcherTest, BringsEachFileInOnce) {
  write("a.txt", "one");
  for (int i = 0; i < 4; ++i) {
    look();
    rest();
  }
  EXPECT_EQ(assets(), 1U);
}

TEST_F(WatcherTest, ShowsOriginalsThatAreGoneAndKeepsTheAsset) {
  const auto path = write("a.txt", "one");
  look();
  rest();
  look();
  fs::remove(path);
  look();
  EXPECT_THAT(watch().missing, ElementsAre(path.string()));
  EXPECT_EQ(assets(), 1U);
}

TEST_F(WatcherTest, ShowsChangedOriginalsAndBringsTheNewBytesInBesideTheOld) {
  const auto path = write("a.txt", "one");
  look();
  rest();
  look();
  write("a.txt", "one, but longer");
  look();
  rest();
  look();
  EXPECT_THAT(watch().changed, ElementsAre(path.string()));
  EXPECT_THAT(watch().missing, IsEmpty());
  EXPECT_EQ(assets(), 2U);
}

TEST_F(WatcherTest, LeavesUnfinishedDownloadsAlone) {
  write("film.mp4.part", "x");
  write("page.crdownload", "x");
  write(".hidden", "x");
  write("text~", "x");
  look();
  rest();
  look();
  EXPECT_EQ(assets(), 0U);
}

TEST_F(WatcherTest, DoesNotCallFilesLostWhenTheWholeFolderIsAway) {
  write("a.txt", "one");
  look();
  rest();
  look();
  fs::rename(originals(), room_ / "away");
  look();
  EXPECT_EQ(watch().state, "unreachable");
  EXPECT_THAT(watch().missing, IsEmpty());
  fs::rename(room_ / "away", originals());
  look();
  EXPECT_EQ(watch().state, "watching");
}

TEST_F(WatcherTest, RemembersItsFoldersAndRefusesItself) {
  reopen();
  EXPECT_EQ(studio().watcher().list().size(), 1U);
  EXPECT_THROW(studio().watcher().add(folder(), std::nullopt, access::Caller::local()), Error);
  EXPECT_THROW(studio().watcher().add(originals(), std::nullopt, access::Caller::local()), Error);
  studio().watcher().remove(watch().id, access::Caller::local());
  reopen();
  EXPECT_THAT(studio().watcher().list(), IsEmpty());
}

TEST_F(WatcherTest, NoticesNewFilesByItself) {
  // The only test here that waits for the real clock: the kernel's hints have no other.
  studio().watcher().start();
  write("b.txt", "by itself");
  for (int i = 0; i < 100 && watch().waiting == 0 && assets() == 0; ++i) ::usleep(40'000);
  rest();
  write("c.txt", "rings again");
  for (int i = 0; i < 150 && assets() == 0; ++i) {
    rest();
    ::usleep(40'000);
  }
  studio().watcher().stop();
  EXPECT_GE(assets(), 1U);
}

}  // namespace

}  // namespace atelier::studio
