#include "base/random.h"
#include "base/text.h"
#include "doors/http/base64.h"
#include "doors/http/negotiate.h"
#include "doors/http/range.h"
#include "doors/http/router.h"
#include "doors/http/rules.h"
#include "doors/http/tus.h"
#include "doors/http/url.h"

#include <gmock/gmock.h>

namespace atelier::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

std::string pathOf(std::string_view target) { return parseTarget(target).path; }

TEST(RequestTarget, DecodesPathAndQuery) {
  const auto target = parseTarget("/assets/caf%C3%A9?query=sun+set%26more&empty&a=b=c");
  EXPECT_EQ(target.path, "/assets/café");
  ASSERT_EQ(target.query.size(), 3U);
  EXPECT_EQ(target.query[0].value, "sun set&more");
  EXPECT_EQ(target.query[1].name, "empty");
  EXPECT_EQ(target.query[2].value, "b=c");
}

TEST(RequestTarget, TakesTheAbsoluteForm) {
  const auto target = parseTarget("http://localhost:7717?a=1");
  EXPECT_EQ(target.authority, "localhost:7717");
  EXPECT_EQ(target.path, "/");
  EXPECT_EQ(parseTarget("HTTP://h/x").path, "/x");
}

TEST(RequestTarget, RefusesWhatTwoReadersCouldReadDifferently) {
  for (const auto* bad :
       {"/a%00b",    "/a%2fb", "/a%2Fb",    "/a%5cb",  "/a\\b",   "/..",     "/a/../b",    "/./a",
        "/%2e%2e/a", "/a%",    "/a%4",      "/a%zz",   "/%ff",    "/%c0%af", "/%ed%a0%80", "a",
        "",          "/a#b",   "/a%0d%0ab", "/?q=%00", "/?q=%ff", "http://", "/a\x7f"}) {
    EXPECT_THROW(pathOf(bad), Error) << bad;
  }
}

TEST(RequestTarget, RefusesMoreThanAHundredParameters) {
  std::string query = "a=1";
  for (int i = 1; i < 100; ++i) query += "&a=1";
  EXPECT_EQ(parseQuery(query).size(), 100U);
  EXPECT_THROW(parseQuery(query + "&a=1"), Error);
}

TEST(RequestTarget, GivesBackWhatWasEncodedWhateverTheText) {
  SeededRandom random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (auto n = random.below(12); n > 0; --n) {
      text += static_cast<char>(random.below(2) ? 1 + random.below(127) : 0xC3);
    }
    text = toUtf8(text);
    EXPECT_EQ(percentDecode(percentEncode(text), true), text);
  }
}

TEST(Attachment, KeepsAnyNameInsideItsQuotes) {
  EXPECT_EQ(attachment("a\"b\r\n\\é.jpg"),
            "attachment; filename=\"a_b_____.jpg\"; filename*=UTF-8''a%22b%0D%0A%5C%C3%A9.jpg");
}

TEST(RangeHeader, UnderstandsWhatRfc9110Shows) {
  EXPECT_THAT(parseRange("bytes=0-499", 10000), Optional(ElementsAre(Range{0, 499})));
  EXPECT_THAT(parseRange("bytes=-500", 10000), Optional(ElementsAre(Range{9500, 9999})));
  EXPECT_THAT(parseRange("bytes=9500-", 10000), Optional(ElementsAre(Range{9500, 9999})));
  EXPECT_THAT(parseRange("bytes=0-0, -1", 10000),
              Optional(ElementsAre(Range{0, 0}, Range{9999, 9999})));
  EXPECT_THAT(parseRange("bytes= 0-999, 4500-5499, -1000", 10000),
              Optional(ElementsAre(Range{0, 999}, Range{4500, 5499}, Range{9000, 9999})));
}

TEST(RangeHeader, IgnoresWhatIsMalformed) {
  for (const auto* bad : {"", "bytes", "bytes=", "bytes=,", "bytes=a-b", "bytes=5-1", "bytes=--1",
                          "lines=1-2", "bytes=1-2-3", "bytes=-", "bytes=0x1-2", "bytes 1-2"}) {
    EXPECT_EQ(parseRange(bad, 100), std::nullopt) << bad;
  }
}

