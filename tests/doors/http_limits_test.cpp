#include "base/error.h"
#include "base/random.h"
#include "tests/doors/http_client.h"
#include "tests/doors/http_toy.h"

#include <csignal>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace atelier::test {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;

http::Options hurried() {
  http::Options options;
  options.limits.headerTime = 100ms;
  options.limits.idleTime = 200ms;
  options.limits.drainTime = 200ms;
  return options;
}

void waitFor(Toy& toy, int inside) {
  std::unique_lock lock{toy.mutex};
  ASSERT_TRUE(toy.changed.wait_for(lock, 5s, [&] { return toy.waiting >= inside; }));
}

TEST(HttpLimits, RefuseAHeaderBeyond16KiB) {
  Running running;
  const auto large = "X: " + std::string(17'000, 'a') + "\r\n";
  EXPECT_EQ(ask(running.port(), request("GET", "/hello", large)).status, 431);
  const auto fits = "X: " + std::string(15'000, 'a') + "\r\n";
  EXPECT_EQ(ask(running.port(), request("GET", "/hello", fits)).status, 200);
}

TEST(HttpLimits, RefuseMoreThanAHundredFields) {
  Running running;
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "A: b\r\n";
  EXPECT_EQ(ask(running.port(), request("GET", "/hello", fields)).status, 200);
  EXPECT_EQ(ask(running.port(), request("GET", "/hello", fields + "A: b\r\n")).status, 431);
}

TEST(HttpLimits, RefuseABodyThatIsTooLargeBeforeReadingIt) {
  Running running;
  Client client(running.port());
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10001\r\n\r\n");
  EXPECT_EQ(client.read().status, 413);
  EXPECT_TRUE(client.ends());
}

TEST(HttpLimits, RefuseAChunkedBodyThatGrowsTooLarge) {
  Running running;
  Client client(running.port());
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) client.send("400\r\n" + std::string(1024, 'x') + "\r\n");
  EXPECT_EQ(client.read().status, 413);
}

TEST(HttpLimits, RefuseChunkExtensionsWithoutEnd) {
  Running running;
  Client client(running.port());
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;");
  for (int i = 0; i < 100; ++i) client.send(std::string(1024, 'x'));
  EXPECT_EQ(client.read().status, 400);
}

TEST(HttpLimits, EndSlowHeadersWithWords) {
  Running running(hurried());
  Client client(running.port());
  client.send("GET /hello HTTP/1.1\r\nHost: loc");
  EXPECT_EQ(client.read().status, 408);
  EXPECT_TRUE(client.ends());
}

TEST(HttpLimits, EndIdleConnections) {
  Running running(hurried());
  Client client(running.port());
  client.send(request("GET", "/hello"));
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(client.ends(2000ms));
}

TEST(HttpLimits, EndBodiesThatStop) {
  Running running(hurried());
  Client client(running.port());
  client.send("POST /sink HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
  EXPECT_EQ(client.read().status, 400);
  EXPECT_EQ(running.toy.sunk, "half");
}

TEST(HttpLimits, EndClientsThatDoNotTakeTheirAnswer) {
  auto options = hurried();
  Running running(options);
  std::vector<Client> clients;
  for (const auto* path : {"/file", "/memory"}) {
    clients.emplace_back(running.port());
    for (int i = 0; i < 30; ++i) clients.back().send(request("GET", path));
  }
  const auto until = std::chrono::steady_clock::now() + 5s;
  while (running.server().connections() > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(running.server().connections(), 0U);
}

TEST(HttpLimits, SayWhenTooMuchIsGoingOn) {
  http::Options options;
  options.workers = 2;
  options.queueLimit = 2;
  Running running(options);
  std::vector<Client> clients;
  for (int i = 0; i < 2; ++i) clients.emplace_back(running.port()).send(request("GET", "/slow"));
  waitFor(running.toy, 2);
  for (int i = 0; i < 2; ++i) clients.emplace_back(running.port()).send(request("GET", "/slow"));
  // These two wait in the queue; how many of the next get in is a race that the last always loses.
  Reply refused;
  for (int i = 0; i < 50 && refused.status != 503; ++i) {
    clients.emplace_back(running.port()).send(request("GET", "/slow"));
    std::this_thread::sleep_for(5ms);
    Client probe(running.port());
    probe.send(request("GET", "/hello"));
    refused = probe.read();
  }
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("retry-after"), "2");
  running.toy.release();
  EXPECT_EQ(clients[0].read().status, 200);
}

TEST(HttpLimits, TurnAwayConnectionsBeyondTheMost) {
  http::Options options;
  options.limits.connections = 3;
  Running running(options);
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(running.port()).send(request("GET", "/hello"));
    EXPECT_EQ(clients.back().read().status, 200);
  }
  EXPECT_EQ(Client(running.port()).read().status, 503);
}

TEST(HttpSmuggling, IsRefused) {
  Running running;
  const std::string start = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto* rest :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: 0x5\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nz\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
        "Host: other\r\n\r\n",
        "A\rB: c\r\n\r\n",
        "A: b\nContent-Length: 3\n\nabc",
        "A: b\x01\r\n\r\n"}) {
    Client client(running.port());
    client.send(start + rest + request("GET", "/hello"));
    const auto reply = client.read();
    EXPECT_THAT(reply.status, AnyOf(400, 415, 408)) << rest;
    EXPECT_EQ(reply.header("connection"), "close") << rest;
    EXPECT_EQ(client.read().status, 0)
        << "something after a refused request was answered: " << rest;
  }
}

