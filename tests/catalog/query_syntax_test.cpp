#include "base/error.h"
#include "catalog/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::catalog {

using testing::HasSubstr;

namespace {

Error errorOf(std::string_view query) {
  try {
    parseQuery(query);
  } catch (const Error& error) {
    return error;
  }
  return Error{Code::Internal, "no error"};
}

std::string placeOf(std::string_view query) {
  const auto error = errorOf(query);
  return error.code == Code::QuerySyntax ? error.where : error.message;
}

}  // namespace

TEST(QuerySyntax, SaysWhereItWentWrong) {
  EXPECT_EQ(placeOf("sunset \"in the"), "column 8");
  EXPECT_EQ(placeOf("sunset (vienna"), "column 8");
  EXPECT_EQ(placeOf("sunset)"), "column 7");
  EXPECT_EQ(placeOf("or sunset"), "column 1");
  EXPECT_EQ(placeOf("sunset or"), "column 10");
  EXPECT_EQ(placeOf("sunset or or vienna"), "column 11");
  EXPECT_EQ(placeOf("kind: image"), "column 6");
  EXPECT_EQ(placeOf("()"), "column 2");
  EXPECT_EQ(placeOf("Mono-tó widht:4"), "column 9");
}

TEST(QuerySyntax, NamesTheNearestField) {
  const auto error = errorOf("widht:>400");
  EXPECT_THAT(error.message, HasSubstr("widht"));
  EXPECT_THAT(error.hint, HasSubstr("width:"));
}

TEST(QuerySyntax, NamesTheNearestValue) {
  EXPECT_THAT(errorOf("kind:imgae").hint, HasSubstr("kind:image"));
  EXPECT_THAT(errorOf("is:unreadabel").hint, HasSubstr("is:unreadable"));
  EXPECT_THAT(errorOf("has:keywrod").hint, HasSubstr("has:keyword"));
}

TEST(QuerySyntax, ShowsHowAValueIsWritten) {
  for (const auto* query :
       {"width:big", "taken:2019-13", "taken:..", "bytes:2XB", "duration:long", "near:48.2",
        "near:91,0,1km", "similar:7", "rating:3..x", "width:>", "taken:2019-02-30"}) {
    const auto error = errorOf(query);
    EXPECT_EQ(error.code, Code::QuerySyntax) << query;
    EXPECT_THAT(error.hint, HasSubstr("Write ")) << query;
  }
}

TEST(QuerySyntax, HasLimitsThatNobodyMeetsByHand) {
  EXPECT_EQ(errorOf(std::string(5000, 'a')).code, Code::QuerySyntax);
  std::string many;
  for (int i = 0; i < 101; ++i) many += "a ";
  EXPECT_EQ(errorOf(many).code, Code::QuerySyntax);
  EXPECT_EQ(errorOf(std::string(40, '(') + "a" + std::string(40, ')')).code, Code::QuerySyntax);
  EXPECT_EQ(errorOf(std::string(4000, '-') + "a").code, Code::QuerySyntax);
  EXPECT_EQ(errorOf("\xff\xfe").code, Code::QuerySyntax);
}

TEST(QuerySyntax, TakesAnOrInQuotesAsAWord) {
  const auto query = parseQuery("\"or\"");
  EXPECT_EQ(query.type, QueryNode::Type::Term);
}

TEST(QuerySyntax, BindsAndTighterThanOr) {
  const auto query = parseQuery("a b or c");
  ASSERT_EQ(query.type, QueryNode::Type::Or);
  ASSERT_EQ(query.children.size(), 2U);
  EXPECT_EQ(query.children.front().type, QueryNode::Type::And);
}

}  // namespace atelier::catalog
