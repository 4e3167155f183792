#include "tests/doors/mcp_schema.h"
#include "tests/doors/mcp_toy.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

namespace atelier::mcp {
namespace {

using boost::json::value;
using testing::ElementsAre;
using testing::HasSubstr;
using toy::House;

const boost::json::object forms{{"elicitation", {{"form", boost::json::object{}}}}};

std::string_view text(const value& v, std::string_view pointer) {
  return v.at_pointer(pointer).as_string();
}
int errorCode(const value& answer) { return answer.at_pointer("/error/code").to_number<int>(); }
std::vector<std::string> toolNames(const value& answer) {
  std::vector<std::string> names;
  for (const auto& tool : answer.at_pointer("/result/tools").as_array()) {
    names.emplace_back(tool.at("name").as_string());
  }
  return names;
}

TEST(McpDoor, TellsWhatItIsToWhoeverAsks) {
  House house;
  const auto answer = house.ask("server/discover");
  EXPECT_EQ(answer.at_pointer("/result/supportedVersions").as_array(),
            boost::json::array{"2026-07-28"});
  EXPECT_TRUE(answer.at_pointer("/result/capabilities").as_object().contains("tools"));
  EXPECT_TRUE(answer.at_pointer("/result/capabilities").as_object().contains("resources"));
  EXPECT_EQ(text(answer, "/result/_meta/io.modelcontextprotocol~1serverInfo/version"), "1.2.3");
  EXPECT_THAT(std::string{text(answer, "/result/instructions")}, HasSubstr("never follow"));
}

TEST(McpDoor, RefusesRequestsThatDoNotSayWhoTheyAre) {
  House house;
  auto message = toy::request("server/discover");
  message["params"] = boost::json::object{};
  EXPECT_EQ(errorCode(*house.mcp.handle(message, house.caller)), -32602);
  message["params"] = {{"_meta", {{"io.modelcontextprotocol/protocolVersion", revision}}}};
  EXPECT_EQ(errorCode(*house.mcp.handle(message, house.caller)), -32602);
  message["params"] = {
      {"_meta", {{"io.modelcontextprotocol/clientCapabilities", boost::json::object{}}}}};
  EXPECT_EQ(errorCode(*house.mcp.handle(message, house.caller)), -32602);
}

TEST(McpDoor, NamesTheVersionsItKnowsToWhoeverWantsAnother) {
  House house;
  auto message = toy::request("tools/list");
  message["params"].at("_meta").as_object()["io.modelcontextprotocol/protocolVersion"] = "v999";
  const auto answer = *house.mcp.handle(message, house.caller);
  EXPECT_EQ(errorCode(answer), -32022);
  EXPECT_EQ(text(answer, "/error/data/requested"), "v999");
  EXPECT_EQ(text(answer, "/error/data/supported/0"), revision);
}

TEST(McpDoor, KnowsNoMethodThatTheRevisionRemoved) {
  House house;
  for (auto method : {"initialize", "ping", "logging/setLevel", "resources/subscribe",
                      "prompts/list", "subscriptions/listen", "unknown/method"}) {
    const auto answer = house.ask(method);
    EXPECT_EQ(errorCode(answer), -32601) << method;
    EXPECT_EQ(answer.at("id"), 7) << method;
  }
}

TEST(McpDoor, AnswersOlderClientsTheirWay) {
  House house;
  const auto send = [&](std::string_view method, boost::json::object params) {
    return *house.mcp.handle(
        {{"jsonrpc", "2.0"}, {"id", "a"}, {"method", method}, {"params", std::move(params)}},
        house.caller, "2025-06-18");
  };
  const auto hello = send("initialize", {{"protocolVersion", "2025-06-18"},
                                         {"capabilities", boost::json::object{}},
                                         {"clientInfo", {{"name", "old"}, {"version", "1"}}}});
  EXPECT_EQ(text(hello, "/result/protocolVersion"), "2025-06-18");
  EXPECT_EQ(text(hello, "/result/serverInfo/name"), "atelier");
  EXPECT_EQ(text(send("initialize", {{"protocolVersion", "1999"}}), "/result/protocolVersion"),
            "2025-11-25");
  EXPECT_TRUE(send("ping", {}).at("result").as_object().empty());
  EXPECT_EQ(toolNames(send("tools/list", {})).size(), 5U);
  const auto erase = send("tools/call", {{"name", "asset_erase"}, {"arguments", {{"id", "1"}}}});
  EXPECT_TRUE(erase.at_pointer("/result/isError").as_bool());
  EXPECT_EQ(toy::shelf().titles.size(), 3U);
}

TEST(McpDoor, ListsTheTableInOrderOfNamesForWhoeverMayUseIt) {
  House house;
  EXPECT_THAT(
      toolNames(house.ask("tools/list")),
      ElementsAre("asset_erase", "asset_find", "asset_rename", "asset_show", "user_invite"));
  house.caller.scopes = access::scopesOf(access::Role::Contributor);
  EXPECT_THAT(toolNames(house.ask("tools/list")),
              ElementsAre("asset_find", "asset_rename", "asset_show"));
  house.caller.scopes = access::scopesOf(access::Role::Viewer);
  EXPECT_THAT(toolNames(house.ask("tools/list")), ElementsAre("asset_find", "asset_show"));
  house.caller.scopes = {};
  EXPECT_TRUE(toolNames(house.ask("tools/list")).empty());
}

TEST(McpDoor, SaysWhichToolsReadAndWhichDestroy) {
  House house;
  const auto answer = house.ask("tools/list");
  for (const auto& tool : answer.at_pointer("/result/tools").as_array()) {
    const std::string_view name = tool.at("name").as_string();
    EXPECT_EQ(tool.at_pointer("/annotations/readOnlyHint").as_bool(),
              name == "asset_find" || name == "asset_show");
    EXPECT_EQ(tool.at_pointer("/annotations/destructiveHint").as_bool(), name == "asset_erase");
    EXPECT_EQ(text(tool, "/inputSchema/type"), "object");
  }
}

TEST(McpDoor, RunsAToolAndAnswersForPeopleAndPrograms) {
  House house;
  const auto answer = house.callTool("asset_find", {{"query", "D"}});
  EXPECT_EQ(text(answer, "/result/structuredContent/assets/0/title"), "Dawn");
  EXPECT_EQ(boost::json::parse(text(answer, "/result/content/0/text")),
            answer.at_pointer("/result/structuredContent"));
  EXPECT_EQ(text(answer, "/result/resultType"), "complete");
}

TEST(McpDoor, GivesAnswersThatFitTheSchemasItPublished) {
  House house;
  const auto tools = house.ask("tools/list").at_pointer("/result/tools").as_array();
  const std::map<std::string, boost::json::object> asks{
      {"asset_find", {{"limit", 5}}},
      {"asset_show", {{"id", "1"}}},
      {"asset_rename", {{"id", "1"}, {"title", "Morning"}}},
      {"asset_erase", {{"id", "1"}, {"dry_run", true}}}};
  for (const auto& tool : tools) {
    const auto ask = asks.find(std::string{tool.at("name").as_string()});
    if (ask == asks.end()) continue;
    EXPECT_THAT(toy::problemsOf(ask->second, tool.at("inputSchema"), tool.at("inputSchema")),
                testing::IsEmpty());
    const auto answer = house.callTool(ask->first, ask->second);
    EXPECT_THAT(toy::problemsOf(answer.at_pointer("/result/structuredContent"),
                                tool.at("outputSchema"), tool.at("outputSchema")),
                testing::IsEmpty())
        << answer;
  }
}

TEST(McpDoor, LetsTheModelReadWhatWentWrong) {
  House house;
  const auto missing = house.callTool("asset_show", {{"id", "9"}});
  EXPECT_TRUE(missing.at_pointer("/result/isError").as_bool());
  EXPECT_EQ(text(missing, "/result/content/0/text"),
            "AT-1002: There is no asset 9. (at /id)\nLook for it with asset_find.");
  const auto misspelt = house.callTool("asset_show", {{"ID", "1"}});
  EXPECT_THAT(std::string{text(misspelt, "/result/content/0/text")}, HasSubstr("AT-1021"));
  const auto foreign = house.callTool("asset_rename", {{"id", "1"}, {"title", "crash"}});
  EXPECT_THAT(std::string{text(foreign, "/result/content/0/text")}, HasSubstr("AT-1000"));
  EXPECT_EQ(errorCode(house.callTool("asset_fly", {})), -32602);
  EXPECT_EQ(errorCode(house.callTool("asset_get", {{"id", "1"}})), -32602) << "a stream is no tool";
  EXPECT_EQ(errorCode(house.ask("tools/call", {{"name", "asset_show"}, {"arguments", "1"}})),
            -32602);
}

TEST(McpDoor, RefusesToolsThatTheCallerHasNoScopeFor) {
  House house;
  house.caller.scopes = access::scopesOf(access::Role::Viewer);
  const auto answer = house.callTool("asset_rename", {{"id", "1"}, {"title", "x"}});
  EXPECT_THAT(std::string{text(answer, "/result/content/0/text")}, HasSubstr("AT-1005"));
  EXPECT_EQ(toy::shelf().titles.at("1"), "Dawn");
}

/// The two rounds of a call that a person has to confirm.
class Confirming : public testing::Test {
 protected:
  value first(boost::json::object arguments = {{"id", "1"}}) {
    return house_.callTool("asset_erase", std::move(arguments), forms);
  }
  value second(std::string_view state, boost::json::object response,
               boost::json::object arguments = {{"id", "1"}}) {
    return house_.ask("tools/call",
                      {{"name", "asset_erase"},
                       {"arguments", std::move(arguments)},
                       {"requestState", state},
                       {"inputResponses", {{"confirm", std::move(response)}}}},
                      forms);
  }
  std::string state() { return std::string{text(first(), "/result/requestState")}; }
  static std::size_t left() { return toy::shelf().titles.size(); }

