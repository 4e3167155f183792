#include "base/error.h"
#include "base/simulated_disk.h"
#include "vault/vault.h"

#include <functional>
#include <map>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::vault {

namespace {

const fs::path root = "/studio/vault";
const fs::path work = "/studio/work";

/// What was acknowledged: for each object, the text of each of its versions; nothing for an erased
/// one.
using Promises = std::map<AssetId, std::optional<std::vector<std::string>>>;

class Crash : public testing::Test {
 protected:
  ManualClock clock_;
  SeededRandom random_{7};
  Log log_{clock_, -1};
  IdMaker ids_{clock_, random_};

  Vault open(SimulatedDisk& disk) { return {disk, clock_, random_, log_, root, work}; }

  static void make(SimulatedDisk& disk) {
    disk.makeFolders("/studio");
    Vault::create(disk, root, work);
    disk.syncAll("/");
  }

  static Spooled spool(Vault& vault, std::string_view text) {
    auto writer = vault.spool();
    writer.write(std::as_bytes(std::span(text)));
    return writer.finish();
  }

  static void create(Vault& vault, const std::vector<AssetId>& ids, Promises& promises) {
    auto deposit = vault.deposit();
    for (const auto& id : ids) {
      const auto text = "original of " + id.text() + std::string(700, 'x');
      deposit.create(id, {"Brought in", "test"})
          .file("original/a.txt", spool(vault, text))
          .text("description.json", "1");
    }
    deposit.commit();
    for (const auto& id : ids) promises[id] = {"1"};
  }

  static void update(Vault& vault, const std::vector<AssetId>& ids, const std::string& text,
                     Promises& promises) {
    auto deposit = vault.deposit();
    for (const auto& id : ids)
      deposit.update(id, {"Described", "test"}).text("description.json", text);
    deposit.commit();
    for (const auto& id : ids) promises[id]->push_back(text);
  }

  /// An ordinary day: two groups come in, some are described twice, one is erased.
  void day(Vault& vault, const std::vector<AssetId>& ids, Promises& promises) {
    create(vault, {ids[0], ids[1], ids[2]}, promises);
    create(vault, {ids[3]}, promises);
    update(vault, {ids[0], ids[3]}, "2", promises);
    update(vault, {ids[0]}, "3", promises);
    vault.erase(ids[1], "test");
    promises[ids[1]] = std::nullopt;
  }

  std::vector<AssetId> someIds() {
    return {ids_.make<AssetTag>(), ids_.make<AssetTag>(), ids_.make<AssetTag>(),
            ids_.make<AssetTag>()};
  }

  /// Everything promised is there, whole and at every version, and nothing else is half there.
  static void expectKept(const Vault& vault, const Promises& promises, const std::string& where) {
    for (const auto& [id, versions] : promises) {
      if (!versions) {
        EXPECT_FALSE(vault.has(id)) << where;
        continue;
      }
      ASSERT_TRUE(vault.has(id)) << where;
      ASSERT_GE(vault.head(id), versions->size()) << where;
      for (std::size_t i = 0; i < versions->size(); ++i) {
        const auto number = static_cast<std::uint32_t>(i + 1);
        EXPECT_EQ(vault.readText(id, "description.json", number), (*versions)[i]) << where;
        EXPECT_EQ(vault.readText(id, "original/a.txt", number),
                  "original of " + id.text() + std::string(700, 'x'));
      }
    }
    vault.forEach([&](std::optional<AssetId> id, const fs::path& folder) {
      EXPECT_TRUE(id) << where << " " << folder;
      for (const auto& damage : vault.check(folder, true)) {
        ADD_FAILURE() << where << ": " << folder << " " << damage.code << " " << damage.where
                      << ": " << damage.message;
      }
      return !testing::Test::HasFailure();
    });
  }

