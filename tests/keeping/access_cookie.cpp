#include "access/cookie.h"

#include <gtest/gtest.h>

namespace atelier::access {
namespace {

using std::chrono::hours;

TEST(Cookie, IsBoundToTheHostOverHttps) {
  const Timestamp now{};
  EXPECT_EQ(setCookie("abc", now + hours{1}, now, true),
            "__Host-at_session=abc; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure");
}

TEST(Cookie, GoesByItsBareNameOverPlainHttp) {
  const Timestamp now{};
  EXPECT_EQ(setCookie("abc", now + hours{1}, now, false),
            "at_session=abc; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Cookie, IsRemovedByAnEmptyOneOfNoAge) {
  EXPECT_EQ(clearCookie(false), "at_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
  EXPECT_EQ(setCookie("abc", Timestamp{}, Timestamp{} + hours{1}, false).find("Max-Age=0"), 16U);
}

TEST(Cookie, IsFoundAmongOthers) {
  EXPECT_EQ(secretFromCookies("a=b; at_session=abc;c=d", false), "abc");
  EXPECT_EQ(secretFromCookies("__Host-at_session=xyz; at_session=abc", true), "xyz");
  EXPECT_EQ(secretFromCookies("my_at_session=abc", false), std::nullopt);
  EXPECT_EQ(secretFromCookies("at_session=", false), std::nullopt);
  EXPECT_EQ(secretFromCookies("", false), std::nullopt);
}

TEST(Cookie, IsNotTakenWhenSomebodyPlantedASecondOne) {
  EXPECT_EQ(secretFromCookies("at_session=abc; at_session=evil", false), std::nullopt);
  EXPECT_EQ(secretFromCookies("at_session=abc; at_session=abc", false), "abc");
}

TEST(Cookie, OfPlainHttpSaysNothingOverHttps) {
  EXPECT_EQ(secretFromCookies("at_session=abc", true), std::nullopt);
}

}  // namespace
}  // namespace atelier::access
