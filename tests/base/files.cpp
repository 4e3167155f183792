#include "base/files.h"

#include "base/error.h"
#include "base/random.h"
#include "base/simulated_disk.h"

#include <cerrno>
#include <set>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atelier {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

Code codeOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code;
  }
  return Code::Internal;  // nothing below is expected to end so
}

/// What every implementation of Files promises: the real one in a folder of its own, and the
/// simulated one.
struct RealDisk {
  RealFiles files;
  fs::path room;
  RealDisk() {
    std::string pattern = (fs::temp_directory_path() / "atelier-files-XXXXXX").string();
    room = ::mkdtemp(pattern.data());
  }
  ~RealDisk() { fs::remove_all(room); }
};

struct MadeUpDisk {
  SimulatedDisk files;
  fs::path room = "/room";
  MadeUpDisk() { files.makeFolders(room); }
};

template <class Disk>
class EveryDisk : public testing::Test {
 protected:
  Disk disk_;
  Files& files_ = disk_.files;
  fs::path room_ = disk_.room;

  std::string text(const fs::path& name) { return files_.readText(room_ / name); }
};

using Disks = testing::Types<RealDisk, MadeUpDisk>;
TYPED_TEST_SUITE(EveryDisk, Disks);

TYPED_TEST(EveryDisk, WritesAnywhereAndReadsToTheEnd) {
  const auto path = this->room_ / "note";
  const auto file = this->files_.open(path, Open::Create);
  file->write(6, bytesOf("world"));
  file->write(0, bytesOf("hello "));
  EXPECT_EQ(file->size(), 11U);
  std::array<std::byte, 64> block{};
  EXPECT_EQ(file->read(6, block), 5U);
  EXPECT_EQ(file->read(11, block), 0U);
  EXPECT_EQ(file->read(500, block), 0U);
  file->truncate(5);
  EXPECT_EQ(this->text("note"), "hello");
  file->write(8, bytesOf("!"));
  EXPECT_EQ(this->text("note"), std::string("hello\0\0\0!", 9));
}

TYPED_TEST(EveryDisk, OpensAsAsked) {
  const auto path = this->room_ / "note";
  EXPECT_EQ(codeOf([&] { this->files_.open(path, Open::Read); }), Code::NotFound);
  this->files_.open(path, Open::Update)->write(0, bytesOf("one"));
  EXPECT_EQ(codeOf([&] { this->files_.open(path, Open::Create); }), Code::AlreadyExists);
  this->files_.open(path, Open::Update)->write(3, bytesOf(" two"));
  EXPECT_EQ(this->text("note"), "one two");
  EXPECT_EQ(codeOf([&] { this->files_.open(this->room_ / "no" / "note", Open::Create); }),
            Code::NotFound);
}

TYPED_TEST(EveryDisk, SaysWhatLiesThere) {
  this->files_.makeFolders(this->room_ / "a" / "b");
  this->files_.makeFolders(this->room_ / "a" / "b");  // again is fine
  this->files_.createText(this->room_ / "a" / "z", "four");
  this->files_.createText(this->room_ / "a" / "Z", "");
  const auto entries = this->files_.list(this->room_ / "a");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].name, "Z");  // bytewise
  EXPECT_EQ(entries[1].name, "b");
  EXPECT_EQ(entries[1].kind, EntryKind::Folder);
  EXPECT_EQ(entries[2].name, "z");
  EXPECT_EQ(this->files_.status(this->room_ / "a" / "z")->size, 4U);
  EXPECT_EQ(this->files_.status(this->room_ / "a")->kind, EntryKind::Folder);
  EXPECT_FALSE(this->files_.status(this->room_ / "c").has_value());
  EXPECT_EQ(codeOf([&] { this->files_.list(this->room_ / "c"); }), Code::NotFound);
}

