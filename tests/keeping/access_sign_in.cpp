#include "tests/keeping/access_house.h"

#include <atomic>
#include <thread>

namespace atelier::access {
namespace {

using namespace std::chrono_literals;
using SigningIn = House;

TEST_F(SigningIn, StartsWithOneCodeThatMakesTheOwner) {
  EXPECT_TRUE(access_->setupNeeded());
  const auto owner = setUp();
  EXPECT_FALSE(access_->setupNeeded());
  EXPECT_EQ(owner.caller.name, "Mara");
  EXPECT_EQ(owner.caller.scopes, scopesOf(Role::Owner));
  EXPECT_EQ(access_->authenticate(owner.secret, home)->id, owner.caller.id);
}

TEST_F(SigningIn, TakesASetupCodeOnceOnly) {
  const auto code = access_->makeSetupCode();
  access_->setup(code, "Mara", goodPassword, home);
  EXPECT_EQ(codeOf([&] { access_->setup(code, "Eve", goodPassword, home); }), Code::NotSignedIn);
  EXPECT_EQ(codeOf([&] { access_->makeSetupCode(); }), Code::Conflict);
  EXPECT_EQ(count("select count(*) from person"), 1);
}

TEST_F(SigningIn, ReplacesAnOldSetupCodeByTheNewOne) {
  const auto old = access_->makeSetupCode();
  const auto fresh = access_->makeSetupCode();
  EXPECT_EQ(codeOf([&] { access_->setup(old, "Eve", goodPassword, home); }), Code::NotSignedIn);
  EXPECT_NO_THROW(access_->setup(fresh, "Mara", goodPassword, home));
}

TEST_F(SigningIn, LetsASetupCodeEndAfterADay) {
  const auto code = access_->makeSetupCode();
  clock_.advance(24h);
  EXPECT_EQ(codeOf([&] { access_->setup(code, "Mara", goodPassword, home); }), Code::NotSignedIn);
  EXPECT_TRUE(access_->setupNeeded());
}

TEST_F(SigningIn, KeepsTheSetupCodeWhenThePasswordWillNotDo) {
  const auto code = access_->makeSetupCode();
  EXPECT_EQ(codeOf([&] { access_->setup(code, "Mara", "short", home); }), Code::InvalidInput);
  EXPECT_EQ(codeOf([&] { access_->setup(code, " ", goodPassword, home); }), Code::InvalidInput);
  EXPECT_NO_THROW(access_->setup(code, "Mara", goodPassword, home));
}

TEST_F(SigningIn, WorksByTheLinkThatServePrints) {
  const auto first = access_->makeLinkCode();
  const auto owner = access_->setup(first, "Mara", goodPassword, home);
  const auto code = access_->makeLinkCode();
  EXPECT_EQ(access_->signInWithCode(code, home).caller.id, owner.caller.id);
  EXPECT_EQ(codeOf([&] { access_->signInWithCode(code, home); }), Code::NotSignedIn);
}

TEST_F(SigningIn, LetsALinkEndAfterFifteenMinutesAndWithTheNextOne) {
  setUp();
  const auto late = access_->makeSignInCode();
  clock_.advance(15min);
  EXPECT_EQ(codeOf([&] { access_->signInWithCode(late, home); }), Code::NotSignedIn);
  const auto replaced = access_->makeSignInCode();
  (void)access_->makeSignInCode();
  EXPECT_EQ(codeOf([&] { access_->signInWithCode(replaced, home); }), Code::NotSignedIn);
}

TEST_F(SigningIn, TakesEachKindOfCodeOnlyForWhatItIs) {
  const auto setupCode = access_->makeSetupCode();
  EXPECT_EQ(codeOf([&] { access_->signInWithCode(setupCode, home); }), Code::InvalidInput);
  access_->setup(setupCode, "Mara", goodPassword, home);
  const auto link = access_->makeSignInCode();
  EXPECT_EQ(codeOf([&] { access_->setup(link, "Eve", goodPassword, home); }), Code::InvalidInput);
  EXPECT_NO_THROW(access_->signInWithCode(link, home));
}

TEST_F(SigningIn, NeedsTheRightNameAndPassword) {
  setUp();
  EXPECT_NO_THROW(access_->signIn("mara", goodPassword, home));
  EXPECT_EQ(codeOf([&] { access_->signIn("Mara", "four unrelated word", home); }),
            Code::NotSignedIn);
  EXPECT_EQ(codeOf([&] { access_->signIn("Nobody", goodPassword, home); }), Code::NotSignedIn);
}

TEST_F(SigningIn, SaysTheSameForAWrongNameAndAWrongPassword) {
  setUp();
  std::vector<std::string> said;
  for (std::string name : {"Mara", "Nobody"}) {
    try {
      access_->signIn(name, "wrong wrong wrong", home);
    } catch (const Error& error) {
      said.push_back(error.message + error.hint + error.where);
    }
  }
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0], said[1]);
}