TEST(RangeHeader, RefusesWhatCannotBeSatisfiedAndTooMany) {
  EXPECT_THAT(parseRange("bytes=100-", 100), Optional(IsEmpty()));
  EXPECT_THAT(parseRange("bytes=-0", 100), Optional(IsEmpty()));
  EXPECT_THAT(parseRange("bytes=0-", 0), Optional(IsEmpty()));
  EXPECT_THAT(parseRange("bytes=99999999999999999999999-", 100), Optional(IsEmpty()));
  std::string many = "bytes=0-0";
  for (int i = 1; i < 16; ++i) many += ",0-0";
  EXPECT_EQ(parseRange(many, 100)->size(), 16U);
  EXPECT_THAT(parseRange(many + ",0-0", 100), Optional(IsEmpty()));
}

TEST(RangeHeader, SendsTheWholeInsteadOfMoreThanTheWhole) {
  EXPECT_EQ(parseRange("bytes=0-99,0-99", 100), std::nullopt);
}

TEST(RangeHeader, NeverLeavesTheFileWhateverIsAsked) {
  SeededRandom random(2);
  constexpr std::string_view letters = "0123456789-, =bytes";
  for (int i = 0; i < 20000; ++i) {
    std::string header = "bytes=";
    for (auto n = random.below(20); n > 0; --n) header += letters[random.below(letters.size())];
    const auto size = random.below(300);
    const auto ranges = parseRange(header, size);
    if (!ranges) continue;
    for (const auto& range : *ranges) {
      EXPECT_LE(range.first, range.last) << header;
      EXPECT_LT(range.last, size) << header;
    }
  }
}

TEST(Base64, GivesBackAnyBytes) {
  SeededRandom random(3);
  for (std::size_t size = 0; size < 70; ++size) {
    std::string bytes(size, '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), size});
    EXPECT_EQ(fromBase64(toBase64(bytes)), bytes);
  }
  EXPECT_EQ(toBase64("world_domination_plan.pdf"), "d29ybGRfZG9taW5hdGlvbl9wbGFuLnBkZg==");
}

TEST(Base64, RefusesOtherLettersAndStrayBits) {
  for (const auto* bad : {"a", "ab", "abc", "ab=c", "a===", "ab-_", "YR==", "YWJ=", "===="}) {
    EXPECT_EQ(fromBase64(bad), std::nullopt) << bad;
  }
}

TEST(UploadMetadata, ReadsNamesAndValues) {
  const auto fields = parseUploadMetadata("filename d29ybGQ=, is_confidential,x eQ==");
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[0].value, "world");
  EXPECT_EQ(fields[1].name, "is_confidential");
  EXPECT_EQ(fields[2].value, "y");
}

TEST(UploadMetadata, RefusesRepeatedNamesAndOtherThanBase64) {
  for (const auto* bad : {"a YQ==,a YQ==", "a !", ",", "a YQ==,", "a YQ== YQ=="}) {
    EXPECT_THROW(parseUploadMetadata(bad), Error) << bad;
  }
}

TEST(Negotiation, ComparesTagsAsAsked) {
  EXPECT_TRUE(matchesWeakly("\"x\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(matchesWeakly("*", "\"a\""));
  EXPECT_FALSE(matchesWeakly("\"b\"", "\"a\""));
  EXPECT_TRUE(matchesStrongly("\"a\"", "\"a\""));
  EXPECT_FALSE(matchesStrongly("W/\"a\"", "W/\"a\""));
  EXPECT_FALSE(matchesStrongly("Sun, 06 Nov 1994 08:49:37 GMT", "\"a\""));
}

TEST(Negotiation, AcceptsGzipOnlyWhereItIsWanted) {
  EXPECT_TRUE(acceptsGzip("gzip, deflate, br"));
  EXPECT_TRUE(acceptsGzip("br;q=1.0, gzip;q=0.8, *;q=0.1"));
  EXPECT_TRUE(acceptsGzip("*"));
  EXPECT_FALSE(acceptsGzip("gzip;q=0"));
  EXPECT_FALSE(acceptsGzip("gzip;q=0.000, *"));
  EXPECT_FALSE(acceptsGzip("br"));
  EXPECT_FALSE(acceptsGzip(""));
}

