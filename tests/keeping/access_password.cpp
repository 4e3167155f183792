#include "access/password.h"
#include "base/error.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace atelier::access {
namespace {

class Passwords : public testing::Test {
 protected:
  SeededRandom random_{7};
  PasswordHasher hasher_{random_, PasswordCost::Sparing};
};

TEST_F(Passwords, FitOnlyTheirOwnHash) {
  const auto stored = hasher_.hash("four unrelated words make it");
  EXPECT_TRUE(hasher_.verify("four unrelated words make it", stored));
  EXPECT_FALSE(hasher_.verify("four unrelated words make iT", stored));
  EXPECT_FALSE(hasher_.verify("", stored));
  EXPECT_FALSE(hasher_.verifyNothing("four unrelated words make it"));
}

TEST_F(Passwords, AreSaltedSoThatEqualOnesDoNotShow) {
  EXPECT_NE(hasher_.hash("four unrelated words"), hasher_.hash("four unrelated words"));
}

TEST_F(Passwords, AreStoredAsArgon2idWithItsCost) {
  PasswordHasher real{random_, PasswordCost::Interactive};
  EXPECT_EQ(real.hash("four unrelated words").substr(0, 30), "$argon2id$v=19$m=65536,t=2,p=1");
}

TEST_F(Passwords, OfADamagedHashNeverFit) {
  for (std::string damaged : {"", "$argon2id$", "plain", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"}) {
    EXPECT_FALSE(hasher_.verify("four unrelated words", damaged)) << damaged;
  }
  EXPECT_FALSE(hasher_.verify("four unrelated words", std::string(5000, '$')));
}

TEST_F(Passwords, WillNotDoWhenShortOrObvious) {
  for (std::string bad :
       {"short", "123456789", "ninechars", "aaaaaaaaaaaa", "abababababab", "1234567890123",
        "qwertyuiop", "qwertzuiop", "asdfghjkl1234", "abcdefghijkl", "Password123!", "PASSWORT2026",
        "letmein12345", "atelier-2026", "20261123081530", "margarethe1", "xx\xff\xfe-not-text"}) {
    EXPECT_THROW(requireGoodPassword(bad, "Margarethe"), Error) << bad;
  }
  EXPECT_THROW(requireGoodPassword(std::string(1025, 'x') + "abc", ""), Error);
}

TEST_F(Passwords, WillDoWhenLongEnoughAndNotObvious) {
  for (std::string good : {"four unrelated words", "korrektes pferd batterie", "x7!kQ2#mZp",
                           "größere Bäume", "päßwörtér€"}) {
    EXPECT_NO_THROW(requireGoodPassword(good, "Margarethe")) << good;
  }
}

TEST_F(Passwords, CheckedByManyAtOnceAreAllAnsweredOrToldToComeBack) {
  const auto stored = hasher_.hash("four unrelated words");
  std::atomic<int> right{0};
  std::atomic<int> busy{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 60; ++i) {
      threads.emplace_back([&] {
        try {
          if (hasher_.verify("four unrelated words", stored)) ++right;
        } catch (const Error& error) {
          if (error.code == Code::Unavailable) ++busy;
        }
      });
    }
  }
  EXPECT_EQ(right + busy, 60);
  EXPECT_GT(right, 0);
}

}  // namespace
}  // namespace atelier::access