TEST(HttpSmuggling, LeavesNoBodyOfARefusedRequestToBeReadAsTheNext) {
  Running running;
  Client client(running.port());
  const auto inner = request("GET", "/hello");
  client.send("POST /echo HTTP/1.1\r\nHost: evil.example\r\nContent-Length: " +
              std::to_string(inner.size()) + "\r\n\r\n" + inner);
  EXPECT_EQ(client.read().status, 403);
  EXPECT_EQ(client.read().status, 0);
}

TEST(HttpRules, NameTheHostThatIsMissingOrStrange) {
  Running running;
  EXPECT_EQ(ask(running.port(), "GET /hello HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(ask(running.port(), "GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 403);
  EXPECT_EQ(ask(running.port(), "GET http://evil.example/hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status,
            403);
  EXPECT_EQ(ask(running.port(), "GET http://localhost/hello HTTP/1.1\r\nHost: x\r\n\r\n").status,
            200);
}

TEST(HttpRules, RefuseWritesFromOtherSites) {
  Running running;
  const auto reply =
      ask(running.port(), request("POST", "/echo", "Sec-Fetch-Site: cross-site\r\n", "x"));
  EXPECT_EQ(reply.status, 403);
  EXPECT_THAT(reply.body, HasSubstr("AT-1005"));
  EXPECT_EQ(ask(running.port(), request("GET", "/hello", "Sec-Fetch-Site: cross-site\r\n")).status,
            200);
}

TEST(HttpRules, RefuseAddressesThatMislead) {
  Running running;
  for (const auto* path :
       {"/hello%00", "/a%2fb", "/%ff", "/../etc/passwd", "/a/%2e%2e/b", "hello"}) {
    EXPECT_EQ(ask(running.port(), request("GET", path)).status, 400) << path;
  }
}

TEST(HttpGarbage, NeverStopsTheServer) {
  Running running(hurried());
  SeededRandom random(11);
  const auto seed =
      request("POST", "/echo", "Range: bytes=0-1\r\nExpect: 100-continue\r\n", "hello") +
      "POST /sink HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (int i = 0; i < 1000; ++i) {
    auto bytes = seed;
    for (auto n = 1 + random.below(20); n > 0; --n) {
      const auto at = random.below(bytes.size());
      switch (random.below(4)) {
        case 0:
          bytes[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          bytes.erase(at, random.below(20));
          break;
        case 2:
          bytes.insert(at, bytes.substr(random.below(bytes.size()), random.below(40)));
          break;
        default:
          bytes.insert(at, std::string(random.below(4), static_cast<char>(random.below(256))));
      }
      if (bytes.empty()) bytes = "x";
    }
    Client client(running.port());
    client.send(bytes);
    if (random.below(2) == 0) client.reset();
  }
  EXPECT_EQ(ask(running.port(), request("GET", "/hello")).status, 200);
}

TEST(HttpShutdown, LetsWhatRunsFinish) {
  auto running = std::make_unique<Running>();
  Client client(running->port());
  client.send(request("GET", "/slow"));
  waitFor(running->toy, 1);
  running->server().stop();
  const auto accepts = [&] {
    try {
      const Client another(running->port());
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  };
  while (accepts()) std::this_thread::sleep_for(1ms);
  running->toy.release();
  const auto reply = client.read();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("connection"), "close");
  running->join();
}

TEST(HttpShutdown, EndsInTimeWhateverTheClientsDo) {
  auto running = std::make_unique<Running>(hurried());
  Client idle(running->port());
  idle.send(request("GET", "/hello"));
  idle.read();
  Client header(running->port());
  header.send("GET /hel");
  Client upload(running->port());
  upload.send("POST /sink HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
  Client events(running->port());
  events.send(request("GET", "/events"));
  events.readUntil("retry");
  const auto start = std::chrono::steady_clock::now();
  running->server().stop();
  running->join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST(HttpShutdown, HappensOnSigterm) {
  http::Options options;
  options.signals = true;
  Running running(options);
  EXPECT_EQ(ask(running.port(), request("GET", "/hello")).status, 200);
  std::raise(SIGTERM);
  running.join();
}

TEST(HttpStart, SaysWhenTheAddressIsTaken) {
  Running running;
  Toy toy;
  SystemClock clock;
  SeededRandom random(1);
  Log log(clock, -1);
  http::Options options;
  options.port = running.port();
  try {
    const http::Server second(options, toy, clock, random, log);
    FAIL() << "two servers at one address";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::Unavailable);
    EXPECT_THAT(error.hint, HasSubstr("--listen"));
  }
}

}  // namespace
}  // namespace atelier::test
