#include "base/text.h"

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

namespace atelier {
namespace {

namespace fs = std::filesystem;
const fs::path source = fs::path(ATELIER_SOURCE_DIR) / "src";
const std::set<std::string> fenced{"listener.cpp", "connection.cpp", "events.cpp"};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::regex_replace(text.str(), std::regex("//[^\n]*"), "");
}

/// What g++ 12 compiles wrongly, or not at all, in a full expression with co_await.
bool leavesTheFence(const std::string& statement) {
  if (statement.find("co_await") == std::string::npos) return false;
  static const std::regex aggregate(R"([A-Za-z_>]\s*\{|[(,=]\s*\{|return\s*\{)");
  static const std::regex closure(R"(\[[^\]]*\]\s*(\(|\{|mutable))");
  return std::regex_search(statement, aggregate) || std::regex_search(statement, closure) ||
         statement.find('?') != std::string::npos;
}

/// Statements end at semicolons; a block or the head of one (`while (co_await f())`) is a
/// statement, too.
std::vector<std::string> statements(const std::string& text) {
  std::vector<std::string> found;
  std::string one;
  int round = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(') ++round;
    if (c == ')') --round;
    const bool block = c == '{' && round == 0 &&
                       std::regex_search(one, std::regex(R"((\)|const|else|do|\bnoexcept)\s*$)"));
    if ((c == ';' && round == 0) || block ||
        (c == '}' && round == 0 && one.find('{') == std::string::npos)) {
      found.push_back(one);
      one.clear();
      continue;
    }
    one += c;
  }
  return found;
}

std::vector<fs::path> sources() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(source)) {
    const auto extension = entry.path().extension();
    if (extension == ".cpp" || extension == ".h") found.push_back(entry.path());
  }
  return found;
}

TEST(CoroutineFence, KnowsTheFormsThatGccCompilesWrongly) {
  EXPECT_TRUE(leavesTheFence("co_await send(Message{1, text})"));
  EXPECT_TRUE(leavesTheFence("co_await run([text] { use(text); })"));
  EXPECT_TRUE(leavesTheFence("auto x = bad ? co_await a() : co_await b()"));
  EXPECT_TRUE(leavesTheFence("co_await send({a, b})"));
  EXPECT_TRUE(leavesTheFence("Reply r{.a = co_await f()}"));
  EXPECT_FALSE(leavesTheFence("const bool well = co_await write(reply.head, reply.body())"));
  EXPECT_FALSE(leavesTheFence("Message named{1, text}"));
}

TEST(CoroutineFence, FindsABadStatementAmongGoodOnes) {
  const auto found = statements("void f() { int a = 1; if (b) { co_await g({a, b}); } }");
  EXPECT_EQ(std::ranges::count_if(found, leavesTheFence), 1);
}

TEST(CoroutineFence, HoldsInEveryCoroutine) {
  for (const auto& name : fenced) {
    const auto text = read(source / "doors/http" / name);
    ASSERT_NE(text.find("co_await"), std::string::npos) << name;
    for (const auto& statement : statements(text)) {
      EXPECT_FALSE(leavesTheFence(statement)) << name << ":\n" << trim(statement);
    }
  }
}

TEST(CoroutineFence, HasNoCoroutineOutside) {
  const std::regex keyword(R"(\bco_(await|return|yield)\b)");
  for (const auto& path : sources()) {
    if (path.parent_path() == source / "doors/http" && fenced.contains(path.filename())) continue;
    EXPECT_FALSE(std::regex_search(read(path), keyword)) << path;
  }
}

TEST(CoroutineFence, KeepsAsioAndBeastInsideTheServer) {
  const std::regex include(R"(#include <boost/(asio|beast))");
  for (const auto& path : sources()) {
    const auto name = path.filename().string();
    const bool inside = path.parent_path() == source / "doors/http";
    if (inside && (fenced.contains(name) || name == "engine.h" || name == "connection_state.cpp"))
      continue;
    EXPECT_FALSE(std::regex_search(read(path), include)) << path;
    if (std::regex_search(read(path), std::regex("\"doors/http/engine.h\""))) {
      ADD_FAILURE() << path << " includes the inside of the server";
    }
  }
}

}  // namespace
}  // namespace atelier
