#include "tests/doors/http_client.h"
#include "tests/doors/http_toy.h"

#include <gmock/gmock.h>

namespace atelier::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string follow(const std::string& last = "") {
  return request("GET", "/events", last.empty() ? "" : "Last-Event-ID: " + last + "\r\n");
}

TEST(HttpEvents, ComeAsTheyHappen) {
  Running running;
  Client client(running.port());
  client.send(follow());
  const auto head = client.readUntil("retry: 2000\n\n");
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream"));
  EXPECT_THAT(head, HasSubstr("Cache-Control: no-store"));
  EXPECT_THAT(head, HasSubstr("X-Accel-Buffering: no"));
  running.toy.journal.add("asset.added", R"({"id":"1"})");
  EXPECT_EQ(client.readUntil("\n\n"), "id: 1\nevent: asset.added\ndata: {\"id\":\"1\"}\n\n");
  running.toy.journal.add("asset.changed", "two\nlines");
  EXPECT_EQ(client.readUntil("\n\n"), "id: 2\nevent: asset.changed\ndata: two\ndata: lines\n\n");
}

TEST(HttpEvents, GoOnWhereTheClientStopped) {
  Running running;
  for (int i = 1; i <= 3000; ++i) running.toy.journal.add("n", std::to_string(i));
  for (const int last : {0, 1, 1500, 2999, 3000}) {
    Client client(running.port());
    client.send(follow(std::to_string(last)));
    auto all = client.readUntil("retry: 2000\n\n");
    running.toy.journal.add("n", "end");
    const auto number = std::to_string(running.toy.journal.last());
    while (all.find("id: " + number + "\n") == std::string::npos) {
      const auto some = client.readUntil("\n\n");
      ASSERT_FALSE(some.empty()) << last;
      all += some;
    }
    for (auto id = static_cast<std::uint64_t>(last) + 1; id <= running.toy.journal.last(); ++id) {
      const auto line = "id: " + std::to_string(id) + "\n";
      const auto at = all.find(line);
      ASSERT_NE(at, std::string::npos) << last << " misses " << id;
      ASSERT_EQ(all.find(line, at + 1), std::string::npos) << last << " has twice " << id;
    }
  }
}

TEST(HttpEvents, AreReadOnceForAllWhoListen) {
  Running running;
  std::vector<Client> clients;
  for (int i = 0; i < 200; ++i) {
    clients.emplace_back(running.port()).send(follow());
    clients.back().readUntil("retry: 2000\n\n");
  }
  const auto before = running.toy.journal.reads();
  for (int i = 0; i < 10; ++i) running.toy.journal.add("n", "data");
  for (auto& client : clients) {
    std::string all;
    while (all.find("id: 10\n") == std::string::npos) {
      const auto some = client.readUntil("\n\n");
      ASSERT_FALSE(some.empty());
      all += some;
    }
  }
  EXPECT_LE(running.toy.journal.reads() - before, 25U);
}

TEST(HttpEvents, SendAHeartbeatAndEndWithTheSession) {
  http::Options options;
  options.limits.heartbeat = 30ms;
  Running running(options);
  Client client(running.port());
  client.send(follow());
  client.readUntil("retry: 2000\n\n");
  EXPECT_THAT(client.readUntil(": \n\n"), HasSubstr(": \n\n"));
  running.toy.allowed = false;
  EXPECT_TRUE(client.ends());
}

TEST(HttpEvents, NoticeClientsThatLeave) {
  http::Options options;
  options.limits.headerTime = 80ms;  // sets the pace of the sweep
  Running running(options);
  {
    std::vector<Client> clients;
    for (int i = 0; i < 20; ++i) {
      clients.emplace_back(running.port()).send(follow());
      clients.back().readUntil("retry: 2000\n\n");
    }
  }
  const auto until = std::chrono::steady_clock::now() + 5s;
  while (running.server().connections() > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(running.server().connections(), 0U);
}

}  // namespace
}  // namespace atelier::test
