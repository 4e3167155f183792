#include "tests/keeping/access_house.h"

#include <thread>

#include <gmock/gmock.h>

namespace atelier::access {
namespace {

using testing::IsEmpty;
using testing::Not;

class Audit : public House {
 protected:
  void write(int count) {
    for (int i = 0; i < count; ++i) {
      store_->write([&](store::Transaction& transaction) {
        access_->audit().append(transaction, Caller::local(), "test.do", std::to_string(i));
      });
    }
  }
  std::vector<AuditProblem> problems() { return access_->audit().verify().problems; }
};

TEST_F(Audit, SaysWhoDidWhatToWhomAndWhence) {
  const auto owner = setUp();
  access_->inviteUser(owner.caller, "Vita", Role::Viewer);
  const auto page = access_->audit().list(owner.caller, std::nullopt, 1);
  ASSERT_EQ(page.entries.size(), 1U);
  const auto& entry = page.entries[0];
  EXPECT_EQ(entry.action, "user.invite");
  EXPECT_EQ(entry.callerName, "Mara");
  EXPECT_EQ(entry.callerId, owner.caller.id);
  EXPECT_EQ(entry.session, owner.caller.session);
  EXPECT_EQ(entry.address, home.address);
  EXPECT_EQ(entry.at, clock_.now());
  EXPECT_EQ(entry.detail, R"({"name":"Vita","role":"viewer"})");
}

TEST_F(Audit, HasAnEntryForEveryChangeOfAccess) {
  const auto owner = setUp();
  const auto vita = join(owner.caller, "Vita", Role::Viewer);
  access_->changeRole(owner.caller, idOf(vita), Role::Editor);
  const auto token = access_->createToken(
      owner.caller, {.name = "t", .scopes = scopesOf(Role::Viewer), .expiresAt = std::nullopt});
  access_->revokeToken(owner.caller, token.info.id);
  EXPECT_THROW(access_->signIn("Mara", "wrong wrong wrong", home), Error);
  access_->endSession(owner.caller, vita.caller.session);
  access_->inviteAgain(owner.caller, idOf(vita));
  access_->removeUser(owner.caller, idOf(vita));
  access_->signInWithCode(access_->makeSignInCode(), home);
  access_->endOtherSessions(owner.caller);
  access_->signOut(owner.caller);
  std::vector<std::string> actions;
  for (const auto& entry : access_->audit().list(Caller::local(), std::nullopt, 100).entries) {
    actions.insert(actions.begin(), entry.action);
  }
  EXPECT_THAT(actions,
              testing::ElementsAre("setup.code", "setup.owner", "session.start", "user.invite",
                                   "user.accept", "session.start", "user.role", "token.create",
                                   "token.revoke", "session.refuse", "session.end",
                                   "user.invite-again", "user.remove", "session.code",
                                   "session.start", "session.end-others", "session.end"));
}

TEST_F(Audit, HasNoEntryForWhatWasRefusedOrRolledBack) {
  const auto owner = setUp();
  const auto before = access_->audit().verify().entries;
  EXPECT_THROW(access_->removeUser(owner.caller, idOf(owner)), Error);
  EXPECT_THROW(store_->write([&](store::Transaction& transaction) {
    access_->audit().append(transaction, owner.caller, "test.do", "x");
    throw Error{Code::Conflict, "no"};
  }),
               Error);
  EXPECT_EQ(access_->audit().verify().entries, before);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Audit, IsReadPageByPageNewestFirst) {
  write(25);
  std::vector<std::uint64_t> numbers;
  std::optional<std::uint64_t> before;
  do {
    const auto page = access_->audit().list(Caller::local(), before, 10);
    for (const auto& entry : page.entries) numbers.push_back(entry.number);
    before = page.next;
  } while (before);
  ASSERT_EQ(numbers.size(), 25U);
  EXPECT_TRUE(std::ranges::is_sorted(numbers, std::greater{}));
}

TEST_F(Audit, TellsWhatWasDoneToOneThing) {
  write(25);
  store_->write([&](store::Transaction& transaction) {
    for (const auto* action : {"test.first", "test.second", "test.third"})
      access_->audit().append(transaction, Caller::local(), action, "the one");
  });
  write(5);
  const auto page = access_->audit().list(Caller::local(), {}, 2, "the one");
  ASSERT_EQ(page.entries.size(), 2U);
  EXPECT_EQ(page.entries[0].action, "test.third");
  const auto rest = access_->audit().list(Caller::local(), page.next, 2, "the one");
  ASSERT_EQ(rest.entries.size(), 1U);
  EXPECT_EQ(rest.entries[0].action, "test.first");
  EXPECT_FALSE(rest.next);
  EXPECT_THAT(access_->audit().list(Caller::local(), {}, 2, "the other").entries, IsEmpty());
}

TEST_F(Audit, HoldsAcrossRestartsAndThreads) {
  write(3);
  reopen();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { write(25); });
  }
  const auto report = access_->audit().verify();
  EXPECT_EQ(report.entries, 203U);
  EXPECT_THAT(report.problems, IsEmpty());
}