  House house_;
  const boost::json::object yes_{{"action", "accept"}, {"content", {{"confirm", true}}}};
};

TEST_F(Confirming, AsksAPersonAndShowsWhatWillBeDone) {
  const auto answer = first();
  EXPECT_EQ(text(answer, "/result/resultType"), "input_required");
  EXPECT_EQ(text(answer, "/result/inputRequests/confirm/method"), "elicitation/create");
  const std::string message{text(answer, "/result/inputRequests/confirm/params/message")};
  EXPECT_THAT(message, HasSubstr("Remove an asset for good."));
  EXPECT_THAT(message, HasSubstr("\"id\": \"1\""));
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, DoesItAfterTheYes) {
  const auto answer = second(state(), yes_);
  EXPECT_EQ(text(answer, "/result/resultType"), "complete");
  EXPECT_EQ(left(), 2U);
}

TEST_F(Confirming, DoesItOnceOnly) {
  const auto seal = state();
  toy::shelf().titles["1"] = "Dawn";
  (void)second(seal, yes_);
  toy::shelf().titles["1"] = "Dawn again";
  EXPECT_EQ(errorCode(second(seal, yes_)), -32602);
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, DoesNothingAfterANo) {
  for (const boost::json::object& no :
       {boost::json::object{{"action", "decline"}},
        {{"action", "cancel"}},
        {{"action", "accept"}},
        {{"action", "accept"}, {"content", {{"confirm", false}}}},
        {{"action", "accept"}, {"content", {{"confirm", "true"}}}}}) {
    EXPECT_TRUE(second(state(), no).at_pointer("/result/isError").as_bool());
  }
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, OfOneCallIsNoneOfAnother) {
  const auto seal = state();
  EXPECT_EQ(errorCode(second(seal, yes_, {{"id", "2"}})), -32602);
  house_.caller.session = "another token";
  EXPECT_EQ(errorCode(second(seal, yes_)), -32602);
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, IsNotForgedByChangingAnyLetter) {
  const auto seal = state();
  for (std::size_t i = 0; i < seal.size(); ++i) {
    auto forged = seal;
    forged[i] = forged[i] == '1' ? '2' : '1';
    if (forged == seal) continue;
    ASSERT_EQ(errorCode(second(forged, yes_)), -32602) << i;
  }
  EXPECT_EQ(errorCode(second("", yes_)), -32602);
  EXPECT_EQ(errorCode(second(std::string(100'000, '.'), yes_)), -32602);
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, AsksAgainWhenTheYesComesTooLateOrNotAtAll) {
  const auto seal = state();
  house_.clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(text(second(seal, yes_), "/result/resultType"), "input_required");
  EXPECT_EQ(text(house_.ask("tools/call",
                            {{"name", "asset_erase"},
                             {"arguments", {{"id", "1"}}},
                             {"requestState", seal},
                             {"inputResponses", {{"other", yes_}}}},
                            forms),
                 "/result/resultType"),
            "input_required");
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, FitsWhateverTheOrderOfTheArguments) {
  const auto seal =
      std::string{text(first({{"id", "1"}, {"dry_run", false}}), "/result/requestState")};
  EXPECT_EQ(text(second(seal, yes_, {{"dry_run", false}, {"id", "1"}}), "/result/resultType"),
            "complete");
}

TEST_F(Confirming, NeedsAClientThatCanAskPeople) {
  const auto answer = house_.callTool("asset_erase", {{"id", "1"}});
  EXPECT_EQ(errorCode(answer), -32021);
  EXPECT_TRUE(answer.at_pointer("/error/data/requiredCapabilities/elicitation").is_object());
  const boost::json::object linksOnly{{"elicitation", {{"url", boost::json::object{}}}}};
  EXPECT_EQ(errorCode(house_.callTool("asset_erase", {{"id", "1"}}, linksOnly)), -32021);
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, IsNotNeededForAPlan) {
  EXPECT_EQ(
      text(house_.callTool("asset_erase", {{"id", "1"}, {"dry_run", true}}), "/result/resultType"),
      "complete");
  EXPECT_EQ(left(), 3U);
}

TEST_F(Confirming, IsNeededToLetOthersIn) {
  EXPECT_EQ(text(house_.callTool("user_invite", {{"name", "Eve"}}, forms), "/result/resultType"),
            "input_required");
  EXPECT_EQ(toy::shelf().invited, 0);
}

TEST(McpDoor, OffersAssetsAsResourcesPageByPage) {
  House house;
  const auto first = house.ask("resources/list");
  ASSERT_EQ(first.at_pointer("/result/resources").as_array().size(), 2U);
  EXPECT_EQ(text(first, "/result/resources/0/uri"), "asset://1");
  const auto second = house.ask("resources/list", {{"cursor", text(first, "/result/nextCursor")}});
  EXPECT_EQ(text(second, "/result/resources/0/uri"), "asset://3");
  EXPECT_FALSE(second.at("result").as_object().contains("nextCursor"));
}

TEST(McpDoor, ReadsAnAssetAsTextAndItsPreviewAsBytes) {
  House house;
  const auto asset = house.ask("resources/read", {{"uri", "asset://1"}});
  EXPECT_EQ(boost::json::parse(text(asset, "/result/contents/0/text")).at("title"), "Dawn");
  const auto preview = house.ask("resources/read", {{"uri", "asset://1/preview"}});
  EXPECT_EQ(text(preview, "/result/contents/0/blob"), "UklGRg==");
  EXPECT_EQ(text(preview, "/result/contents/0/mimeType"), "image/webp");
}

TEST(McpDoor, SaysWhichResourceIsNotThere) {
  House house;
  for (auto uri : {"asset://9", "asset://2/preview", "file:///etc/passwd", "asset://", ""}) {
    const auto answer = house.ask("resources/read", {{"uri", uri}});
    EXPECT_EQ(errorCode(answer), -32602) << uri;
    EXPECT_EQ(text(answer, "/error/data/uri"), uri);
  }
  house.caller.scopes = {};
  EXPECT_EQ(errorCode(house.ask("resources/read", {{"uri", "asset://1/preview"}})), -32602);
  EXPECT_EQ(errorCode(house.ask("resources/list")), -32602);
}

TEST(McpDoor, AnswersNoNotificationAndNoAnswer) {
  House house;
  for (const value& message :
       {value{{"jsonrpc", "2.0"}, {"method", "notifications/cancelled"}},
        value{{"jsonrpc", "2.0"}, {"method", "tools/call"}},
        value{{"jsonrpc", "2.0"}, {"id", 1}, {"result", boost::json::object{}}}}) {
    EXPECT_EQ(house.mcp.handle(message, house.caller), std::nullopt) << message;
  }
}

TEST(McpDoor, RefusesWhatIsNoMessage) {
  House house;
  for (const value& message :
       {value{1}, value{nullptr}, value{boost::json::array{}}, value{{"jsonrpc", "1.0"}},
        value{{"jsonrpc", "2.0"}, {"id", 1}}, value{{"jsonrpc", "2.0"}, {"id", 1}, {"method", 5}},
        value{{"jsonrpc", "2.0"}, {"id", nullptr}, {"method", "ping"}},
        value{{"jsonrpc", "2.0"}, {"id", 1.5}, {"method", "ping"}},
        value{
            {"jsonrpc", "2.0"}, {"id", 1}, {"method", "ping"}, {"params", boost::json::array{}}}}) {
    const auto answer = house.mcp.handle(message, house.caller);
    ASSERT_TRUE(answer) << message;
    EXPECT_EQ(errorCode(*answer), -32600) << message;
  }
}

/// Every kind of answer, held against the protocol's own schema.
TEST(McpDoor, SaysNothingThatTheProtocolsSchemaForbids) {
  const std::filesystem::path path = "../shared/reference/data/mcp-schema-2026-07-28.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the protocol's schema is not at hand";
  std::ostringstream content;
  content << std::ifstream{path}.rdbuf();
  const auto schema = boost::json::parse(content.str());
  House house;
  const auto fits = [&](const value& answer, std::string_view type) {
    const boost::json::object wanted{{"$ref", "#/$defs/" + std::string{type}}};
    EXPECT_THAT(toy::problemsOf(answer, wanted, schema), testing::IsEmpty()) << type << answer;
  };
  auto broken = house.ask("server/discover");
  broken.at("result").as_object().erase("ttlMs");
  const boost::json::object discovered{{"$ref", "#/$defs/DiscoverResultResponse"}};
  EXPECT_THAT(toy::problemsOf(broken, discovered, schema), testing::Not(testing::IsEmpty()));
  fits(house.ask("server/discover"), "DiscoverResultResponse");
  fits(house.ask("tools/list"), "ListToolsResultResponse");
  fits(house.callTool("asset_find", {}), "CallToolResultResponse");
  fits(house.callTool("asset_show", {{"id", "9"}}), "CallToolResultResponse");
  fits(house.ask("resources/list"), "ListResourcesResultResponse");
  fits(house.ask("resources/templates/list"), "ListResourceTemplatesResultResponse");
  fits(house.ask("resources/read", {{"uri", "asset://1"}}), "ReadResourceResultResponse");
  fits(house.ask("resources/read", {{"uri", "asset://1/preview"}}), "ReadResourceResultResponse");
  const auto question = house.callTool("asset_erase", {{"id", "1"}}, forms);
  fits(question, "CallToolResultResponse");
  fits(question.at("result"), "InputRequiredResult");
  fits(question.at_pointer("/result/inputRequests/confirm"), "ElicitRequest");
  fits(house.callTool("asset_erase", {{"id", "1"}}), "MissingRequiredClientCapabilityError");
  fits(house.ask("unknown/method"), "JSONRPCErrorResponse");
  fits(*house.mcp.handle(value{1}, house.caller), "JSONRPCErrorResponse");
  auto other = toy::request("tools/list");
  other["params"].at("_meta").as_object()["io.modelcontextprotocol/protocolVersion"] = "v999";
  fits(*house.mcp.handle(other, house.caller), "UnsupportedProtocolVersionError");
}

}  // namespace
}  // namespace atelier::mcp
