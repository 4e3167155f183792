#include "base/random.h"
#include "tests/base/json_samples.h"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace atelier::json {
namespace {

using samples::errorOf;

struct Broken {
  std::string_view json;
  std::string_view message;
  std::string_view where;
};

TEST(JsonText, IsRefusedWithLineAndColumn) {
  const Broken cases[] = {
      {"{\"a\":1,\n \"b\":}", "This is not JSON: syntax error.", "2:6"},
      {"", "The JSON ends too early.", "1:1"},
      {"{\"a\":", "The JSON ends too early.", "1:6"},
      {"{} {}", "There is more after the end of the JSON.", "1:4"},
      {"{\"a\":1,\"b\":2,\"a\":3}", "The name \"a\" stands twice in one object.", "1:19"},
      {"[1e999]", "A number is too large.", "1:7"},
      {"[18446744073709551616]", "A whole number does not fit into 64 bits.", "1:22"},
      {"[1,]", "This is not JSON: syntax error.", "1:4"},
      {"// no\n1", "This is not JSON: syntax error.", "1:1"},
      {"\"\xC3\xA4\xC3\xA4\" x", "There is more after the end of the JSON.", "1:6"},
      {"\"\xFF\"", "This is not JSON: syntax error.", "1:2"},
      {"\"\\ud800\"", "This is not JSON: syntax error.", "1:8"},
  };
  for (const auto& each : cases) {
    const auto error = errorOf([&] { parse(each.json); });
    EXPECT_EQ(error.code, Code::JsonSyntax) << each.json;
    EXPECT_EQ(error.message, each.message) << each.json;
    EXPECT_EQ(error.where, each.where) << each.json;
  }
}

TEST(JsonText, HasLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_NO_THROW(parse(nested(32)));
  EXPECT_EQ(errorOf([&] { parse(nested(33)); }).message,
            "Lists and objects are nested deeper than 32 levels.");
  const auto tooLong = errorOf([] { parse("\"0123456789\"", {.bytes = 11}); });
  EXPECT_EQ(tooLong.code, Code::TooLarge);
  EXPECT_EQ(tooLong.message, "The JSON has 12 bytes; at most 11 are taken.");
}

TEST(JsonText, KeepsEveryDouble) {
  SeededRandom random(7);
  for (int i = 0; i < 100'000; ++i) {
    std::array<std::uint8_t, 8> bytes{};
    random.fill(bytes);
    const auto number = std::bit_cast<double>(bytes);
    if (!std::isfinite(number)) continue;
    ASSERT_EQ(parse(toText(number)).as_double(), number) << fmt::format("{}", number);
  }
}

TEST(JsonText, ReadsTheNearestDouble) {
  EXPECT_EQ(parse("0.1").as_double(), 0.1);
  EXPECT_EQ(parse("9007199254740993.0").as_double(), 9007199254740992.0);
  EXPECT_EQ(parse("1e-400").as_double(), 0.0);
  EXPECT_EQ(parse("123456789012345.678").as_double(), 123456789012345.678);
}

TEST(JsonText, WritesNumbersAsPeopleDo) {
  EXPECT_EQ(toText(0.1), "0.1");
  EXPECT_EQ(toText(3.0), "3.0");
  EXPECT_EQ(toText(std::uint64_t{18446744073709551615U}), "18446744073709551615");
  EXPECT_EQ(errorOf([] { toText(std::nan("")); }).code, Code::Internal);
}

TEST(JsonText, EscapesWhatMustBe) {
  EXPECT_EQ(toText("a\"\\\n\x01ä"), R"("a\"\\\n\u0001ä")");
  EXPECT_EQ(parse(toText("a\"\\\n\x01ä")), "a\"\\\n\x01ä");
}

TEST(JsonText, IsIndentedForPeople) {
  EXPECT_EQ(toText(parse(R"({"a":[1,{}],"b":[]})"), Layout::Indented),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
}

TEST(JsonText, KeepsTheOrderOfNames) {
  EXPECT_EQ(toText(parse(R"({"z":1,"a":2,"m":3})")), R"({"z":1,"a":2,"m":3})");
}

}  // namespace
}  // namespace atelier::json