  static void expectNoGarbage(SimulatedDisk& disk, const Vault& vault, const std::string& where) {
    EXPECT_TRUE(vault.garbage().empty()) << where;
    EXPECT_EQ(disk.list(work).size(), 1U) << where;  // this run's own folder
  }
};

TEST_F(Crash, LosesNothingAcknowledgedWhenThePowerFailsAtAnyChange) {
  const auto ids = someIds();
  int states = 0;
  for (std::uint64_t n = 1;; ++n) {
    SimulatedDisk disk;
    make(disk);
    Promises promises;
    bool finished = true;
    auto vault = std::make_unique<Vault>(disk, clock_, random_, log_, root, work);
    disk.failAt(n, EIO);
    try {
      day(*vault, ids, promises);
    } catch (const Error&) {
      finished = false;
    }
    // An erasure that was under way may be finished by the next open: it was asked for, so both
    // endings are right.
    for (int ending = 0; ending < 12; ++ending) {
      auto after = disk.afterPowerCut(random_);
      auto kept = promises;
      const auto where = "change " + std::to_string(n) + ", ending " + std::to_string(ending);
      Vault opened(*after, clock_, random_, log_, root, work);
      if (kept.contains(ids[1]) && kept[ids[1]] && promises[ids[0]]->size() == 3 &&
          !opened.has(ids[1])) {
        kept[ids[1]] = std::nullopt;
      }
      expectKept(opened, kept, where);
      expectNoGarbage(*after, opened, where);
      ++states;
      ASSERT_FALSE(HasFailure()) << where;
    }
    vault.reset();
    if (finished) break;
  }
  EXPECT_GT(states, 1000);
  RecordProperty("states", states);
}

TEST_F(Crash, AcknowledgesNothingAfterTheDiskFailedOrFilledUpAndGoesOnLater) {
  const auto ids = someIds();
  int points = 0;
  for (const int problem : {EIO, ENOSPC}) {
    for (std::uint64_t n = 1;; ++n) {
      SimulatedDisk disk;
      make(disk);
      Promises promises;
      Vault vault(disk, clock_, random_, log_, root, work);
      disk.failAt(n, problem, false);
      bool failed = false;
      try {
        create(vault, {ids[0], ids[1]}, promises);
        update(vault, {ids[0]}, "2", promises);
      } catch (const Error& error) {
        failed = true;
        EXPECT_EQ(error.code, problem == ENOSPC ? Code::NoSpace : Code::Io);
      }
      const auto where = "error " + std::to_string(problem) + " at change " + std::to_string(n);
      expectKept(vault, promises, where);  // reads go on
      if (failed) {
        // Later, with the disk well again, the same is done as if nothing had been: on this vault
        // or a new one.
        Vault again(disk, clock_, random_, log_, root, work);
        for (const auto& id : {ids[0], ids[1]}) {
          if (!again.has(id)) create(again, {id}, promises);
        }
        expectKept(again, promises, where + ", later");
      }
      ++points;
      ASSERT_FALSE(HasFailure()) << where;
      if (!failed) break;
    }
  }
  EXPECT_GT(points, 50);
}

TEST_F(Crash, RemindsTheIndexOfWhatItMayNotKnow) {
  const auto ids = someIds();
  SimulatedDisk disk;
  make(disk);
  Promises promises;
  Vault vault(disk, clock_, random_, log_, root, work);
  auto deposit = vault.deposit();
  deposit.create(ids[0], {"Brought in", "test"}).text("description.json", "1");
  deposit.commit();
  {
    auto after = disk.afterPowerCut(random_);
    Vault opened(*after, clock_, random_, log_, root, work);
    EXPECT_THAT(opened.notIndexed(), testing::ElementsAre(ids[0]));
    auto again = after->afterPowerCut(random_);  // and once more, before anybody listened
    Vault twice(*again, clock_, random_, log_, root, work);
    EXPECT_THAT(twice.notIndexed(), testing::ElementsAre(ids[0]));
    twice.indexed();
    disk.syncAll("/");
  }
  deposit.indexed();
  disk.syncAll("/");
  auto later = disk.afterPowerCut(random_);
  Vault opened(*later, clock_, random_, log_, root, work);
  EXPECT_THAT(opened.notIndexed(), testing::IsEmpty());
}

}  // namespace

}  // namespace atelier::vault
