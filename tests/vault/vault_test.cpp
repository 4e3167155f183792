#include "vault/vault.h"

#include "base/error.h"
#include "base/files.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::vault {

namespace {

class VaultTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "atelier-vault-XXXXXX").string();
    room_ = ::mkdtemp(pattern.data());
    Vault::create(files_, room_ / "vault", room_ / "work");
    vault_ =
        std::make_unique<Vault>(files_, clock_, random_, log_, room_ / "vault", room_ / "work");
  }
  void TearDown() override {
    vault_.reset();
    fs::remove_all(room_);
  }

  Spooled spool(std::string_view text) {
    auto writer = vault_->spool();
    writer.write(std::as_bytes(std::span(text)));
    return writer.finish();
  }

  AssetId add(const std::string& text, const std::string& name = "a.txt") {
    const auto id = ids_.make<AssetTag>();
    auto deposit = vault_->deposit();
    deposit.create(id, {"Brought in", "test"})
        .file("original/" + name, spool(text))
        .text("description.json", "{}");
    deposit.commit();
    deposit.indexed();
    return id;
  }

  RealFiles files_;
  ManualClock clock_;
  SystemRandom random_;
  Log log_{clock_, -1};
  IdMaker ids_{clock_, random_};
  fs::path room_;
  std::unique_ptr<Vault> vault_;
};

TEST_F(VaultTest, GivesBackWhatItWasGiven) {
  const std::string text(3'000'000, 'w');
  const auto path = room_ / "source.bin";
  std::ofstream(path) << text;
  const auto id = ids_.make<AssetTag>();
  auto spooled = vault_->spoolFile(path);
  EXPECT_EQ(spooled.digest(), Sha256::of(text));
  EXPECT_EQ(spooled.bytes(), text.size());
  auto deposit = vault_->deposit();
  deposit.create(id, {"Brought in", "test"}).file("original/source.bin", std::move(spooled));
  deposit.commit();
  EXPECT_EQ(vault_->readText(id, "original/source.bin"), text);
  EXPECT_EQ(vault_->originalPath(id), "original/source.bin");
  EXPECT_TRUE(vault_->check(vault_->folder(id), true).empty());
}

/// As on a file system that shares blocks; what is cloned can be changed before anybody reads it.
class SharingFiles : public RealFiles {
 public:
  bool clone(const fs::path& from, const fs::path& to) override {
    ++clones;
    createText(to, readText(from), false);
    if (changeSource) std::ofstream(from) << "changed in the meantime";
    return true;
  }
  int clones = 0;
  bool changeSource = false;
};

TEST_F(VaultTest, SharesTheBlocksOfASourceThatChangesMeanwhile) {
  vault_.reset();
  SharingFiles sharing;
  sharing.changeSource = true;
  Vault vault(sharing, clock_, random_, log_, room_ / "vault", room_ / "work");
  const auto path = room_ / "source.txt";
  std::ofstream(path) << "as it was";
  const auto id = ids_.make<AssetTag>();
  auto spooled = vault.spoolFile(path);
  EXPECT_EQ(spooled.digest(), Sha256::of("as it was"));
  EXPECT_EQ(spooled.bytes(), 9U);
  auto deposit = vault.deposit();
  deposit.create(id, {"Brought in", "test"}).file("original/source.txt", std::move(spooled));
  deposit.commit();
  deposit.indexed();
  EXPECT_EQ(sharing.clones, 1);
  EXPECT_EQ(vault.readText(id, "original/source.txt"), "as it was");
  EXPECT_TRUE(vault.check(vault.folder(id), true).empty());
}

TEST_F(VaultTest, StoresUnchangedBytesOnceOverVersions) {
  const auto id = add("the original");
  auto deposit = vault_->deposit();
  deposit.update(id, {"Described", "test"}, 2).text("description.json", "{\"a\":1}");
  deposit.commit();
  EXPECT_EQ(vault_->head(id), 2U);
  EXPECT_EQ(vault_->readText(id, "original/a.txt", 2), "the original");
  EXPECT_EQ(vault_->readText(id, "description.json", 1), "{}");
  EXPECT_FALSE(fs::exists(vault_->root() / vault_->folder(id) / "v2/content/original"));
  EXPECT_EQ(vault_->versions(id).at(1).message, "Described");
}

TEST_F(VaultTest, RefusesAVersionThatSomebodyElseMade) {
  const auto id = add("x");
  try {
    vault_->deposit().update(id, {"Described", "test"}, 3);
    FAIL() << "a gap in the versions was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::Conflict);
  }
}

TEST_F(VaultTest, RemovesASpoolThatNobodyTook) {
  const auto path = spool("nobody wants me").path();
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(VaultTest, ErasesWithoutLeavingEmptyFolders) {
  const auto id = add("private");
  const auto folder = vault_->root() / vault_->folder(id);
  vault_->erase(id, "test");
  EXPECT_FALSE(fs::exists(folder.parent_path()));
  EXPECT_FALSE(vault_->has(id));
  EXPECT_THAT(files_.readText(room_ / "erased.jsonl"), testing::HasSubstr(id.text()));
  vault_->erase(id, "test");  // and once more: nothing happens
  const auto other = add("still works");
  EXPECT_EQ(vault_->readText(other, "original/a.txt"), "still works");
}

TEST_F(VaultTest, FindsAFlippedBitAnywhere) {
  const auto id = add("words that must not change");
  const auto folder = vault_->root() / vault_->folder(id);
  int flips = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    for (std::size_t byte = 0; byte < entry.file_size(); ++byte, ++flips) {
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(static_cast<std::streamoff>(byte));
      const char was = static_cast<char>(file.get());
      const auto put = [&](char c) {
        file.seekp(static_cast<std::streamoff>(byte));
        file.put(c);
        file.flush();
      };
      put(static_cast<char>(was ^ (1 << (byte % 8))));
      EXPECT_FALSE(vault_->check(vault_->folder(id), true).empty())
          << entry.path() << " byte " << byte;
      put(was);
    }
  }
  EXPECT_GT(flips, 1000);
  EXPECT_TRUE(vault_->check(vault_->folder(id), true).empty());
}

TEST_F(VaultTest, LetsManyDepositAtOnce) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) add("text " + std::to_string(i));
    });
  }
  threads.clear();
  int count = 0;
  vault_->forEach([&](std::optional<AssetId>, const fs::path& folder) {
    ++count;
    EXPECT_TRUE(vault_->check(folder, true).empty());
    return true;
  });
  EXPECT_EQ(count, 80);
}

TEST(SafeName, StandsInAPathWhateverItIsGiven) {
  EXPECT_EQ(safeName("IMG 5910.jpg"), "IMG 5910.jpg");
  EXPECT_EQ(safeName("../../etc/passwd"), ".._.._etc_passwd");
  EXPECT_EQ(safeName(""), "unnamed");
  EXPECT_EQ(safeName(".."), "unnamed");
  EXPECT_EQ(safeName("a\nb\x01"), "a_b_");
  EXPECT_LE(safeName(std::string(5000, 'x')).size(), 200U);
  EXPECT_EQ(safeName("Mono-tó.jpg"), "Mono-tó.jpg");
}

}  // namespace

}  // namespace atelier::vault
