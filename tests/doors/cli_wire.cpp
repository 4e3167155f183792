#include "base/error.h"
#include "doors/http/url.h"
#include "doors/wire.h"
#include "tests/doors/cli_toy.h"

#include <gtest/gtest.h>

namespace atelier::doors {
namespace {

const studio::Operation& named(std::string_view name) {
  return *studio::findOperation(toy::table(), name);
}

Error errorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return {Code::Internal, "nothing was thrown"};
}

TEST(Wire, MatchesPathsSegmentBySegment) {
  EXPECT_EQ(matchPath("/works/{id}/tags", "/works/42/tags"), (Pairs{{"id", "42"}}));
  EXPECT_EQ(matchPath("/works", "/works"), Pairs());
  EXPECT_EQ(matchPath("/works/{id}", "/works/"), std::nullopt);
  EXPECT_EQ(matchPath("/works/{id}", "/works"), std::nullopt);
  EXPECT_EQ(matchPath("/works/{id}", "/works/1/tags"), std::nullopt);
}

TEST(Wire, PutsQueriesIntoTheQueryAndChangesIntoTheBody) {
  const auto find =
      targetOf(named("work.find"), json::parse(R"({"query":"a b&c","tags":["x","y"],"limit":3})"));
  EXPECT_EQ(find.pathAndQuery, "/works?query=a%20b%26c&tags=x&tags=y&limit=3");
  EXPECT_EQ(find.body, std::nullopt);
  const auto tag = targetOf(named("work.tag"), json::parse(R"({"id":"a/b","tags":["x"]})"));
  EXPECT_EQ(tag.pathAndQuery, "/works/a%2Fb/tags");
  EXPECT_EQ(tag.body, R"({"tags":["x"]})");
  EXPECT_EQ(targetOf(named("work.erase"), json::parse(R"({"id":"1"})")).pathAndQuery, "/works/1");
  EXPECT_EQ(errorOf([] { targetOf(named("work.show"), boost::json::object()); }).message,
            "\"id\" is missing.");
}

/// What the server makes of a target is what the client meant.
TEST(Wire, TravelsThereAndIsTheSame) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"work.find", R"({"query":"ä & 夕?#/","limit":7,"sort":"added","tags":["a","b,c"]})"},
      {"work.find", R"({"query":"","tags":["only"]})"},
      {"work.find", R"({})"},
      {"work.show", R"({"id":"../x y%"})"},
      {"work.tag", R"({"id":"1","tags":["x"],"remove":[]})"},
      {"work.change", R"({"id":"1","set":{"a":"b"},"dry_run":true})"},
      {"work.fetch", R"({"id":"1"})"},
  };
  for (const auto& [name, text] : cases) {
    const auto& operation = named(name);
    const auto request = json::parse(text);
    const auto target = targetOf(operation, request);
    const auto question = target.pathAndQuery.find('?');
    auto path =
        matchPath(operation.path, target.pathAndQuery.substr(0, question)).value_or(Pairs());
    for (auto& pair : path) pair.second = http::percentDecode(pair.second, false);
    Pairs query;
    if (question != std::string::npos) {
      for (const auto& field : http::parseQuery(target.pathAndQuery.substr(question + 1))) {
        query.emplace_back(field.name, field.value);
      }
    }
    const auto body = target.body ? std::optional(json::parse(*target.body)) : std::nullopt;
    EXPECT_EQ(requestOf(operation, path, query, body ? &*body : nullptr), request) << text;
  }
}

TEST(Wire, RefusesWhatIsNotExpected) {
  const auto unknown =
      errorOf([] { requestOf(named("work.find"), {}, {{"limti", "3"}}, nullptr); });
  EXPECT_EQ(unknown.code, Code::InvalidInput);
  EXPECT_EQ(unknown.message, "There is no parameter \"limti\" here.");
  EXPECT_EQ(unknown.hint, "Did you mean \"limit\"? Nothing was changed.");
  EXPECT_EQ(unknown.where, "limti");
  const auto twice =
      errorOf([] { requestOf(named("work.find"), {}, {{"limit", "3"}, {"limit", "4"}}, nullptr); });
  EXPECT_EQ(twice.message, "\"limit\" is given more than once.");
  const auto both = errorOf([] {
    const auto body = json::parse(R"({"id":"2"})");
    requestOf(named("work.tag"), {{"id", "1"}}, {}, &body);
  });
  EXPECT_EQ(both.message, "\"id\" stands in the path and in the body.");
  const auto queried =
      errorOf([] { requestOf(named("work.show"), {{"id", "1"}}, {{"id", "2"}}, nullptr); });
  EXPECT_EQ(queried.message, "\"id\" stands in the path and in the query.");
  const auto list = errorOf([] {
    const auto body = json::parse("[]");
    requestOf(named("work.tag"), {{"id", "1"}}, {}, &body);
  });
  EXPECT_EQ(list.message, "The body must be a JSON object.");
}

TEST(OperationTable, IsCheckedByThoseWhoHaveScopeOnly) {
  access::Caller viewer = access::Caller::local();
  viewer.scopes = {};
  alignas(16) std::byte nothing[16];
  boost::json::value answer;
  // The scope comes first: not even the request is looked at.
  const auto error = errorOf([&] {
    named("work.find")
        .call(reinterpret_cast<studio::Studio&>(nothing), viewer, boost::json::array(), answer);
  });
  EXPECT_EQ(error.code, Code::NotAllowed);
}

TEST(OperationTable, IsSound) {
  EXPECT_EQ(studio::problemsOf(toy::table()), std::vector<std::string>());
  const auto& find = named("work.find");
  const std::vector<studio::Operation> broken{find, find.arguments("tags", "query"),
                                              named("work.show").arguments("ident")};
  const std::vector<std::string> problems{
      "work.find: the name is taken", "work.find: the route is taken",
      "work.find: the argument query follows a list",
      "work.show: the argument ident is no member of the request"};
  EXPECT_EQ(studio::problemsOf(broken), problems);
}

}  // namespace
}  // namespace atelier::doors