TEST_F(SigningIn, GivesANewSecretEachTime) {
  const auto first = setUp();
  const auto second = access_->signIn("Mara", goodPassword, home);
  EXPECT_NE(first.secret, second.secret);
  EXPECT_NE(first.caller.session, second.caller.session);
}

TEST_F(SigningIn, IsSlowedDownPerAccountFromWhereverItComes) {
  setUp();
  for (int i = 0; i < 10; ++i) {
    const Visitor visitor{.via = "http", .address = "198.51.100." + std::to_string(i), .agent = {}};
    EXPECT_EQ(codeOf([&] { access_->signIn("Mara", "wrong wrong wrong", visitor); }),
              Code::NotSignedIn);
  }
  const Visitor another{.via = "http", .address = "203.0.113.9", .agent = {}};
  try {
    access_->signIn("MARA ", goodPassword, another);
    ADD_FAILURE() << "nobody was slowed down";
  } catch (const TooManyTriesError& error) {
    EXPECT_EQ(error.retryAfter, 6s);
    EXPECT_EQ(error.code, Code::TooManyTries);
  }
  clock_.advance(6s);
  EXPECT_NO_THROW(access_->signIn("Mara", goodPassword, another));
}

TEST_F(SigningIn, IsSlowedDownPerAddressWhateverTheName) {
  setUp();
  const Visitor guesser{.via = "http", .address = "198.51.100.7", .agent = {}};
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(codeOf([&] { access_->signIn("n" + std::to_string(i), goodPassword, guesser); }),
              Code::NotSignedIn);
  }
  EXPECT_EQ(codeOf([&] { access_->signIn("Mara", goodPassword, guesser); }), Code::TooManyTries);
  EXPECT_EQ(codeOf([&] { access_->signInWithCode("guess", guesser); }), Code::TooManyTries);
  EXPECT_NO_THROW(access_->signIn("Mara", goodPassword, home));
}

TEST_F(SigningIn, ManyTimesRightIsNeverSlowedDown) {
  setUp();
  for (int i = 0; i < 40; ++i) ASSERT_NO_THROW(access_->signIn("Mara", goodPassword, home)) << i;
}

TEST_F(SigningIn, LeavesNoSecretInTheDatabase) {
  const auto code = access_->makeSetupCode();
  const auto owner = access_->setup(code, "Mara", goodPassword, home);
  const auto link = access_->makeSignInCode();
  const auto token = access_->createToken(
      owner.caller, {.name = "t", .scopes = scopesOf(Role::Viewer), .expiresAt = std::nullopt});
  access_.reset();
  store_.reset();
  std::string bytes;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    bytes += files_.readText(file.path());
  }
  open();
  for (const auto& secret : {code, owner.secret, link, token.secret, goodPassword}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
}

TEST_F(SigningIn, WithOneCodeFromManyThreadsLetsInOne) {
  setUp();
  const auto code = access_->makeSignInCode();
  std::atomic<int> in{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        if (!codeOf([&] { access_->signInWithCode(code, home); })) ++in;
      });
    }
  }
  EXPECT_EQ(in, 1);
}

TEST_F(SigningIn, ByManyOwnersToBeLetsInOneOwner) {
  const auto code = access_->makeSetupCode();
  std::atomic<int> in{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        const Visitor visitor{.via = "http", .address = "10.0.0." + std::to_string(i), .agent = {}};
        if (!codeOf([&] { access_->setup(code, "Owner", goodPassword, visitor); })) ++in;
      });
    }
  }
  EXPECT_EQ(in, 1);
  EXPECT_EQ(count("select count(*) from person"), 1);
}

TEST_F(SigningIn, GoesOnAfterChangingThePasswordForThisSessionOnly) {
  const auto first = setUp();
  const auto second = access_->signIn("Mara", goodPassword, home);
  const auto changed =
      access_->changePassword(second.caller, goodPassword, "five quite unrelated words", home);
  EXPECT_FALSE(access_->authenticate(first.secret, home));
  EXPECT_FALSE(access_->authenticate(second.secret, home));
  EXPECT_TRUE(access_->authenticate(changed.secret, home));
  EXPECT_EQ(codeOf([&] { access_->signIn("Mara", goodPassword, home); }), Code::NotSignedIn);
  EXPECT_NO_THROW(access_->signIn("Mara", "five quite unrelated words", home));
}

TEST_F(SigningIn, ChangesNoPasswordWithoutTheOldOneOrByAToken) {
  const auto owner = setUp();
  EXPECT_EQ(
      codeOf([&] { access_->changePassword(owner.caller, "wrong", "five other words", home); }),
      Code::NotSignedIn);
  const auto token = access_->createToken(
      owner.caller, {.name = "t", .scopes = scopesOf(Role::Owner), .expiresAt = std::nullopt});
  const auto caller = access_->authenticate(token.secret, home).value();
  EXPECT_EQ(
      codeOf([&] { access_->changePassword(caller, goodPassword, "five other words", home); }),
      Code::NotAllowed);
}

}  // namespace
}  // namespace atelier::access