TEST_F(Audit, ShowsEveryChangeOfEveryFieldOfEveryEntry) {
  write(12);
  const std::vector<std::string> changes{
      "at = at + 1", "caller_id = 'x'", "caller_name = 'x'", "via = 'x'", "address = 'x'",
      "session = 'x'", "action = 'x'", "subject = 'x'", "detail = 'x'", "hash = zeroblob(32)",
      "hash = x'00'", "hash = 'text'", "action = x'00'",
      // What one field loses and the next one gains leaves the sum of letters as it was.
      "via = via || substr(action, 1, 1), action = substr(action, 2)"};
  for (const auto& change : changes) {
    for (int number = 1; number <= 12; ++number) {
      tamper("create temp table kept as select * from audit where number = " +
             std::to_string(number));
      tamper("update audit set " + change + " where number = " + std::to_string(number));
      EXPECT_THAT(problems(), Not(IsEmpty())) << change << " of " << number;
      tamper("delete from audit where number = " + std::to_string(number));
      tamper("insert into audit select * from kept; drop table kept");
      ASSERT_THAT(problems(), IsEmpty());
    }
  }
}

TEST_F(Audit, ShowsEveryDeletion) {
  write(12);
  for (int first = 1; first <= 12; ++first) {
    for (int last = first; last <= 12; ++last) {
      const auto which =
          " where number between " + std::to_string(first) + " and " + std::to_string(last);
      tamper("create temp table kept as select * from audit" + which);
      tamper("delete from audit" + which);
      EXPECT_THAT(problems(), Not(IsEmpty())) << which;
      tamper("insert into audit select * from kept; drop table kept");
      ASSERT_THAT(problems(), IsEmpty());
    }
  }
}

TEST_F(Audit, ShowsEverySwapAndInsertion) {
  write(8);
  for (int a = 1; a <= 8; ++a) {
    for (int b = a + 1; b <= 8; ++b) {
      const auto swap = "update audit set number = -1 where number = " + std::to_string(a) +
                        "; update audit set number = " + std::to_string(a) +
                        " where number = " + std::to_string(b) +
                        "; update audit set number = " + std::to_string(b) + " where number = -1";
      tamper(swap);
      EXPECT_THAT(problems(), Not(IsEmpty())) << a << " " << b;
      tamper(swap);
      ASSERT_THAT(problems(), IsEmpty());
    }
  }
  for (auto number : {-5, 0, 9}) {
    tamper("insert into audit select " + std::to_string(number) +
           ", at, caller_id, caller_name, via, address, session, action, subject, detail, hash "
           "from audit where number = 8");
    EXPECT_THAT(problems(), Not(IsEmpty())) << number;
    tamper("delete from audit where number = " + std::to_string(number));
  }
}

TEST_F(Audit, ThatLostItsEndSaysSoForEverAfter) {
  write(10);
  tamper("delete from audit where number > 6");
  ASSERT_THAT(problems(), testing::SizeIs(1));
  EXPECT_EQ(problems()[0].number, 7U);
  reopen();
  write(10);
  ASSERT_THAT(problems(), testing::SizeIs(1));
  EXPECT_EQ(access_->audit().list(Caller::local(), 8, 1).entries[0].action, "audit.gap");
}

TEST_F(Audit, ThatWasReplacedByAnotherOneShows) {
  write(10);
  tamper("delete from audit");
  EXPECT_THAT(problems(), Not(IsEmpty()));
  reopen();
  EXPECT_THAT(problems(), Not(IsEmpty()));
}

TEST_F(Audit, WhoseHeadFileIsGoneShows) {
  write(3);
  access_.reset();
  std::filesystem::remove(folder_ / "audit.head");
  reopen();
  EXPECT_THAT(problems(), Not(IsEmpty()));
}

TEST_F(Audit, TakesATornOrOlderHeadForWhatItIs) {
  write(3);
  access_.reset();
  auto head = files_.readText(folder_ / "audit.head");
  ASSERT_EQ(head.size(), 256U);
  for (std::size_t cut = 0; cut < 128; ++cut) {
    auto torn = head;
    torn.replace(128, cut, cut, '#');  // number 3 stands in the second line
    files_.replaceText(folder_ / "audit.head", torn);
    reopen();
    ASSERT_THAT(problems(), IsEmpty()) << cut;
    access_.reset();
  }
  reopen();
}

}  // namespace
}  // namespace atelier::access