TYPED_TEST(EveryDisk, RenamesWithoutReplacingAndReplacesOnRequest) {
  const auto one = this->room_ / "one";
  const auto two = this->room_ / "two";
  this->files_.createText(one, "1");
  this->files_.createText(two, "2");
  EXPECT_EQ(codeOf([&] { this->files_.rename(one, two); }), Code::AlreadyExists);
  EXPECT_EQ(this->text("two"), "2");
  this->files_.replace(one, two);
  EXPECT_EQ(this->text("two"), "1");
  EXPECT_FALSE(this->files_.exists(one));
  this->files_.rename(two, this->room_ / "three");
  EXPECT_EQ(this->text("three"), "1");
  EXPECT_EQ(codeOf([&] { this->files_.rename(two, one); }), Code::NotFound);
}

TYPED_TEST(EveryDisk, KeepsAnOpenFileReadableWhenItsNameGoes) {
  const auto path = this->room_ / "note";
  this->files_.createText(path, "still here");
  const auto file = this->files_.open(path, Open::Read);
  this->files_.removeFile(path);
  this->files_.removeFile(path);  // nothing happens
  std::array<std::byte, 64> block{};
  EXPECT_EQ(file->read(0, block), 10U);
}

TYPED_TEST(EveryDisk, RemovesTrees) {
  this->files_.makeFolders(this->room_ / "a" / "b" / "c");
  this->files_.createText(this->room_ / "a" / "b" / "note", "x");
  this->files_.removeTree(this->room_ / "a");
  EXPECT_FALSE(this->files_.exists(this->room_ / "a"));
  this->files_.removeTree(this->room_ / "a");
}

TYPED_TEST(EveryDisk, ReadsSmallFilesWholeAndRefusesLargeOnes) {
  this->files_.createText(this->room_ / "note", "0123456789");
  EXPECT_EQ(this->files_.readText(this->room_ / "note", 10), "0123456789");
  EXPECT_EQ(codeOf([&] { this->files_.readText(this->room_ / "note", 9); }), Code::TooLarge);
}

TYPED_TEST(EveryDisk, ReplacesTextAndLeavesNothingElse) {
  const auto path = this->room_ / "settings";
  this->files_.replaceText(path, "first");
  this->files_.replaceText(path, "second");
  EXPECT_EQ(this->text("settings"), "second");
  EXPECT_EQ(this->files_.list(this->room_).size(), 1U);
}

TYPED_TEST(EveryDisk, ClonesOrSaysThatItCannot) {
  this->files_.createText(this->room_ / "from", "shared");
  if (this->files_.clone(this->room_ / "from", this->room_ / "to")) {
    EXPECT_EQ(this->text("to"), "shared");
  } else {
    EXPECT_FALSE(this->files_.exists(this->room_ / "to"));
  }
}

// --- What only the real file system has

class RealFilesTest : public EveryDisk<RealDisk> {};

TEST_F(RealFilesTest, FollowNoLinkForWritingOrRemoving) {
  const auto treasure = room_ / "treasure";
  fs::create_directories(treasure);
  files_.createText(treasure / "gold", "gold");
  fs::create_directories(room_ / "box");
  fs::create_symlink(treasure / "gold", room_ / "box" / "link");
  fs::create_directory_symlink(treasure, room_ / "box" / "door");
  EXPECT_EQ(files_.status(room_ / "box" / "link")->kind, EntryKind::Link);
  EXPECT_THROW(files_.open(room_ / "box" / "link", Open::Update), Error);
  files_.removeTree(room_ / "box");
  EXPECT_EQ(files_.readText(treasure / "gold"), "gold");
}

