#include "doors/mcp/http.h"
#include "doors/mcp/stdio.h"
#include "tests/doors/mcp_toy.h"

#include <sstream>

#include <gmock/gmock.h>

namespace atelier::mcp {
namespace {

using toy::House;

const std::vector<std::string> origins{"http://127.0.0.1:7717"};

class OverHttp : public testing::Test {
 protected:
  /// A request as a client of this revision sends it; tests spoil one thing.
  HttpRequest proper(std::string_view method, boost::json::object params = {}) {
    name_.reset();
    for (auto member : {"name", "uri"}) {
      if (const auto* value = params.if_contains(member)) name_ = std::string(value->as_string());
    }
    method_ = method;
    body_ = boost::json::serialize(toy::request(method, std::move(params)));
    return {.method = "POST",
            .body = body_,
            .origin = std::nullopt,
            .protocolVersion = revision,
            .mcpMethod = method_,
            .mcpName = name_ ? std::optional<std::string_view>{*name_} : std::nullopt};
  }
  HttpAnswer send(const HttpRequest& request) {
    return answerHttp(house_.mcp, request, house_.caller, origins);
  }
  static int errorCode(const HttpAnswer& answer) {
    return boost::json::parse(answer.body).at_pointer("/error/code").to_number<int>();
  }

  House house_;
  std::string method_;
  std::string body_;
  std::optional<std::string> name_;
};

TEST_F(OverHttp, AnswersAProperRequest) {
  EXPECT_EQ(send(proper("tools/list")).status, 200);
  EXPECT_EQ(
      send(proper("tools/call", {{"name", "asset_show"}, {"arguments", {{"id", "1"}}}})).status,
      200);
  EXPECT_EQ(send(proper("resources/read", {{"uri", "asset://1"}})).status, 200);
}

TEST_F(OverHttp, TakesPostOnly) {
  for (auto method : {"GET", "DELETE", "PUT"}) {
    auto request = proper("tools/list");
    request.method = method;
    EXPECT_EQ(send(request).status, 405);
    EXPECT_EQ(send(request).allow, "POST");
  }
}

TEST_F(OverHttp, RefusesPagesFromElsewhere) {
  auto request = proper("tools/list");
  for (auto origin :
       {"http://evil.example", "http://127.0.0.1:7718", "https://127.0.0.1:7717", "null", ""}) {
    request.origin = origin;
    EXPECT_EQ(send(request).status, 403) << origin;
  }
  request.origin = "http://127.0.0.1:7717";
  EXPECT_EQ(send(request).status, 200);
}

TEST_F(OverHttp, RefusesHeadersThatSayOtherThanTheBody) {
  const auto call = [&] {
    return proper("tools/call", {{"name", "asset_show"}, {"arguments", {{"id", "1"}}}});
  };
  auto request = call();
  request.mcpMethod = "tools/list";
  EXPECT_EQ(errorCode(send(request)), -32020);
  EXPECT_EQ(send(request).status, 400);
  request = call();
  request.mcpMethod = "TOOLS/CALL";
  EXPECT_EQ(errorCode(send(request)), -32020);
  request = call();
  request.mcpMethod.reset();
  EXPECT_EQ(errorCode(send(request)), -32020);
  request = call();
  request.mcpName = "asset_find";
  EXPECT_EQ(errorCode(send(request)), -32020);
  request = call();
  request.mcpName.reset();
  EXPECT_EQ(errorCode(send(request)), -32020);
  request = call();
  request.protocolVersion.reset();
  EXPECT_EQ(errorCode(send(request)), -32020);
  request = call();
  request.protocolVersion = "2025-06-18";
  EXPECT_EQ(errorCode(send(request)), -32020);
  EXPECT_EQ(boost::json::parse(send(request).body).at("id"), 7);
}

TEST_F(OverHttp, TakesHeaderValuesWithSpacesAroundOrInBase64) {
  auto request = proper("tools/call", {{"name", "asset_show"}, {"arguments", {{"id", "1"}}}});
  request.mcpName = "  asset_show  ";
  EXPECT_EQ(send(request).status, 200);
  request.mcpName = "=?base64?YXNzZXRfc2hvdw==?=";
  EXPECT_EQ(send(request).status, 200);
  request.mcpName = "=?base64?YXNz!!!XRfc2hvdw==?=";
  EXPECT_EQ(send(request).status, 400);
  request.mcpName = "=?base64?YXNzZXRfc2hvdw==";
  EXPECT_EQ(send(request).status, 400);
}

TEST_F(OverHttp, SaysFailureInTheStatusToo) {
  EXPECT_EQ(send(proper("unknown/method")).status, 404);
  EXPECT_EQ(send(proper("initialize")).status, 404);
  EXPECT_EQ(send(proper("resources/read", {{"uri", "asset://9"}})).status, 400);
  EXPECT_EQ(
      send(proper("tools/call", {{"name", "asset_erase"}, {"arguments", {{"id", "1"}}}})).status,
      400);
  auto request = proper("server/discover");
  body_ = R"({"jsonrpc":"2.0","id":1,"method":"server/discover","params":{}})";
  request.body = body_;
  EXPECT_EQ(send(request).status, 400);
  EXPECT_EQ(errorCode(send(request)), -32602);
}

TEST_F(OverHttp, RefusesBodiesThatAreNoMessage) {
  auto request = proper("tools/list");
  for (std::string_view body :
       {"", "{", "[]", "1", "nul", "{\"jsonrpc\":\"2.0\",\"jsonrpc\":\"2.0\"}"}) {
    request.body = body;
    EXPECT_EQ(send(request).status, 400) << body;
  }
  const std::string deep(100'000, '[');
  request.body = deep;
  EXPECT_EQ(send(request).status, 400);
}

TEST_F(OverHttp, TakesNotificationsWithoutAWord) {
  auto request = proper("notifications/cancelled");
  body_ = R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})";
  request.body = body_;
  EXPECT_EQ(send(request).status, 202);
  EXPECT_EQ(send(request).body, "");
}

TEST_F(OverHttp, ServesOlderClients) {
  const std::string hello =
      R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18"}})";
  HttpRequest request{.method = "POST",
                      .body = hello,
                      .origin = {},
                      .protocolVersion = {},
                      .mcpMethod = {},
                      .mcpName = {}};
  EXPECT_EQ(send(request).status, 200);
  const std::string wrong = R"({"jsonrpc":"2.0","id":1,"method":"unknown"})";
  request.body = wrong;
  request.protocolVersion = "2025-06-18";
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(errorCode(send(request)), -32601);
}

TEST(OverStdio, AnswersLineByLineAndNothingElse) {
  House house;
  std::istringstream in{boost::json::serialize(toy::request("server/discover")) +
                        "\n\n{broken\n"
                        R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                        "\n"
                        R"({"jsonrpc":"2.0","id":2,"method":"ping"})"};
  std::ostringstream out;
  serveStdio(house.mcp, house.caller, in, out);
  std::vector<boost::json::value> answers;
  std::istringstream lines{out.str()};
  for (std::string line; std::getline(lines, line);) answers.push_back(boost::json::parse(line));
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_TRUE(answers[0].as_object().contains("result"));
  EXPECT_EQ(answers[1].at_pointer("/error/code"), -32700);
  EXPECT_EQ(answers[2].at("id"), 2);
}

}  // namespace
}  // namespace atelier::mcp
