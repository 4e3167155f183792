#include "base/error.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/collections.h"
#include "studio/describer.h"
#include "studio/indexing.h"
#include "studio/verify.h"
#include "tests/studio/studio_fixture.h"
#include "vault/vault.h"

#include <algorithm>
#include <set>

namespace atelier::studio {

namespace {

class Proof : public StudioTest {
 protected:
  /// Some assets, a collection, a changed one, one in the trash.
  void fill() {
    for (int i = 0; i < 30; ++i)
      ids_.push_back(bringIn("n" + std::to_string(i) + ".md", "# Title " + std::to_string(i)));
    const auto group = createCollection(studio(), "Some of them", caller_).id;
    changeMembers(studio(), group, std::span(ids_).first(5), {}, caller_);
    change(ids_[3], [](metadata::Description& d) {
      d.fields.push_back({"keyword", "evening", metadata::Origin::Person, "local"});
      return true;
    });
    change(ids_[4], [](metadata::Description& d) {
      d.trashedAt = "2026-11-23T00:00:00.000Z";
      return true;
    });
  }

  void change(AssetId id, const Describer::Change& how) {
    studio().describer().change(std::span(&id, 1), how,
                                {"asset.describe", "Described", "asset.changed"}, caller_);
  }

  std::vector<fs::path> filesOf(AssetId id) {
    std::vector<fs::path> list;
    for (const auto& entry :
         fs::recursive_directory_iterator(folder() / "vault" / studio().vault().folder(id))) {
      if (entry.is_regular_file()) list.push_back(entry.path());
    }
    std::ranges::sort(list);
    return list;
  }

  static void flipBit(const fs::path& path, std::size_t byte, int bit) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(byte));
    const char was = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(byte));
    file.put(static_cast<char>(was ^ (1 << bit)));
  }

  access::Caller caller_ = access::Caller::local();
  std::vector<AssetId> ids_;
};

TEST_F(Proof, FindsNothingWrongWithASoundStudio) {
  fill();
  const auto report = verify(studio(), {}, caller_);
  EXPECT_TRUE(report.problems.empty()) << report.problems[0].message;
  EXPECT_EQ(report.objects, 31U);
}

TEST_F(Proof, FindsEveryFlippedBitAndNamesTheAssetAndItsFolder) {
  const auto id = bringIn("note.txt", "words that must not change");
  const auto asset = id.text();
  int tried = 0;
  for (const auto& path : filesOf(id)) {
    const auto size = fs::file_size(path);
    for (std::size_t byte = 0; byte < size; byte += std::max<std::size_t>(1, size / 12)) {
      flipBit(path, byte, static_cast<int>(byte % 8));
      const auto report = verify(studio(), {}, caller_);
      ++tried;
      EXPECT_FALSE(report.sound()) << path << " byte " << byte;
      const auto named = std::ranges::find_if(report.problems, [&](const Problem& each) {
        return each.asset == asset && each.folder == studio().vault().folder(id).string();
      });
      EXPECT_NE(named, report.problems.end()) << path << " byte " << byte;
      flipBit(path, byte, static_cast<int>(byte % 8));
    }
  }
  EXPECT_GT(tried, 60);
  EXPECT_TRUE(verify(studio(), {}, caller_).sound());
}

TEST_F(Proof, LooksBetweenTheObjectsToo) {
  const auto id = bringIn("note.txt", "words");
  const auto vault = folder() / "vault";
  const auto named = [&] {
    std::set<std::string> folders;
    for (const auto& each : verify(studio(), {}, caller_).problems) folders.insert(each.folder);
    return folders;
  };
  EXPECT_EQ(named(), std::set<std::string>());
  for (const auto* file : {"README.md", "ocfl_layout.json", "0=ocfl_1.1",
                           "extensions/0004-hashed-n-tuple-storage-layout/config.json"}) {
    flipBit(vault / file, 3, 1);
    EXPECT_EQ(named(), std::set<std::string>{file});
    flipBit(vault / file, 3, 1);
  }
  std::ofstream(vault / "stray.txt") << "x";
  fs::create_directories(vault / "zzz" / "nothing");
  fs::copy(vault / studio().vault().folder(id), vault / "zzz" / "copy",
           fs::copy_options::recursive);
  EXPECT_EQ(named(), (std::set<std::string>{"stray.txt", "zzz/nothing", "zzz/copy"}));
}

TEST_F(Proof, IsNoProofWhenItWasStopped) {
  fill();
  std::atomic<bool> stop = true;
  const auto report = verify(studio(), {std::nullopt, false, &stop}, caller_);
  EXPECT_TRUE(report.stopped);
  EXPECT_FALSE(report.sound());
}

TEST_F(Proof, MakesTheIndexAnewWhenACrashLeftItUnfinished) {
  fill();
  const auto before = studio().catalog().contentHash();
  beginIndex(real_, folder());  // as rebuild does, and then the power fails
  studio().store().write(
      [&](store::Transaction& transaction) { studio().catalog().removeAll(transaction); });
  EXPECT_EQ(studio().catalog().stats().assets, 0U);
  reopen();
  EXPECT_EQ(studio().catalog().contentHash(), before);
  EXPECT_TRUE(indexIsWhole(real_, folder()));
}

