#include "base/error.h"
#include "tests/vault/simulated_vault.h"

#include <cerrno>

namespace atelier::vault {

namespace {

using Crash = SimulatedVault;

TEST_F(Crash, LosesNothingAcknowledgedWhenThePowerFailsAtAnyChange) {
  constexpr int endings = 6;
  auto disk = emptyVault();
  auto vault = open(*disk);
  Book book;
  std::uint64_t states = 0;
  disk->beforeEachChange([&] {
    for (int ending = 0; ending < endings && !HasFailure(); ++ending, ++states) {
      SCOPED_TRACE(testing::Message()
                   << "before change " << disk->changes() + 1 << ", ending " << ending);
      auto after = disk->afterPowerCut(random_);
      const auto opened = open(*after);
      expectKept(*after, *opened, book);
      expectTidy(*after, *opened, book);
    }
  });
  attempt(*vault, day(), book);
  disk->beforeEachChange({});
  expectKept(*disk, *vault, book);
  EXPECT_GT(states, 1500U);
  RecordProperty("states", std::to_string(states));
}

TEST_F(Crash, LosesNothingWhenThePowerFailsAgainWhileItRecovers) {
  auto disk = emptyVault();
  auto vault = open(*disk);
  Book book;
  std::uint64_t states = 0;
  disk->beforeEachChange([&] {
    if (HasFailure()) return;
    auto after = disk->afterPowerCut(random_);
    after->beforeEachChange([&] {
      if (HasFailure() || random_.below(8) != 0) return;
      SCOPED_TRACE(testing::Message()
                   << "before change " << disk->changes() + 1 << ", then " << after->changes() + 1);
      auto again = after->afterPowerCut(random_);
      const auto opened = open(*again);
      expectKept(*again, *opened, book);
      expectTidy(*again, *opened, book);
      ++states;
    });
    open(*after);
  });
  attempt(*vault, day(), book);
  EXPECT_GT(states, 300U);
  RecordProperty("states", std::to_string(states));
}

struct Fault {
  int problem;
  bool forGood;
};

class Failing : public SimulatedVault, public testing::WithParamInterface<Fault> {
 protected:
  /// What the disk's failure did to a step must not show, now or after a crash; then the same step
  /// succeeds, on this vault or on one that is opened anew.
  void expectNothingOfIt(SimulatedDisk& disk, std::unique_ptr<Vault>& vault, const Step& step,
                         Book& book) {
    auto after = disk.afterPowerCut(random_);
    const auto opened = open(*after);
    expectKept(*after, *opened, book);
    expectTidy(*after, *opened, book);
    disk.heal();
    vault->deposit();  // takes back what could not be taken back while the disk was failing
    Book nothingOfIt = book;
    nothingOfIt.attempted.clear();
    if (step.kind != Step::Kind::Erase) expectKept(disk, *vault, nothingOfIt);
    if (random_.below(2) == 0) {
      vault.reset();
      vault = open(disk);
      if (step.kind != Step::Kind::Erase) expectKept(disk, *vault, nothingOfIt);
    }
    attempt(*vault, step, book);
  }

