#include "base/error.h"
#include "base/simulated_disk.h"
#include "formats/ocfl/validator.h"
#include "vault/vault.h"

#include <cerrno>
#include <functional>
#include <optional>
#include <set>
#include <thread>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// What is found after something failed and somebody tried again: rolled back, recovered, or
/// recovered half and then recovered once more. The whole storage root is held to OCFL each time.
namespace atelier::vault {

namespace {

const fs::path root = "/studio/vault";
const fs::path work = "/studio/work";

class Recovery : public testing::Test {
 protected:
  void SetUp() override {
    disk_.makeFolders("/studio");
    Vault::create(disk_, root, work);
    disk_.syncAll("/");
    for (int i = 0; i < 4; ++i) ids_.push_back(maker_.make<AssetTag>());
  }

  std::unique_ptr<Vault> open(SimulatedDisk& disk) {
    return std::make_unique<Vault>(disk, clock_, random_, log_, root, work);
  }

  static void create(Vault& vault, std::initializer_list<AssetId> ids) {
    auto deposit = vault.deposit();
    for (const auto& id : ids) {
      deposit.create(id, {"Brought in", "test"})
          .text("original/a.txt", "original of " + id.text() + std::string(600, 'x'))
          .text("description.json", "1");
    }
    deposit.commit();
    deposit.indexed();
  }

  static void update(Vault& vault, std::initializer_list<AssetId> ids, std::string_view text) {
    auto deposit = vault.deposit();
    for (const auto& id : ids) {
      deposit.update(id, {"Described", "test"}).text("description.json", std::string(text));
    }
    deposit.commit();
    deposit.indexed();
  }

  /// Every object whole, every folder in its place, nothing in `work` but this run's folder.
  static void expectSound(SimulatedDisk& disk, const std::string& where) {
    for (const auto& finding : ocfl::validateRoot(disk, root)) {
      if (finding.error) ADD_FAILURE() << where << ": " << ocfl::describe(finding);
    }
    EXPECT_EQ(disk.list(work).size(), 1U) << where;
  }

  ManualClock clock_;
  SeededRandom random_{21};
  Log log_{clock_, -1};
  IdMaker maker_{clock_, random_};
  std::vector<AssetId> ids_;
  SimulatedDisk disk_;
};

/// Runs `change` with the n-th change of the disk failing, for every n until it succeeds; `after`
/// looks at what each failure left.
void atEveryChange(const SimulatedDisk& start, bool forGood,
                   const std::function<void(SimulatedDisk&)>& change,
                   const std::function<void(SimulatedDisk&, const std::string&)>& after) {
  for (std::uint64_t n = 1;; ++n) {
    SimulatedDisk disk(start);
    disk.failAt(n, EIO, forGood);
    bool failed = false;
    try {
      change(disk);
    } catch (const Error&) {
      failed = true;
    }
    disk.heal();
    after(disk, "change " + std::to_string(n));
    if (testing::Test::HasFailure() || (!failed && disk.changes() < start.changes() + n)) return;
    ASSERT_LT(n, 5000U);
  }
}

TEST_F(Recovery, FindsASoundVaultWhenThePowerFailsAfterSomethingWasTakenBack) {
  create(*open(disk_), {ids_[0], ids_[1]});
  disk_.syncAll("/");
  int states = 0;
  atEveryChange(
      disk_, false,
      [&](SimulatedDisk& disk) {
        auto vault = open(disk);
        auto deposit = vault->deposit();
        deposit.update(ids_[0], {"Described", "test"}).text("description.json", "2");
        deposit.create(ids_[2], {"Brought in", "test"}).text("description.json", "1");
        try {
          deposit.commit();
        } catch (const Error&) {
          // The moment after: the vault is open, and the power fails.
          for (int ending = 0; ending < 40; ++ending, ++states) {
            auto cut = disk.afterPowerCut(random_);
            auto opened = open(*cut);
            const auto where = "ending " + std::to_string(ending);
            expectSound(*cut, where);
            update(*opened, {ids_[0]}, "again");
            EXPECT_EQ(opened->readText(ids_[0], "description.json"), "again") << where;
            if (!opened->has(ids_[2])) create(*opened, {ids_[2]});
            if (HasFailure()) break;
          }
          throw;
        }
      },
      [](SimulatedDisk&, const std::string& where) {
        EXPECT_FALSE(testing::Test::HasFailure()) << where;
      });
  EXPECT_GT(states, 500);
}

TEST_F(Recovery, IsRecoveredAfterAPowerCutInTheMiddleOfRecovery) {
  create(*open(disk_), {ids_[0], ids_[1], ids_[3]});
  disk_.syncAll("/");
  int states = 0;
  atEveryChange(
      disk_, true,
      [&](SimulatedDisk& disk) {
        auto vault = open(disk);
        update(*vault, {ids_[0], ids_[1]}, "2");
        create(*vault, {ids_[2]});
        vault->erase(ids_[3], "test");
      },
      [&](SimulatedDisk& disk, const std::string& where) {
        const auto first = disk.afterPowerCut(random_);
        atEveryChange(
            *first, true, [&](SimulatedDisk& second) { open(second); },
            [&](SimulatedDisk& second, const std::string& inner) {
              const auto cut = second.afterPowerCut(random_);
              const auto opened = open(*cut);
              expectSound(*cut, where + ", then " + inner);
              for (const auto& id : {ids_[0], ids_[1]}) {
                const auto text = opened->readText(id, "description.json");
                EXPECT_TRUE(text == "1" || text == "2") << where << ", then " << inner;
              }
              ++states;
            });
      });
  EXPECT_GT(states, 1000);
}

TEST_F(Recovery, LeavesNoEmptyFolderWhenAnObjectWasTakenBack) {
  atEveryChange(
      disk_, false,
      [&](SimulatedDisk& disk) {
        auto vault = open(disk);
        try {
          create(*vault, {ids_[0], ids_[1]});
        } catch (const Error&) {
          for (const auto& finding : ocfl::validateRoot(disk, root)) {
            if (finding.error) ADD_FAILURE() << ocfl::describe(finding);
          }
          throw;
        }
      },
      [](SimulatedDisk&, const std::string& where) {
        EXPECT_FALSE(testing::Test::HasFailure()) << where;
      });
}

TEST_F(Recovery, OpensEvenIfTheObjectThatItWantsToFinishIsDamaged) {
  create(*open(disk_), {ids_[0], ids_[1]});
  disk_.syncAll("/");
  atEveryChange(
      disk_, true, [&](SimulatedDisk& disk) { update(*open(disk), {ids_[0], ids_[1]}, "2"); },
      [&](SimulatedDisk& disk, const std::string& where) {
        fs::path folder;
        {
          SimulatedDisk copy(disk);
          folder = root / open(copy)->folder(ids_[0]);
        }
        for (const auto* name : {"inventory.json", "v1/inventory.json", "v2/inventory.json"}) {
          if (disk.exists(folder / name)) disk.open(folder / name, Open::Update)->truncate(3);
        }
        const auto opened = open(disk);
        EXPECT_TRUE(opened->has(ids_[1])) << where;
        EXPECT_FALSE(opened->check(opened->folder(ids_[0]), true).empty()) << where;
        EXPECT_TRUE(opened->check(opened->folder(ids_[1]), true).empty()) << where;
      });
}

TEST_F(Recovery, SaysThatSomebodyElseMadeThisVersion) {
  auto vault = open(disk_);
  create(*vault, {ids_[0], ids_[1]});
  auto first = vault->deposit();
  first.update(ids_[0], {"Described", "first"}).text("description.json", "first");
  auto second = vault->deposit();
  second.update(ids_[1], {"Described", "second"}).text("description.json", "second");
  second.update(ids_[0], {"Described", "second"}).text("description.json", "second");
  first.commit();
  try {
    second.commit();
    FAIL() << "the first one's version was overwritten";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::Conflict);
  }
  EXPECT_EQ(vault->readText(ids_[0], "description.json"), "first");
  EXPECT_EQ(vault->head(ids_[1]), 1U);
  EXPECT_TRUE(vault->check(vault->folder(ids_[1]), true).empty());
}

TEST_F(Recovery, MakesNoObjectTwice) {
  auto vault = open(disk_);
  create(*vault, {ids_[0]});
  try {
    create(*vault, {ids_[1], ids_[0]});
    FAIL() << "an object was replaced";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::ObjectExists);
  }
  EXPECT_FALSE(vault->has(ids_[1]));
  EXPECT_EQ(vault->readText(ids_[0], "description.json"), "1");
}

