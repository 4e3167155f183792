#include "tests/keeping/access_house.h"

#include <atomic>
#include <thread>

namespace atelier::access {
namespace {

using namespace std::chrono_literals;
using Users = House;

TEST_F(Users, ComeInByInvitationAndChooseTheirPassword) {
  const auto owner = setUp();
  const auto invitation = access_->inviteUser(owner.caller, "Vita", Role::Viewer);
  EXPECT_TRUE(invitation.user.invited);
  const auto vita = access_->setup(invitation.code, "", goodPassword, home);
  EXPECT_EQ(vita.caller.scopes, scopesOf(Role::Viewer));
  EXPECT_EQ(vita.caller.name, "Vita");
  const auto list = access_->users(owner.caller);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].name, "Vita");
  EXPECT_FALSE(list[1].invited);
  EXPECT_NO_THROW(access_->signIn("vita", goodPassword, home));
}

TEST_F(Users, ComeInOnceAndWithinAWeek) {
  const auto owner = setUp();
  const auto first = access_->inviteUser(owner.caller, "Vita", Role::Viewer);
  access_->setup(first.code, "", goodPassword, home);
  EXPECT_EQ(codeOf([&] { access_->setup(first.code, "", goodPassword, home); }), Code::NotSignedIn);
  const auto late = access_->inviteUser(owner.caller, "Late", Role::Viewer);
  clock_.advance(24h * 7);
  EXPECT_EQ(codeOf([&] { access_->setup(late.code, "", goodPassword, home); }), Code::NotSignedIn);
  const auto again = access_->inviteAgain(Caller::local(), late.user.id);
  EXPECT_NO_THROW(access_->setup(again.code, "", goodPassword, home));
}

TEST_F(Users, WithTheSameNameAreRefused) {
  const auto owner = setUp();
  EXPECT_EQ(codeOf([&] { access_->inviteUser(owner.caller, " MARA", Role::Viewer); }),
            Code::Conflict);
  const auto vita = access_->inviteUser(owner.caller, "Vita", Role::Viewer);
  EXPECT_EQ(codeOf([&] { access_->setup(vita.code, "mara", goodPassword, home); }), Code::Conflict);
  EXPECT_NO_THROW(access_->setup(vita.code, "Vita Nova", goodPassword, home));
  EXPECT_EQ(codeOf([&] { access_->inviteUser(owner.caller, "two\nlines", Role::Viewer); }),
            Code::InvalidInput);
}

TEST_F(Users, WhoLostTheirPasswordComeBackAndOldSessionsEnd) {
  const auto owner = setUp();
  const auto vita = join(owner.caller, "Vita", Role::Viewer);
  const auto again = access_->inviteAgain(owner.caller, idOf(vita));
  EXPECT_TRUE(access_->authenticate(vita.secret, home));
  access_->setup(again.code, "", "another four words", home);
  EXPECT_FALSE(access_->authenticate(vita.secret, home));
  EXPECT_EQ(codeOf([&] { access_->signIn("Vita", goodPassword, home); }), Code::NotSignedIn);
  EXPECT_NO_THROW(access_->signIn("Vita", "another four words", home));
}

TEST_F(Users, FeelAChangedRoleAtTheNextRequest) {
  const auto owner = setUp();
  const auto vita = join(owner.caller, "Vita", Role::Viewer);
  for (auto role : {Role::Editor, Role::Contributor, Role::Owner, Role::Viewer}) {
    EXPECT_EQ(access_->changeRole(owner.caller, idOf(vita), role).role, role);
    EXPECT_EQ(access_->authenticate(vita.secret, home)->scopes, scopesOf(role));
  }
}

TEST_F(Users, WhoAreRemovedAreOutAtOnceWithTheirTokens) {
  const auto owner = setUp();
  const auto vita = join(owner.caller, "Vita", Role::Viewer);
  const auto token = access_->createToken(
      vita.caller, {.name = "t", .scopes = scopesOf(Role::Viewer), .expiresAt = std::nullopt});
  ASSERT_TRUE(access_->authenticate(token.secret, home));
  access_->removeUser(owner.caller, idOf(vita));
  EXPECT_FALSE(access_->authenticate(vita.secret, home));
  EXPECT_FALSE(access_->authenticate(token.secret, home));
  EXPECT_EQ(codeOf([&] { access_->signIn("Vita", goodPassword, home); }), Code::NotSignedIn);
  EXPECT_EQ(codeOf([&] { access_->removeUser(owner.caller, idOf(vita)); }), Code::NotFound);
}

