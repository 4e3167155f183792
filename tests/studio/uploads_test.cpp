#include "studio/uploads.h"

#include "base/error.h"
#include "catalog/catalog.h"
#include "tests/studio/studio_fixture.h"
#include "vault/vault.h"

namespace atelier::studio {

namespace {

class UploadsTest : public StudioTest {
 protected:
  std::uint64_t append(const std::string& id, std::uint64_t offset, std::string_view text) {
    return studio().uploads().append(id, offset, std::as_bytes(std::span(text)), caller_);
  }

  template <class Work>
  static Code codeOf(const Work& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.code;
    }
    return Code::Internal;
  }

  access::Caller caller_ = access::Caller::local();
};

TEST_F(UploadsTest, BecomeAnAssetOnceTheyAreWhole) {
  const auto id = studio().uploads().begin(11, "hello.txt", std::nullopt, caller_);
  EXPECT_EQ(append(id, 0, "hello "), 6U);
  EXPECT_EQ(codeOf([&] { studio().uploads().finish(id, caller_); }), Code::Conflict);
  EXPECT_EQ(append(id, 6, "world"), 11U);
  const auto arrival = studio().uploads().finish(id, caller_);
  EXPECT_FALSE(arrival.duplicate);
  EXPECT_EQ(studio().vault().readText(arrival.id, "original/hello.txt"), "hello world");
  EXPECT_EQ(studio().uploads().finish(id, caller_).id, arrival.id);
}

TEST_F(UploadsTest, GoOnAfterARestart) {
  const auto id = studio().uploads().begin(10, "x.txt", std::nullopt, caller_);
  append(id, 0, "01234");
  reopen();
  const auto status = studio().uploads().status(id, caller_);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->offset, 5U);
  append(id, 5, "56789");
  const auto arrival = studio().uploads().finish(id, caller_);
  EXPECT_EQ(arrival.digest, Sha256::of("0123456789"));
}

TEST_F(UploadsTest, RefuseTheWrongPlaceAndTooMuch) {
  const auto id = studio().uploads().begin(4, "x", std::nullopt, caller_);
  EXPECT_EQ(codeOf([&] { append(id, 1, "abc"); }), Code::Conflict);
  EXPECT_EQ(codeOf([&] { append(id, 0, "abcde"); }), Code::TooLarge);
  EXPECT_EQ(append(id, 0, "abcd"), 4U);
}

TEST_F(UploadsTest, TakeBackAPieceThatWasWrong) {
  const auto id = studio().uploads().begin(6, "x.txt", std::nullopt, caller_);
  append(id, 0, "abc");
  append(id, 3, "XYZ");
  studio().uploads().rewind(id, 3, caller_);
  append(id, 3, "def");
  EXPECT_EQ(studio().uploads().finish(id, caller_).digest, Sha256::of("abcdef"));
}

TEST_F(UploadsTest, BelongToWhoBeganThem) {
  const auto id = studio().uploads().begin(4, "x", std::nullopt, caller_);
  auto other = caller_;
  other.id = "somebody-else";
  EXPECT_FALSE(studio().uploads().status(id, other));
  EXPECT_EQ(codeOf([&] { studio().uploads().append(id, 0, {}, other); }), Code::NotFound);
}

TEST_F(UploadsTest, AreSweptADayLater) {
  const auto id = studio().uploads().begin(4, "x", std::nullopt, caller_);
  clock_.advance(std::chrono::hours{25});
  reopen();
  EXPECT_FALSE(studio().uploads().status(id, caller_));
}

TEST_F(UploadsTest, OfKnownBytesAreDuplicates) {
  const auto known = bringIn("known.txt", "known");
  const auto id = studio().uploads().begin(5, "again.txt", std::nullopt, caller_);
  append(id, 0, "known");
  const auto arrival = studio().uploads().finish(id, caller_);
  EXPECT_TRUE(arrival.duplicate);
  EXPECT_EQ(arrival.id, known);
}

TEST_F(UploadsTest, OfNothingAreFine) {
  const auto id = studio().uploads().begin(0, "empty", std::nullopt, caller_);
  EXPECT_EQ(studio().uploads().finish(id, caller_).bytes, 0U);
}

}  // namespace

}  // namespace atelier::studio