TEST(Negotiation, WritesDatesAsRfc9110ShowsThem) {
  EXPECT_EQ(httpDate(Timestamp{std::chrono::milliseconds{784'111'777'000}}),
            "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Routes, PreferTheFixedWordToTheNamedSegment) {
  Router router;
  router.add(Method::Get, "/assets/{id}", 1);
  router.add(Method::Get, "/assets/recent", 2);
  router.add(Method::Delete, "/assets/{id}", 3);
  router.add(Method::Get, "/assets/{id}/preview", 4);
  EXPECT_EQ(router.find(Method::Get, "/assets/recent").handler, 2U);
  EXPECT_EQ(router.find(Method::Delete, "/assets/recent").handler, 3U);
  const auto found = router.find(Method::Head, "/assets/42/preview");
  EXPECT_EQ(found.handler, 4U);
  ASSERT_EQ(found.params.size(), 1U);
  EXPECT_EQ(found.params[0].name, "id");
  EXPECT_EQ(found.params[0].value, "42");
}

TEST(Routes, TellWhichMethodsAPathHas) {
  Router router;
  router.add(Method::Get, "/a/{id}", 1);
  router.add(Method::Patch, "/a/{id}", 2);
  const auto found = router.find(Method::Put, "/a/1");
  EXPECT_FALSE(found.handler);
  EXPECT_EQ(Router::refusal(Method::Put, found).status, 405);
  EXPECT_THAT(std::string(Router::refusal(Method::Put, found).headers.get("Allow")),
              testing::AllOf(testing::HasSubstr("GET, HEAD"), testing::HasSubstr("PATCH")));
  EXPECT_EQ(Router::refusal(Method::Options, found).status, 204);
  EXPECT_EQ(Router::refusal(Method::Get, router.find(Method::Get, "/a//")).status, 404);
  EXPECT_EQ(Router::refusal(Method::Get, router.find(Method::Get, "/a/")).status, 404);
}

Request post(std::initializer_list<Field> fields, std::string host = "localhost:7717") {
  Request request;
  request.method = Method::Post;
  request.host = std::move(host);
  for (const auto& field : fields) request.headers.add(field.name, field.value);
  return request;
}

TEST(CrossOrigin, LetsOurPagesAndProgramsWriteAndNobodyElse) {
  EXPECT_NO_THROW(checkOrigin(post({})));
  EXPECT_NO_THROW(checkOrigin(post({{"Sec-Fetch-Site", "same-origin"}})));
  EXPECT_NO_THROW(checkOrigin(post({{"Sec-Fetch-Site", "none"}})));
  EXPECT_NO_THROW(checkOrigin(post({{"Origin", "http://LOCALHOST:7717"}})));
  EXPECT_THROW(checkOrigin(post({{"Sec-Fetch-Site", "cross-site"}})), Error);
  EXPECT_THROW(checkOrigin(post({{"Sec-Fetch-Site", "same-site"}})), Error);
  EXPECT_THROW(checkOrigin(post({{"Sec-Fetch-Site", ""}})), Error);
  EXPECT_THROW(checkOrigin(post({{"Origin", "http://localhost:8080"}})), Error);
  EXPECT_THROW(checkOrigin(post({{"Origin", "null"}})), Error);
  EXPECT_THROW(
      checkOrigin(post({{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://localhost:7717"}})),
      Error);
}

TEST(HostHeader, MayBeAnAddressOrAKnownName) {
  const std::vector<std::string> names{"studio.example"};
  for (const auto* host : {"localhost", "localhost:7717", "127.0.0.1:7717", "[::1]:7717",
                           "192.168.1.4", "Studio.Example:80"}) {
    EXPECT_NO_THROW(checkHost(post({}, host), names)) << host;
  }
  for (const auto* host : {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                           "[::1", "1.2.3", "localhost@evil"}) {
    EXPECT_THROW(checkHost(post({}, host), names), Error) << host;
  }
}

}  // namespace
}  // namespace atelier::http
