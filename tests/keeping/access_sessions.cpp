#include "tests/keeping/access_house.h"

namespace atelier::access {
namespace {

using namespace std::chrono_literals;
using Sessions = House;

TEST_F(Sessions, EndAfterFourteenIdleDays) {
  const auto owner = setUp();
  clock_.advance(24h * 14 - 1ms);
  EXPECT_TRUE(access_->authenticate(owner.secret, home));
  clock_.advance(24h * 14);
  EXPECT_FALSE(access_->authenticate(owner.secret, home));
}

TEST_F(Sessions, EndAfterNinetyDaysHoweverBusy) {
  const auto owner = setUp();
  EXPECT_EQ(owner.expiresAt, clock_.now() + 24h * 90);
  for (int day = 0; day < 89; ++day) {
    clock_.advance(24h);
    ASSERT_TRUE(access_->authenticate(owner.secret, home)) << day;
  }
  clock_.advance(24h);
  EXPECT_FALSE(access_->authenticate(owner.secret, home));
}

TEST_F(Sessions, KeepTheirEndsOverARestart) {
  const auto owner = setUp();
  clock_.advance(24h * 13);
  ASSERT_TRUE(access_->authenticate(owner.secret, home));
  reopen();
  clock_.advance(24h * 13);
  EXPECT_TRUE(access_->authenticate(owner.secret, home));
  reopen();
  clock_.advance(24h * 14);
  EXPECT_FALSE(access_->authenticate(owner.secret, home));
}

TEST_F(Sessions, WriteThatTheyWereSeenAtMostEveryFiveMinutes) {
  const auto owner = setUp();
  const auto start = clock_.now();
  const auto seen = [&] { return access_->sessions(owner.caller).at(0).lastSeenAt; };
  clock_.advance(4min + 59s);
  (void)access_->authenticate(owner.secret, home);
  reopen();
  EXPECT_EQ(seen(), start);
  clock_.advance(1s);
  (void)access_->authenticate(owner.secret, home);
  reopen();
  EXPECT_EQ(seen(), start + 5min);
}

TEST_F(Sessions, SurviveAClockThatJumpsBack) {
  const auto owner = setUp();
  clock_.jumpTo(clock_.now() - 24h * 365);
  EXPECT_TRUE(access_->authenticate(owner.secret, home));
  clock_.jumpTo(clock_.now() + 24h * 365);
  EXPECT_TRUE(access_->authenticate(owner.secret, home));
}

TEST_F(Sessions, AreListedWithWhereTheyAreFrom) {
  const auto owner = setUp();
  clock_.advance(1min);
  const Visitor phone{.via = "http", .address = "192.0.2.9", .agent = std::string(500, 'p')};
  const auto other = access_->signIn("Mara", goodPassword, phone);
  const auto list = access_->sessions(owner.caller);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].address, "192.0.2.9");
  EXPECT_EQ(list[0].agent.size(), 200U);
  EXPECT_FALSE(list[0].current);
  EXPECT_TRUE(list[1].current);
  EXPECT_EQ(list[1].kind, "password");
  EXPECT_EQ(list[1].expiresAt, clock_.now() - 1min + 24h * 14);
}

TEST_F(Sessions, EndAtOnceWhenSignedOut) {
  const auto owner = setUp();
  ASSERT_TRUE(access_->authenticate(owner.secret, home));
  access_->signOut(owner.caller);
  EXPECT_FALSE(access_->authenticate(owner.secret, home));
  EXPECT_NO_THROW(access_->signOut(owner.caller));
}

TEST_F(Sessions, AreEndedOneByOneOrAllButThis) {
  const auto owner = setUp();
  const auto a = access_->signIn("Mara", goodPassword, home);
  const auto b = access_->signIn("Mara", goodPassword, home);
  const auto c = access_->signIn("Mara", goodPassword, home);
  access_->endSession(owner.caller, a.caller.session);
  EXPECT_FALSE(access_->authenticate(a.secret, home));
  EXPECT_TRUE(access_->authenticate(b.secret, home));
  EXPECT_EQ(access_->endOtherSessions(owner.caller), 2U);
  EXPECT_FALSE(access_->authenticate(c.secret, home));
  EXPECT_TRUE(access_->authenticate(owner.secret, home));
}

TEST_F(Sessions, OfOthersAreNobodysBusinessButTheOwners) {
  const auto owner = setUp();
  const auto editor = join(owner.caller, "Edo", Role::Editor);
  const auto viewer = join(owner.caller, "Vita", Role::Viewer);
  EXPECT_EQ(access_->sessions(editor.caller).size(), 1U);
  EXPECT_EQ(codeOf([&] { access_->endSession(editor.caller, viewer.caller.session); }),
            Code::NotFound);
  EXPECT_EQ(codeOf([&] { access_->endSession(viewer.caller, owner.caller.session); }),
            Code::NotFound);
  EXPECT_NO_THROW(access_->endSession(owner.caller, viewer.caller.session));
  EXPECT_FALSE(access_->authenticate(viewer.secret, home));
}

TEST_F(Sessions, AreNotShownToATokenThatMayNotManageAccess) {
  const auto owner = setUp();
  const auto made = access_->createToken(
      owner.caller, {.name = "t", .scopes = scopesOf(Role::Editor), .expiresAt = std::nullopt});
  const auto token = access_->authenticate(made.secret, home).value();
  EXPECT_TRUE(access_->sessions(token).empty());
  EXPECT_EQ(codeOf([&] { access_->endSession(token, owner.caller.session); }), Code::NotFound);
  EXPECT_EQ(access_->endOtherSessions(token), 0U);
}

TEST_F(Sessions, AreNotForgedFromAnythingElse) {
  const auto owner = setUp();
  for (std::string wrong : {std::string{}, std::string{"x"}, std::string(43, 'A'),
                            std::string(46, 'A'), "at_" + owner.secret, owner.caller.session,
                            owner.secret + " ", std::string(100'000, 'A')}) {
    EXPECT_FALSE(access_->authenticate(wrong, home));
  }
}

TEST_F(Sessions, OfAnEndedOneCanDoNothingMore) {
  const auto owner = setUp();
  access_->signOut(owner.caller);
  EXPECT_EQ(codeOf([&] { access_->users(owner.caller); }), Code::NotSignedIn);
  EXPECT_EQ(codeOf([&] { access_->inviteUser(owner.caller, "Eve", Role::Owner); }),
            Code::NotSignedIn);
  EXPECT_EQ(codeOf([&] {
              access_->createToken(
                  owner.caller,
                  {.name = "t", .scopes = scopesOf(Role::Viewer), .expiresAt = std::nullopt});
            }),
            Code::NotSignedIn);
}

}  // namespace
}  // namespace atelier::access