TEST_F(Recovery, RefusesTwoChangesOfOneObjectInOneGroup) {
  auto vault = open(disk_);
  create(*vault, {ids_[0]});
  auto deposit = vault->deposit();
  deposit.update(ids_[0], {"Described", "test"}).text("description.json", "a");
  deposit.update(ids_[0], {"Described", "test"}).text("description.json", "b");
  EXPECT_THROW(deposit.commit(), Error);
  EXPECT_EQ(vault->head(ids_[0]), 1U);
  update(*vault, {ids_[0]}, "c");
  EXPECT_EQ(vault->readText(ids_[0], "description.json"), "c");
}

TEST_F(Recovery, RemembersEveryErasureOfManyAtOnce) {
  auto vault = open(disk_);
  std::vector<AssetId> all;
  for (int i = 0; i < 40; ++i) {
    all.push_back(maker_.make<AssetTag>());
    create(*vault, {all.back()});
  }
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < all.size(); i += 4) vault->erase(all[i], "test");
      });
    }
  }
  std::set<std::string> recorded;
  const auto text = disk_.readText("/studio/erased.jsonl");
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    const auto line = boost::json::parse(text.substr(at, end - at)).as_object();
    recorded.emplace(line.at("id").as_string());
    at = end + 1;
  }
  EXPECT_EQ(recorded.size(), all.size());
  expectSound(disk_, "after all of them");
}

TEST_F(Recovery, RecordsAnErasureOnALineOfItsOwnAfterATornOne) {
  auto vault = open(disk_);
  create(*vault, {ids_[0]});
  disk_.createText("/studio/erased.jsonl", "{\"id\":\"half a li");
  vault->erase(ids_[0], "test");
  const auto text = disk_.readText("/studio/erased.jsonl");
  const auto last = text.substr(text.find('\n') + 1);
  EXPECT_EQ(boost::json::parse(last).as_object().at("id").as_string(), ids_[0].text());
}

TEST_F(Recovery, ErasesOnceWhenTwoAskAtOnce) {
  auto vault = open(disk_);
  for (int round = 0; round < 30; ++round) {
    const auto id = maker_.make<AssetTag>();
    create(*vault, {id});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 2; ++t) {
      threads.emplace_back([&] { EXPECT_NO_THROW(vault->erase(id, "test")); });
    }
    threads.clear();
    EXPECT_FALSE(vault->has(id));
  }
}

}  // namespace

}  // namespace atelier::vault