TEST_F(Users, TheLastOwnerCanNeitherLeaveNorBeDemoted) {
  const auto owner = setUp();
  for (auto role : {Role::Viewer, Role::Contributor, Role::Editor}) {
    EXPECT_EQ(codeOf([&] { access_->changeRole(owner.caller, idOf(owner), role); }),
              Code::Conflict);
  }
  EXPECT_EQ(codeOf([&] { access_->removeUser(owner.caller, idOf(owner)); }), Code::Conflict);
  EXPECT_EQ(codeOf([&] { access_->removeUser(Caller::local(), idOf(owner)); }), Code::Conflict);
}

TEST_F(Users, AnOwnerWhoNeverCameDoesNotCountAsAnother) {
  const auto owner = setUp();
  const auto invitation = access_->inviteUser(owner.caller, "Ona", Role::Owner);
  EXPECT_EQ(codeOf([&] { access_->removeUser(owner.caller, idOf(owner)); }), Code::Conflict);
  access_->setup(invitation.code, "", goodPassword, home);
  EXPECT_NO_THROW(access_->removeUser(owner.caller, idOf(owner)));
  EXPECT_FALSE(access_->authenticate(owner.secret, home));
}

TEST_F(Users, TwoOwnersWhoRemoveEachOtherAtOnceLeaveOne) {
  const auto a = setUp();
  const auto b = join(a.caller, "Ben", Role::Owner);
  std::atomic<int> removed{0};
  {
    std::jthread first{
        [&] { removed += !codeOf([&] { access_->removeUser(a.caller, idOf(b)); }); }};
    std::jthread second{
        [&] { removed += !codeOf([&] { access_->removeUser(b.caller, idOf(a)); }); }};
  }
  EXPECT_EQ(removed, 1);
  EXPECT_EQ(count("select count(*) from person where role = 3"), 1);
}

TEST_F(Users, AreManagedByOwnersOnly) {
  const auto owner = setUp();
  for (auto role : {Role::Viewer, Role::Contributor, Role::Editor}) {
    const auto somebody = join(owner.caller, roleName(role), role);
    const auto& caller = somebody.caller;
    EXPECT_EQ(codeOf([&] { access_->users(caller); }), Code::NotAllowed);
    EXPECT_EQ(codeOf([&] { access_->inviteUser(caller, "Eve", Role::Viewer); }), Code::NotAllowed);
    EXPECT_EQ(codeOf([&] { access_->inviteAgain(caller, idOf(owner)); }), Code::NotAllowed);
    EXPECT_EQ(codeOf([&] { access_->changeRole(caller, idOf(somebody), Role::Owner); }),
              Code::NotAllowed);
    EXPECT_EQ(codeOf([&] { access_->removeUser(caller, idOf(owner)); }), Code::NotAllowed);
    EXPECT_EQ(codeOf([&] { access_->audit().list(caller, std::nullopt, 10); }), Code::NotAllowed);
  }
}

TEST_F(Users, CannotBeMadeStrongerByATokenThanTheTokenIs) {
  const auto owner = setUp();
  Scopes few = scopesOf(Role::Viewer);
  few.add(Scope::ManageAccess);
  const auto made =
      access_->createToken(owner.caller, {.name = "t", .scopes = few, .expiresAt = std::nullopt});
  const auto token = access_->authenticate(made.secret, home).value();
  EXPECT_NO_THROW(access_->inviteUser(token, "Vita", Role::Viewer));
  const auto editor = join(owner.caller, "Edo", Role::Editor);
  for (auto role : {Role::Contributor, Role::Editor, Role::Owner}) {
    EXPECT_EQ(codeOf([&] { access_->inviteUser(token, "Eve", role); }), Code::NotAllowed);
  }
  EXPECT_EQ(codeOf([&] { access_->inviteAgain(token, idOf(owner)); }), Code::NotAllowed);
  EXPECT_EQ(codeOf([&] { access_->changeRole(token, idOf(editor), Role::Viewer); }),
            Code::NotAllowed);
  EXPECT_EQ(codeOf([&] { access_->removeUser(token, idOf(editor)); }), Code::NotAllowed);
}

TEST_F(Users, ActWithTheRightsTheyHaveNowNotWithThoseOfTheirRequest) {
  const auto owner = setUp();
  const auto other = join(owner.caller, "Ona", Role::Owner);
  access_->changeRole(owner.caller, idOf(other), Role::Viewer);
  EXPECT_EQ(codeOf([&] { access_->inviteUser(other.caller, "Eve", Role::Owner); }),
            Code::NotAllowed);
}

}  // namespace
}  // namespace atelier::access
