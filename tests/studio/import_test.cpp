#include "base/error.h"
#include "catalog/catalog.h"
#include "studio/collections.h"
#include "studio/intake.h"
#include "tests/studio/studio_fixture.h"
#include "vault/vault.h"

#include <set>
#include <thread>

#include <sys/stat.h>

namespace atelier::studio {

namespace {

using testing::ElementsAre;

using Import = StudioTest;

TEST_F(Import, KeepsEachFileByteForByte) {
  const std::string text = "Salt on the window.\n";
  const auto id = bringIn("note.md", text);
  EXPECT_EQ(studio().vault().readText(id, "original/note.md"), text);
  const auto detail = studio().catalog().detail(id);
  ASSERT_TRUE(detail);
  EXPECT_EQ(detail->description.digest, Sha256::of(text));
  EXPECT_EQ(detail->description.bytes, text.size());
}

TEST_F(Import, StoresEqualBytesOnce) {
  write("a.txt", "the same words");
  write("b.txt", "the same words");
  write("deep/er/c.txt", "the same words");
  write("d.txt", "other words");
  const auto report = importAll();
  EXPECT_EQ(report.imported, 2U);
  EXPECT_EQ(report.duplicates, 2U);
  EXPECT_EQ(report.failed, 0U);
  EXPECT_EQ(studio().catalog().stats().assets, 2U);
}

TEST_F(Import, BringsNothingInTwice) {
  for (int i = 0; i < 50; ++i) write("n" + std::to_string(i), "text " + std::to_string(i));
  EXPECT_EQ(importAll().imported, 50U);
  const auto again = importAll();
  EXPECT_EQ(again.imported, 0U);
  EXPECT_EQ(again.duplicates, 50U);
  reopen();
  EXPECT_EQ(importAll().imported, 0U);
}

TEST_F(Import, SaysWhatItWouldDoWithoutDoingIt) {
  write("a.txt", "one");
  importAll();
  write("b.txt", "four");
  const auto plan = planImport(studio(), {originals()});
  EXPECT_EQ(plan.files, 2U);
  EXPECT_EQ(plan.known, 1U);
  EXPECT_EQ(plan.bytes, 4U);
  EXPECT_EQ(studio().catalog().stats().assets, 1U);
}

TEST_F(Import, KeepsWhatCannotBeDecodedAndSaysWhy) {
  write("broken.jpg", std::string("\xFF\xD8\xFF\xE0", 4) + std::string(100, 'x'));
  const auto report = importAll();
  EXPECT_EQ(report.imported, 1U);
  EXPECT_EQ(report.unreadable, 1U);
  const auto page = studio().catalog().find({"is:unreadable", {}, 10, std::nullopt, false});
  ASSERT_EQ(page.assets.size(), 1U);
  EXPECT_THAT(page.assets[0].unreadable, testing::Not(testing::IsEmpty()));
  EXPECT_EQ(page.assets[0].mediaType, "image/jpeg");
}

TEST_F(Import, LeavesHiddenFilesLinksAndItselfOut) {
  write(".secret", "hidden");
  write(".folder/file", "hidden, too");
  write("seen.txt", "seen");
  fs::create_symlink(originals() / "seen.txt", originals() / "link.txt");
  fs::create_directory_symlink(folder(), originals() / "studio");
  options_.threads = 2;
  const auto report = importPaths(studio(), {room_}, options_, access::Caller::local());
  EXPECT_EQ(report.imported, 1U);
}

TEST_F(Import, NamesAMissingPathBeforeItBringsAnythingIn) {
  const auto there = write("there.txt", "x");
  try {
    importPaths(studio(), {there, originals() / "missing"}, options_, access::Caller::local());
    FAIL() << "a missing path was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::NotFound);
    EXPECT_EQ(error.where, (originals() / "missing").string());
  }
  EXPECT_EQ(studio().catalog().stats().assets, 0U);
}

TEST_F(Import, AcceptsHostileNames) {
  const std::vector<std::string> names{"-rf",          "$(reboot)",    "a\nb",
                                       "\xFF\xFE.txt", "<script>.svg", "con."};
  for (const auto& name : names) write(name, "content of " + name);
  const auto report = importAll();
  EXPECT_EQ(report.imported, names.size());
  EXPECT_EQ(report.failed, 0U);
  EXPECT_TRUE(studio()
                  .vault()
                  .check(studio().vault().folder(studio().catalog().places({}, 1)[0].id), true)
                  .empty());
}

TEST_F(Import, StopsWhenAskedAndGoesOnLater) {
  for (int i = 0; i < 200; ++i) write("n" + std::to_string(i), "text " + std::to_string(i));
  std::atomic<bool> stop = false;
  std::uint64_t arrived = 0;
  options_.stop = &stop;
  options_.arrived = [&](const fs::path&, const Arrival&) { stop = ++arrived >= 20; };
  const auto first = importAll();
  EXPECT_TRUE(first.stopped);
  EXPECT_GE(first.imported, 20U);
  stop = false;
  options_.arrived = nullptr;
  const auto second = importAll();
  EXPECT_EQ(first.imported + second.imported, 200U);
  EXPECT_FALSE(second.stopped);
}

TEST_F(Import, FollowsALinkThatIsNamedAndNoneBelow) {
  write("in/a.txt", "one");
  fs::create_directory_symlink(originals() / "in", room_ / "link");
  fs::create_symlink(originals() / "in" / "a.txt", originals() / "in" / "b.txt");
  const auto report = importPaths(studio(), {room_ / "link"}, options_, access::Caller::local());
  EXPECT_EQ(report.imported, 1U);
  EXPECT_EQ(report.duplicates, 0U);
  ASSERT_EQ(::mkfifo((room_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(importPaths(studio(), {room_ / "pipe"}, options_, access::Caller::local()).failed, 1U);
}

TEST_F(Import, NamesAFileThatFailsAndTakesTheOthers) {
  write("a/one.txt", "one");
  const auto secret = write("b/two.txt", "two");
  write("c/three.txt", "three");
  /// A disk that does not let one file be opened.
  struct Closed : RealFiles {
    fs::path path;
    std::unique_ptr<File> open(const fs::path& which, Open how) override {
      if (which == path) throw Error{Code::Io, "It cannot be opened.", "", which.string()};
      return RealFiles::open(which, how);
    }
    std::optional<FileStatus> status(const fs::path& which) override {
      if (which.filename() == "c") throw Error{Code::Io, "It cannot be looked at.", "", "c"};
      return RealFiles::status(which);
    }
  } closed;
  closed.path = secret;
  files_ = &closed;
  reopen();
  const auto report = importAll();
  EXPECT_EQ(report.imported, 1U);
  ASSERT_EQ(report.failures.size(), 2U);
  std::set<std::string> names{report.failures[0].path, report.failures[1].path};
  EXPECT_EQ(names, (std::set{secret.string(), (originals() / "c").string()}));
  close();
  files_ = &real_;
}

TEST_F(Import, FilesEverythingUnderACollection) {
  options_.collection = ensureCollection(studio(), "Summer", access::Caller::local());
  write("a.txt", "one");
  write("b.txt", "two");
  importAll();
  const auto collections = studio().catalog().collections();
  ASSERT_EQ(collections.size(), 1U);
  EXPECT_EQ(collections[0].name, "Summer");
  EXPECT_EQ(collections[0].count, 2U);
}

TEST_F(Import, FilesWhatIsKnownAlreadyUnderACollection) {
  write("a.txt", "one");
  write("b.txt", "two");
  importAll();
  write("twin.txt", "two");
  options_.collection = ensureCollection(studio(), "Summer", access::Caller::local());
  EXPECT_EQ(importAll().duplicates, 3U);
  EXPECT_EQ(studio().catalog().collections()[0].count, 2U);
}

TEST_F(Import, LetsManyBringInAtOnceAndStillStoresEqualBytesOnce) {
  std::vector<std::jthread> threads;
  std::atomic<int> fresh = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        auto writer = studio().vault().spool();
        const auto text = "shared " + std::to_string(i);
        writer.write(std::as_bytes(std::span(text)));
        const auto arrival = studio().intake().add(
            writer.finish(), {"x.txt", "", std::nullopt, false, access::Caller::local()});
        fresh += arrival.duplicate ? 0 : 1;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(fresh, 20);
  EXPECT_EQ(studio().catalog().stats().assets, 20U);
}

/// Fails writing once so many bytes were written, as a full disk does.
class FillingDisk final : public Files {
 public:
  explicit FillingDisk(Files& below) : below_(below) {}
  std::atomic<std::int64_t> room = std::int64_t{1} << 40;

  std::unique_ptr<File> open(const fs::path& path, Open how) override {
    return std::make_unique<Part>(*this, below_.open(path, how));
  }
  std::optional<FileStatus> status(const fs::path& path) override { return below_.status(path); }
  std::vector<FolderEntry> list(const fs::path& path) override { return below_.list(path); }
  void makeFolders(const fs::path& path) override { below_.makeFolders(path); }
  void rename(const fs::path& from, const fs::path& to) override { below_.rename(from, to); }
  void replace(const fs::path& from, const fs::path& to) override { below_.replace(from, to); }
  void removeFile(const fs::path& path) override { below_.removeFile(path); }
  void removeTree(const fs::path& path) override { below_.removeTree(path); }
  void syncFolder(const fs::path& path) override { below_.syncFolder(path); }
  void syncAll(const fs::path& path) override { below_.syncAll(path); }
  Space space(const fs::path& path) override { return below_.space(path); }
  bool clone(const fs::path& from, const fs::path& to) override { return below_.clone(from, to); }

 private:
  class Part final : public File {
   public:
    Part(FillingDisk& disk, std::unique_ptr<File> file) : disk_(disk), file_(std::move(file)) {}
    std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
      return file_->read(offset, into);
    }
    void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
      if ((disk_.room -= static_cast<std::int64_t>(bytes.size())) < 0)
        throw systemError(ENOSPC, "write a file", "x");
      file_->write(offset, bytes);
    }
    std::uint64_t size() override { return file_->size(); }
    void truncate(std::uint64_t size) override { file_->truncate(size); }
    void sync() override { file_->sync(); }
    int descriptor() const override { return file_->descriptor(); }

   private:
    FillingDisk& disk_;
    std::unique_ptr<File> file_;
  };
  Files& below_;
};

TEST_F(Import, StopsOnAFullDiskSaysHowMuchIsMissingAndGoesOnLater) {
  for (int i = 0; i < 120; ++i)
    write("n" + std::to_string(i),
          std::string(10'000, static_cast<char>('a' + i % 26)) + std::to_string(i));
  FillingDisk disk(real_);
  files_ = &disk;
  for (const std::int64_t room : {5'000, 300'000, 700'000}) {
    reopen();
    disk.room = room;
    try {
      importAll();
      FAIL() << "a full disk went unnoticed";
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Code::NoSpace);
      EXPECT_EQ(describe(error.code).exitStatus, 9);
      EXPECT_THAT(error.hint, testing::HasSubstr("Free "));
    }
    for (const auto& asset : studio().catalog().find({"", {}, 1000, std::nullopt, false}).assets) {
      EXPECT_TRUE(studio().vault().check(studio().vault().folder(asset.id), true).empty());
    }
  }
  disk.room = std::int64_t{1} << 40;
  reopen();
  const auto before = studio().catalog().stats().assets;
  const auto report = importAll();
  EXPECT_EQ(before + report.imported, 120U);
  EXPECT_EQ(report.failed, 0U);
  close();  // before the disk goes
  files_ = &real_;
}

TEST_F(Import, TakesTheWholeCorpus) {
  const auto media = corpus();
  if (!media) GTEST_SKIP() << "the corpus is not here";
  const auto report = importPaths(studio(), {*media}, options_, access::Caller::local());
  EXPECT_EQ(report.failed, 0U);
  EXPECT_GT(report.imported, 200U);
  EXPECT_EQ(report.imported, studio().catalog().stats().assets);
}

}  // namespace

}  // namespace atelier::studio
