#include "base/error.h"
#include "doors/cli/executor.h"
#include "doors/http/url.h"
#include "doors/wire.h"
#include "tests/doors/cli_toy.h"

#include <atomic>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace atelier::cli {
namespace {

/// A server for one connection at a time that knows just enough HTTP/1.1 to answer the toy table,
/// so that the client is tested on real sockets.
class ToyServer {
 public:
  ToyServer() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool listens = listener_ >= 0 &&
                         bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                         listen(listener_, 8) == 0;
    if (!listens) throw Error(Code::Io, "The toy server cannot listen.");
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ToyServer() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  ToyServer(const ToyServer&) = delete;
  ToyServer& operator=(const ToyServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string token;                  ///< of the last request
  std::optional<std::string> canned;  ///< a whole response to give instead

 private:
  void serve() {
    while (!stopping_) {
      const int peer = accept(listener_, nullptr, nullptr);
      if (peer < 0) continue;
      const auto response = answer(receive(peer));
      send(peer, response.data(), response.size(), MSG_NOSIGNAL);
      close(peer);
    }
  }

  static std::string receive(int peer) {
    std::string bytes;
    char buffer[4096];
    std::size_t wanted = std::string::npos;
    while (bytes.size() < wanted) {
      const auto count = recv(peer, buffer, sizeof buffer, 0);
      if (count <= 0) break;
      bytes.append(buffer, static_cast<std::size_t>(count));
      const auto end = bytes.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      wanted = end + 4;
      const auto length = header(bytes, "Content-Length: ");
      std::size_t body = 0;
      std::from_chars(length.data(), length.data() + length.size(), body);
      wanted += body;
    }
    return bytes;
  }

  static std::string header(const std::string& request, std::string_view name) {
    const auto at = request.find(name);
    if (at == std::string::npos) return {};
    const auto start = at + name.size();
    return request.substr(start, request.find("\r\n", start) - start);
  }

  static std::string response(int status, const std::string& type, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + type +
           "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  }

  std::string answer(const std::string& request) {
    token = header(request, "Authorization: ");
    if (canned) return *canned;
    const auto verb = request.substr(0, request.find(' '));
    auto target = request.substr(verb.size() + 1);
    target.resize(target.find(' '));
    target.erase(0, doors::apiRoot.size());
    const auto body = request.substr(request.find("\r\n\r\n") + 4);
    try {
      return dispatch(verb, target, body);
    } catch (const Error& error) {
      const auto& info = describe(error.code);
      return response(info.httpStatus, "application/problem+json",
                      json::toText(boost::json::object{{"title", info.title},
                                                       {"status", info.httpStatus},
                                                       {"detail", error.message},
                                                       {"code", label(error.code)},
                                                       {"hint", error.hint},
                                                       {"where", error.where}}));
    }
  }

  static std::string dispatch(std::string_view verb, const std::string& target,
                              const std::string& body) {
    const auto question = target.find('?');
    for (const auto& operation : toy::table()) {
      auto path = doors::matchPath(operation.path, target.substr(0, question));
      if (!path || studio::verbName(operation.verb) != verb) continue;
      for (auto& pair : *path) pair.second = http::percentDecode(pair.second, false);
      if (operation.stream == studio::Stream::Download) {
        return response(200, "application/octet-stream", "bytes of " + path->front().second);
      }
      if (operation.stream == studio::Stream::Upload) {
        return response(201, "application/json",
                        json::toText(boost::json::object{{"size", body.size()}}));
      }
      doors::Pairs query;
      for (const auto& field :
           http::parseQuery(question == target.npos ? "" : target.substr(question + 1))) {
        query.emplace_back(field.name, field.value);
      }
      std::optional<boost::json::value> parsed;
      if (!body.empty()) parsed = json::parse(body);
      const auto answer = toy::call(
          operation.name, doors::requestOf(operation, *path, query, parsed ? &*parsed : nullptr));
      return response(operation.status, "application/json", json::toText(answer));
    }
    throw Error(Code::NotFound, "There is no such address.");
  }

  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

class Remote : public testing::Test {
 protected:
  void SetUp() override { toy::world() = {}; }

  ToyServer server;
};

TEST_F(Remote, LooksExactlyLikeTheFolder) {
  const std::vector<std::vector<std::string>> lines{
      {"work", "find"},
      {"work", "find", "Dusk", "--json"},
      {"work", "find", "--limit", "1", "--tag", "a", "--tag", "b c", "--sort", "added"},
      {"work", "find", "--limit", "99999999999"},
      {"work", "find", "--sort", "x"},
      {"work", "show", "1", "--json"},
      {"work", "show", "no/where ä"},
      {"work", "show", "9", "--json"},
      {"work", "tag", "1", "x", "y", "--remove", "a"},
      {"work", "change", "1", "--set", "title=New", "--dry-run"},
      {"work", "change", "1", "--set", "title=New", "--json"},
      {"work", "erase", "3", "--yes"},
      {"check"},
  };
  for (const auto& line : lines) {
    toy::world() = {};
    const auto here = toy::run(line);
    auto there = line;
    there.insert(there.begin(), {"--server", server.url()});
    toy::world() = {};
    const auto remote = toy::run(there);
    EXPECT_EQ(remote.out, here.out) << line[1];
    EXPECT_EQ(remote.err, here.err) << line[1];
    EXPECT_EQ(remote.status, here.status) << line[1];
  }
}

TEST_F(Remote, SendsTheTokenFromTheFile) {
  const auto file = std::filesystem::temp_directory_path() / "atelier_remote_test_token";
  std::ofstream(file) << "at_secret\n";
  toy::run({"work", "show", "1", "--server", server.url() + "/", "--token-file", file.string()});
  EXPECT_EQ(server.token, "Bearer at_secret");
  std::filesystem::remove(file);
  const auto missing =
      toy::run({"work", "show", "1", "--server", server.url(), "--token-file", file.string()});
  EXPECT_EQ(missing.status, 5);
}

TEST_F(Remote, StreamsBothWays) {
  const auto executor = remoteExecutor(server.url(), "");
  std::string got;
  const auto& fetch = *studio::findOperation(toy::table(), "work.fetch");
  executor->download(fetch, json::parse(R"({"id":"1"})"), [&](std::span<const std::byte> bytes) {
    got.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  EXPECT_EQ(got, "bytes of 1");
  std::size_t left = 100'000;
  const auto& add = *studio::findOperation(toy::table(), "work.add");
  const auto answer = executor->upload(
      add, json::parse(R"({"id":"1"})"),
      [&](std::span<std::byte> into) {
        const auto count = std::min(into.size(), left);
        left -= count;
        return count;
      },
      left);
  EXPECT_EQ(answer, json::parse(R"({"size":100000})"));
}

TEST_F(Remote, GivesTheErrorOfTheOneWhoTakesTheBytes) {
  const auto executor = remoteExecutor(server.url(), "");
  const auto& fetch = *studio::findOperation(toy::table(), "work.fetch");
  const auto full = [](std::span<const std::byte>) { throw Error(Code::NoSpace, "Full."); };
  try {
    executor->download(fetch, json::parse(R"({"id":"1"})"), full);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::NoSpace);
  }
}

TEST_F(Remote, SaysWhenNobodyAnswers) {
  const auto outcome = toy::run({"work", "show", "1", "--server", "http://127.0.0.1:1"});
  EXPECT_EQ(outcome.status, 7);
  EXPECT_TRUE(outcome.err.starts_with("error: The server http://127.0.0.1:1 does not answer: "))
      << outcome.err;
  EXPECT_NE(outcome.err.find("AT-2401 server-unreachable"), std::string::npos);
}

TEST_F(Remote, DoesNotClaimThatNothingHappenedWhenItCannotKnow) {
  server.canned = "";
  const auto write = toy::run({"work", "tag", "1", "x", "--server", server.url()});
  EXPECT_EQ(write.status, 7);
  EXPECT_NE(write.err.find("it may or may not have been done"), std::string::npos);
  const auto read = toy::run({"work", "show", "1", "--server", server.url()});
  EXPECT_NE(read.err.find("Nothing was changed."), std::string::npos);
}

TEST_F(Remote, TakesAnythingForAnAnswer) {
  server.canned = "HTTP/1.1 502 X\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<ht>";
  EXPECT_EQ(toy::run({"work", "show", "1", "--server", server.url()}).err,
            "error: The server answered with status 502.\n  AT-2401 server-unreachable\n");
  server.canned =
      "HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: "
      "close\r\n\r\n";
  EXPECT_EQ(toy::run({"work", "show", "1", "--server", server.url()}).status, 1);
  server.canned = "HTTP/1.1 200 X\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<ht>";
  EXPECT_EQ(toy::run({"work", "show", "1", "--server", server.url()}).status, 7);
  server.canned =
      "HTTP/1.1 403 X\r\nContent-Length: 20\r\nConnection: close\r\n\r\n{\"code\":\"AT-9999\"}  ";
  EXPECT_EQ(toy::run({"work", "show", "1", "--server", server.url()}).status, 4);
}

}  // namespace
}  // namespace atelier::cli