TEST_F(Proof, KeepsAnAssetWhoseErasureFails) {
  const auto id = bringIn("note.txt", "words");
  // In the place of the listing of erasures stands a folder: the erasure cannot be recorded.
  fs::create_directory(folder() / "erased.jsonl");
  EXPECT_THROW(studio().describer().erase({&id, 1}, caller_), Error);
  EXPECT_TRUE(studio().catalog().summary(id).has_value());
  fs::remove(folder() / "erased.jsonl");
  EXPECT_TRUE(verify(studio(), {}, caller_).sound());
  studio().describer().erase({&id, 1}, caller_);
  EXPECT_FALSE(studio().catalog().summary(id).has_value());
}

TEST_F(Proof, ForgetsAtTheNextStartWhatWasErasedBeforeACrash) {
  const auto id = bringIn("note.txt", "words");
  const auto group = createCollection(studio(), "Gone", caller_).id;
  studio().vault().erase(id, "somebody");  // and then the power fails
  studio().vault().erase(AssetId{group.value}, "somebody");
  reopen();
  EXPECT_FALSE(studio().catalog().summary(id).has_value());
  EXPECT_FALSE(studio().catalog().collection(group).has_value());
  EXPECT_TRUE(verify(studio(), {}, caller_).sound());
}

TEST_F(Proof, MakesAnEqualIndexFromTheVault) {
  fill();
  const auto before = studio().catalog().contentHash();
  const auto collections = studio().catalog().collections();
  const auto report = rebuild(studio(), caller_);
  EXPECT_EQ(report.assets, 30U);
  EXPECT_EQ(report.collections, 1U);
  EXPECT_EQ(studio().catalog().contentHash(), before);
  EXPECT_EQ(studio().catalog().collections()[0].count, collections[0].count);
}

TEST_F(Proof, LosesNothingWhenTheIndexIsDeleted) {
  fill();
  const auto before = studio().catalog().contentHash();
  close();
  for (const auto* name : {"index.db", "index.db-wal", "index.db-shm"}) fs::remove(folder() / name);
  reopen();
  EXPECT_EQ(studio().catalog().contentHash(), before);
  EXPECT_EQ(studio().catalog().collections().size(), 1U);
}

TEST_F(Proof, IndexesWhatACrashKeptFromTheIndex) {
  fill();
  const auto lost = ids_[7];
  studio().store().write([&](store::Transaction& transaction) {
    studio().catalog().remove(transaction, std::span(&lost, 1));
  });
  auto report = verify(studio(), {}, caller_);
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(report.problems[0].kind, "not-indexed");
  EXPECT_EQ(report.problems[0].asset, lost.text());
  EXPECT_TRUE(verify(studio(), {std::nullopt, true, nullptr}, caller_).sound());
  EXPECT_TRUE(studio().catalog().detail(lost));
  EXPECT_TRUE(verify(studio(), {}, caller_).problems.empty());
}

TEST_F(Proof, BringsTheIndexUpToDateWhenItOpensAfterACrash) {
  fill();
  const auto before = studio().catalog().detail(ids_[2])->description;
  auto changed = before;
  changed.fields.push_back(
      {"title", "Made durable, not indexed", metadata::Origin::Person, "local"});
  auto deposit = studio().vault().deposit();
  deposit.update(ids_[2], {"Described", "local"})
      .text("description.json", metadata::toJson(changed));
  deposit.commit();  // and here the power fails: neither the index nor deposit.indexed() hear of it
  fs::copy(folder(), room_ / "copy", fs::copy_options::recursive);
  close();
  const Studio after(world(), room_ / "copy");
  auto& opened = const_cast<Studio&>(after);
  EXPECT_EQ(opened.catalog().detail(ids_[2])->description, changed);
  EXPECT_TRUE(verify(opened, {}, caller_).problems.empty());
}

TEST_F(Proof, SaysWhatTheIndexHasAndTheVaultHasNot) {
  fill();
  fs::remove_all(folder() / "vault" / studio().vault().folder(ids_[1]));
  const auto report = verify(studio(), {}, caller_);
  EXPECT_FALSE(report.sound());
  EXPECT_TRUE(std::ranges::any_of(report.problems, [&](const Problem& each) {
    return each.kind == "missing" && each.asset == ids_[1].text();
  }));
}

TEST_F(Proof, ErasesForGoodAndRemembersThatItDid) {
  fill();
  const auto gone = ids_[9];
  const auto place = folder() / "vault" / studio().vault().folder(gone);
  studio().describer().erase(std::span(&gone, 1), caller_);
  EXPECT_FALSE(fs::exists(place));
  EXPECT_FALSE(studio().catalog().detail(gone));
  EXPECT_TRUE(verify(studio(), {}, caller_).problems.empty());
  rebuild(studio(), caller_);
  EXPECT_FALSE(studio().catalog().detail(gone));
  EXPECT_THAT(real_.readText(folder() / "erased.jsonl"), testing::HasSubstr(gone.text()));
}

TEST_F(Proof, KeepsThePersonsWordBesideTheFiles) {
  const auto id = bringIn("note.md", "# From the file");
  change(id, [](metadata::Description& d) {
    d.fields.push_back({"title", "From a person", metadata::Origin::Person, "local"});
    return true;
  });
  EXPECT_EQ(studio().catalog().summary(id)->title, "From a person");
  const auto description =
      metadata::descriptionFromJson(studio().vault().readText(id, "description.json"));
  EXPECT_EQ(description.fields.size(), 2U);
  EXPECT_EQ(studio().vault().versions(id).size(), 2U);
  EXPECT_EQ(studio().vault().readText(id, "original/note.md"), "# From the file");
}

TEST_F(Proof, IsLockedWhileItIsOpen) {
  try {
    const Studio second(world(), folder());
    FAIL() << "two have it open";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::StudioLocked);
  }
}

}  // namespace

}  // namespace atelier::studio
