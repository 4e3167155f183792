#include "base/random.h"
#include "tests/doors/http_client.h"
#include "tests/doors/http_toy.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace atelier::test {
namespace {

using testing::HasSubstr;

/// Both kinds of file: by sendfile, and by copying.
class HttpRanges : public testing::TestWithParam<const char*> {
 protected:
  Running running;
  Reply get(const std::string& headers) {
    return ask(running.port(), request("GET", GetParam(), headers));
  }
  const std::string& bytes() { return running.toy.big; }
};

INSTANTIATE_TEST_SUITE_P(Files, HttpRanges, testing::Values("/file", "/memory"));

TEST_P(HttpRanges, SendTheWholeFileWhenNoneIsAsked) {
  const auto reply = get("");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("accept-ranges"), "bytes");
  EXPECT_TRUE(reply.body == bytes());
}

TEST_P(HttpRanges, SendExactlyTheBytesAskedFor) {
  SeededRandom random(4);
  for (int i = 0; i < 100; ++i) {
    const auto first = random.below(bytes().size());
    const auto last = first + random.below(bytes().size() - first);
    const auto reply = get(fmt::format("Range: bytes={}-{}\r\n", first, last));
    ASSERT_EQ(reply.status, 206);
    ASSERT_EQ(reply.header("content-range"),
              fmt::format("bytes {}-{}/{}", first, last, bytes().size()));
    ASSERT_TRUE(reply.body == bytes().substr(first, last - first + 1)) << first << "-" << last;
  }
}

TEST_P(HttpRanges, SendTheEndForASuffix) {
  EXPECT_EQ(get("Range: bytes=-5\r\n").body, bytes().substr(bytes().size() - 5));
}

TEST_P(HttpRanges, SendSeveralAsOneMultipart) {
  for (const auto* spec : {"0-7,100-109,-3", "0-399999,600000-"}) {
    const auto reply = get(fmt::format("Range: bytes={}\r\n", spec));
    ASSERT_EQ(reply.status, 206);
    ASSERT_TRUE(reply.whole);
    ASSERT_THAT(reply.header("content-type"), HasSubstr("multipart/byteranges; boundary="));
    const auto boundary = reply.header("content-type").substr(31);
    EXPECT_THAT(reply.body, testing::EndsWith("\r\n--" + boundary + "--\r\n"));
    const auto start =
        std::string(spec).starts_with("0-7") ? bytes().substr(0, 8) : bytes().substr(0, 400000);
    EXPECT_NE(reply.body.find("\r\n\r\n" + start + "\r\n--" + boundary), std::string::npos);
  }
}

TEST_P(HttpRanges, RefuseWhatIsBeyondTheEnd) {
  const auto reply = get("Range: bytes=2000000-\r\n");
  EXPECT_EQ(reply.status, 416);
  EXPECT_EQ(reply.header("content-range"), fmt::format("bytes */{}", bytes().size()));
  EXPECT_EQ(reply.header("content-type"), "application/problem+json");
}

TEST_P(HttpRanges, HoldOnlyForTheVersionThatTheClientHas) {
  EXPECT_EQ(get("Range: bytes=0-1\r\nIf-Range: \"the-file\"\r\n").status, 206);
  EXPECT_EQ(get("Range: bytes=0-1\r\nIf-Range: \"another\"\r\n").status, 200);
  EXPECT_EQ(get("Range: bytes=0-1\r\nIf-Range: W/\"the-file\"\r\n").status, 200);
  EXPECT_EQ(get("Range: bytes=0-1\r\nIf-None-Match: \"the-file\"\r\n").status, 304);
}

TEST_P(HttpRanges, SurviveClientsThatLeaveInTheMiddle) {
  for (int i = 0; i < 20; ++i) {
    Client client(running.port());
    client.send(request("GET", GetParam()));
    client.readUntil("\r\n\r\n");
    client.reset();
  }
  EXPECT_TRUE(get("").body == bytes());
}

}  // namespace
}  // namespace atelier::test