  void failAtChange(std::uint64_t n, const SimulatedDisk& start, const std::vector<Step>& steps) {
    SimulatedDisk disk(start);
    auto vault = open(disk);
    Book book;
    disk.failAt(n, GetParam().problem, GetParam().forGood);
    for (const auto& step : steps) {
      try {
        attempt(*vault, step, book);
      } catch (const Error& error) {
        EXPECT_EQ(error.code, GetParam().problem == ENOSPC ? Code::NoSpace : Code::Io);
        expectNothingOfIt(disk, vault, step, book);
      }
    }
    disk.heal();
    vault->deposit();  // sweeps what could not be swept
    expectKept(disk, *vault, book);
    vault.reset();
    const auto opened = open(disk);
    expectKept(disk, *opened, book);
    expectTidy(disk, *opened, book);
  }
};

TEST_P(Failing, TakesBackWhatItDidNotAcknowledgeAndSucceedsLater) {
  const auto start = emptyVault();
  const auto steps = day();
  std::uint64_t changes = 0;
  {
    SimulatedDisk disk(*start);
    auto vault = open(disk);
    const auto before = disk.changes();
    Book book;
    attempt(*vault, steps, book);
    changes = disk.changes() - before;
  }
  // A full disk takes the same ways as a failing one: every third change is enough for it.
  const std::uint64_t step = GetParam().problem == ENOSPC ? 3 : 1;
  for (std::uint64_t n = 1; n <= changes && !HasFailure(); n += step) {
    SCOPED_TRACE(testing::Message() << "at change " << n);
    failAtChange(n, *start, steps);
  }
  EXPECT_GT(changes, 200U);
}

INSTANTIATE_TEST_SUITE_P(Disk, Failing,
                         testing::Values(Fault{EIO, false}, Fault{EIO, true}, Fault{ENOSPC, false},
                                         Fault{ENOSPC, true}),
                         [](const auto& each) {
                           return std::string(each.param.problem == EIO ? "FailsOnce" : "FillsUp") +
                                  (each.param.forGood ? "ForGood" : "AtOneCall");
                         });

TEST_F(Crash, SaysThatADiskIsFullAndGoesOnWhenThereIsRoom) {
  auto disk = emptyVault();
  auto vault = open(*disk);
  Book book;
  const auto steps = day();
  attempt(*vault, steps[0], book);
  disk->limitBytes(disk->space("/").capacity - disk->space("/").available + 2000);
  try {
    attempt(*vault, steps[1], book);
    FAIL() << "more went in than there was room for";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::NoSpace);
  }
  book.attempted.clear();
  expectKept(*disk, *vault, book);
  disk->limitBytes(1'000'000);
  attempt(*vault, steps[1], book);
  expectKept(*disk, *vault, book);
}

TEST_F(Crash, TakesBackAGroupThatTheIndexCouldNotNoteWhateverHappensMeanwhile) {
  auto disk = emptyVault();
  auto vault = open(*disk);
  Book book;
  const auto steps = day();
  attempt(*vault, {steps[0], steps[1]}, book);
  const auto a = steps[0].changes.begin()->first;
  const auto fresh = steps[5].changes.begin()->first;
  auto versions = book.kept[a];
  versions.push_back(versions.back());
  versions.back()["description.json"] = "{}";
  book.attempted = {{a, versions}, {fresh, {{{"description.json", "[]"}}}}};
  disk->beforeEachChange([&] {
    auto after = disk->afterPowerCut(random_);
    const auto opened = open(*after);
    expectKept(*after, *opened, book);
    expectTidy(*after, *opened, book);
  });
  auto deposit = vault->deposit();
  deposit.update(a, {"Changed", "test"}).text("description.json", "{}");
  deposit.create(fresh, {"Brought in", "test"}).text("description.json", "[]");
  EXPECT_THROW(deposit.commit([&] {
    auto other = vault->deposit();
    other.update(a, {"Changed", "test"}).text("description.json", "{\"b\":1}");
    EXPECT_THROW(other.commit(), Error);  // nobody builds on what may be taken back
    throw Error{Code::Database, "The index is out of order."};
  }),
               Error);
  disk->beforeEachChange({});
  book.attempted.clear();
  expectKept(*disk, *vault, book);
  auto after = disk->afterPowerCut(random_);
  const auto opened = open(*after);
  expectKept(*after, *opened, book);
  EXPECT_THAT(opened->notIndexed(), testing::Each(a));  // reminding once too often is harmless
}

TEST_F(Crash, RemindsTheIndexUntilItKnowsEvenAfterAnOrderlyEnd) {
  auto disk = emptyVault();
  const auto steps = day();
  Book book;
  const auto a = steps[0].changes.begin()->first;
  attempt(*open(*disk), Step{Step::Kind::Create, steps[0].changes, false}, book);
  EXPECT_THAT(open(*disk)->notIndexed(), testing::ElementsAre(a));
  {
    const auto opened = open(*disk);
    EXPECT_THAT(opened->notIndexed(), testing::ElementsAre(a));
    opened->indexed();
  }
  EXPECT_THAT(open(*disk)->notIndexed(), testing::IsEmpty());
}

}  // namespace

}  // namespace atelier::vault