TEST_F(RealFilesTest, TellsPipesFromFiles) {
  ASSERT_EQ(::mkfifo((room_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(files_.status(room_ / "pipe")->kind, EntryKind::Other);
}

TEST_F(RealFilesTest, KnowsNamesOfAnyBytes) {
  const std::string name = "caf\xe9\n\x01";
  files_.createText(room_ / name, "x");
  EXPECT_EQ(files_.list(room_).at(0).name, name);
}

TEST_F(RealFilesTest, NamesTheFileWhenTheDiskIsFull) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  const auto full = files_.open("/dev/full", Open::Update);
  EXPECT_EQ(codeOf([&] { full->write(0, bytesOf("x")); }), Code::NoSpace);
}

TEST_F(RealFilesTest, TellsHowMuchRoomThereIs) {
  const auto space = files_.space(room_);
  EXPECT_GT(space.capacity, 0U);
  EXPECT_LE(space.available, space.capacity);
}

// --- What only the simulated disk can do

class SimulatedDiskTest : public testing::Test {
 protected:
  static constexpr int tries = 200;

  SimulatedDiskTest() {
    disk_.makeFolders("/room");
    disk_.syncAll("/");
  }

  /// All that a text can have become after power cuts at this moment; "-" if the file is not there.
  std::set<std::string> endings(const fs::path& path) {
    std::set<std::string> found;
    for (int i = 0; i < tries; ++i) {
      SeededRandom random(static_cast<std::uint64_t>(i));
      const auto after = disk_.afterPowerCut(random);
      found.insert(after->exists(path) ? after->readText(path) : "-");
    }
    return found;
  }

  SimulatedDisk disk_;
};

TEST_F(SimulatedDiskTest, LosesANameThatWasNotSynced) {
  disk_.createText("/room/note", "words", true);
  const auto before = endings("/room/note");
  EXPECT_TRUE(before.contains("-"));
  EXPECT_TRUE(before.contains("words"));
  disk_.syncFolder("/room");
  EXPECT_EQ(endings("/room/note"), std::set<std::string>{"words"});
}

TEST_F(SimulatedDiskTest, LosesAndTearsWhatWasNotSynced) {
  disk_.createText("/room/note", "old words", true);
  disk_.syncFolder("/room");
  const auto file = disk_.open("/room/note", Open::Update);
  file->write(0, bytesOf("NEW WORDS"));
  const auto found = endings("/room/note");
  EXPECT_TRUE(found.contains("old words"));
  EXPECT_TRUE(found.contains("NEW WORDS"));
  EXPECT_GT(found.size(), 2U) << "no torn write was seen";
  file->sync();
  EXPECT_EQ(endings("/room/note"), std::set<std::string>{"NEW WORDS"});
}

TEST_F(SimulatedDiskTest, ReplacesAsOne) {
  disk_.replaceText("/room/settings", "first");
  disk_.createText("/room/settings.new", "second", true);
  disk_.replace("/room/settings.new", "/room/settings");
  EXPECT_EQ(endings("/room/settings"), (std::set<std::string>{"first", "second"}));
}

TEST_F(SimulatedDiskTest, MakesEverythingDurableAtOnce) {
  disk_.makeFolders("/room/a/b");
  disk_.createText("/room/a/b/note", "words", false);
  EXPECT_TRUE(endings("/room/a/b/note").contains("-"));
  disk_.syncAll("/room");
  EXPECT_EQ(endings("/room/a/b/note"), std::set<std::string>{"words"});
}

TEST_F(SimulatedDiskTest, FailsAtTheChangeThatWasNamed) {
  disk_.failAt(2, EIO);
  const auto file = disk_.open("/room/note", Open::Create);
  EXPECT_EQ(codeOf([&] { file->write(0, bytesOf("words")); }), Code::Io);
  EXPECT_EQ(codeOf([&] { file->sync(); }), Code::Io);
  disk_.heal();
  file->sync();
  EXPECT_EQ(disk_.readText("/room/note"), "wo") << "half of a failed write is there";
}

TEST_F(SimulatedDiskTest, FillsUpAndHasRoomAgain) {
  disk_.limitBytes(10);
  disk_.createText("/room/one", "0123456");
  EXPECT_EQ(disk_.space("/room").available, 3U);
  EXPECT_EQ(codeOf([&] { disk_.createText("/room/two", "0123456"); }), Code::NoSpace);
  disk_.removeFile("/room/one");
  disk_.removeFile("/room/two");
  disk_.createText("/room/two", "0123456");
}

TEST_F(SimulatedDiskTest, TellsOfEveryChangeBeforeItHappens) {
  std::uint64_t heard = 0;
  const auto before = disk_.changes();
  disk_.beforeEachChange([&] { ++heard; });
  disk_.replaceText("/room/settings", "words");
  disk_.beforeEachChange({});
  EXPECT_EQ(heard, disk_.changes() - before);
  EXPECT_GE(heard, 4U);  // make, write, sync, rename, sync
}

}  // namespace
}  // namespace atelier
