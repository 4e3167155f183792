#include "doors/http/reply.h"
#include "tests/doors/http_client.h"
#include "tests/doors/http_toy.h"

#include <gmock/gmock.h>
#include <zlib.h>

namespace atelier::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class HttpServer : public testing::Test {
 protected:
  Running running;
  std::uint16_t port() const { return running.port(); }
};

std::string unzip(const std::string& bytes) {
  std::string out(std::size_t{1} << 20, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST_F(HttpServer, AnswersManyRequestsOnOneConnection) {
  Client client(port());
  for (int i = 0; i < 100; ++i) {
    client.send(request("GET", "/hello"));
    const auto reply = client.read();
    ASSERT_EQ(reply.status, 200);
    ASSERT_EQ(reply.body, R"({"hello":"world"})");
    ASSERT_EQ(reply.header("connection"), "keep-alive");
  }
}

TEST_F(HttpServer, AnswersPipelinedRequestsInTheirOrder) {
  Client client(port());
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += request("POST", "/echo", "", "body " + std::to_string(i)) + request("GET", "/hello");
  }
  client.send(all);
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(client.read().body, "body " + std::to_string(i));
    ASSERT_EQ(client.read().body, R"({"hello":"world"})");
  }
}

TEST_F(HttpServer, TakesARequestByteByByte) {
  Client client(port());
  for (const char c : request("POST", "/echo", "", "slowly")) client.send({&c, 1});
  EXPECT_EQ(client.read().body, "slowly");
}

TEST_F(HttpServer, ClosesWhenTheClientAsksOrSpeaksHttp10) {
  Client one(port());
  one.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(one.read().header("connection"), "close");
  EXPECT_TRUE(one.ends());
  Client two(port());
  two.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(two.read().status, 200);
  EXPECT_TRUE(two.ends());
}

TEST_F(HttpServer, AnswersHeadAsGetWithoutTheBody) {
  for (const auto* path : {"/hello", "/json/5000", "/file", "/page"}) {
    Client client(port());
    client.send(request("GET", path));
    const auto full = client.read();
    client.send(request("HEAD", path) + request("GET", "/hello"));
    const auto head = client.read(true);
    EXPECT_EQ(head.status, 200);
    for (const auto* name : {"content-length", "etag", "content-type"}) {
      EXPECT_EQ(head.header(name), full.header(name)) << path << " " << name;
    }
    EXPECT_EQ(client.read().body, R"({"hello":"world"})") << "a body followed HEAD " << path;
  }
}

TEST_F(HttpServer, SaysNotModifiedWhenTheClientHasIt) {
  const auto first = ask(port(), request("GET", "/hello"));
  const auto tag = first.header("etag");
  ASSERT_THAT(tag, Not(IsEmpty()));
  const auto again = ask(port(), request("GET", "/hello", "If-None-Match: \"x\", " + tag + "\r\n"));
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.header("etag"), tag);
  EXPECT_EQ(again.header("content-length"), "");
  EXPECT_EQ(ask(port(), request("GET", "/hello", "If-None-Match: \"x\"\r\n")).status, 200);
}

TEST_F(HttpServer, CompressesWhatShrinksAndIsLarge) {
  const auto large = ask(port(), request("GET", "/json/5000", "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(large.header("content-encoding"), "gzip");
  EXPECT_EQ(large.header("vary"), "Accept-Encoding");
  EXPECT_LT(large.body.size(), 200U);
  EXPECT_EQ(unzip(large.body), std::string(5000, 'x'));
  EXPECT_EQ(ask(port(), request("GET", "/json/1024", "Accept-Encoding: gzip\r\n"))
                .header("content-encoding"),
            "");
  EXPECT_EQ(ask(port(), request("GET", "/json/5000")).header("content-encoding"), "");
  const auto file = ask(port(), request("GET", "/file", "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(file.header("content-encoding"), "");
}

TEST_F(HttpServer, PutsSecurityHeadersOnEveryAnswer) {
  for (const auto& text :
       {request("GET", "/hello"), request("GET", "/nothing"), request("GET", "/fails"),
        request("GET", "/a%00"), std::string("nonsense\r\n\r\n")}) {
    const auto reply = ask(port(), text);
    EXPECT_EQ(reply.header("x-content-type-options"), "nosniff") << text;
    EXPECT_EQ(reply.header("referrer-policy"), "no-referrer") << text;
    EXPECT_THAT(reply.header("content-security-policy"), HasSubstr("default-src 'none'")) << text;
    EXPECT_THAT(reply.header("x-request-id"), Not(IsEmpty())) << text;
    EXPECT_EQ(reply.header("access-control-allow-origin"), "") << text;
  }
}

TEST_F(HttpServer, TrustsItsPageMoreThanForeignBytes) {
  const auto page = ask(port(), request("GET", "/page")).header("content-security-policy");
  EXPECT_EQ(page, http::pagePolicy());
  EXPECT_THAT(page, HasSubstr("require-trusted-types-for 'script'"));
  const auto foreign = ask(port(), request("GET", "/foreign")).header("content-security-policy");
  EXPECT_THAT(foreign, HasSubstr("sandbox"));
}

TEST_F(HttpServer, TellsErrorsAsProblems) {
  const auto reply = ask(port(), request("GET", "/nothing"));
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.header("content-type"), "application/problem+json");
  for (const auto* part : {"\"code\":\"AT-1002\"", "\"hint\":\"Go back.\"",
                           "\"where\":\"/nothing\"", "\"status\":404", "\"title\":"}) {
    EXPECT_THAT(reply.body, HasSubstr(part));
  }
}

TEST_F(HttpServer, KeepsTheInsideOfAFailureToItself) {
  const auto reply = ask(port(), request("GET", "/fails"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(reply.body, Not(HasSubstr("secret")));
  EXPECT_THAT(reply.body, HasSubstr(reply.header("x-request-id")));
}

TEST_F(HttpServer, ReadsChunkedBodies) {
  Client client(port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n6;name=x\r\n world\r\n0\r\nTrailer: y\r\n\r\n" +
      request("GET", "/hello"));
  EXPECT_EQ(client.read().body, "hello world");
  EXPECT_EQ(client.read().body, R"({"hello":"world"})");
}

TEST_F(HttpServer, AsksForTheBodyWhenTheClientWaits) {
  Client client(port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
      "2\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  client.send("ok");
  EXPECT_EQ(client.read().body, "ok");
}

TEST_F(HttpServer, RefusesBeforeTheBodyIsSent) {
  Client client(port());
  client.send(
      "POST /sink?refuse=1 HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
      "Content-Length: 1000000000\r\n\r\n");
  EXPECT_EQ(client.read().status, 401);
  EXPECT_TRUE(client.ends());
}

TEST_F(HttpServer, StreamsALargeBodyWithoutHoldingIt) {
  std::string body;
  for (int i = 0; body.size() < 3'000'000; ++i) body += std::to_string(i) + ",";
  const auto reply = ask(port(), request("POST", "/sink", "", body));
  EXPECT_EQ(reply.status, 201);
  EXPECT_TRUE(running.toy.sunk == body);
}

TEST_F(HttpServer, StreamsAChunkedBodyOfManySizes) {
  SeededRandom random(5);
  std::string body;
  std::string wire = "POST /sink HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 300; ++i) {
    const std::string piece(1 + random.below(5000), static_cast<char>('a' + i % 26));
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    wire += size + piece + "\r\n";
    body += piece;
  }
  wire += "0\r\n\r\n";
  Client client(port());
  for (std::string_view rest = wire; !rest.empty();) {
    const auto count = std::min<std::size_t>(1 + random.below(9000), rest.size());
    client.send(rest.substr(0, count));
    rest.remove_prefix(count);
  }
  EXPECT_EQ(client.read().status, 201);
  EXPECT_TRUE(running.toy.sunk == body);
}

TEST_F(HttpServer, KeepsWhatArrivedWhenTheClientStopsHalfWay) {
  Client client(port());
  client.send("POST /sink HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this");
  client.halfClose();
  EXPECT_EQ(client.read().status, 400);
  EXPECT_EQ(running.toy.sunk, "only this");
  EXPECT_EQ(running.toy.broken, 1);
}

TEST_F(HttpServer, AnswersOnWhileThousandsOfRequestsComeAtOnce) {
  std::vector<std::thread> clients;
  std::atomic<int> good{0};
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&, i] {
      Client client(port());
      for (int k = 0; k < 100; ++k) {
        const auto text = std::to_string(i * 1000 + k);
        client.send(request("POST", "/echo", "", text));
        if (client.read().body == text) ++good;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(good, 1600);
}

}  // namespace
}  // namespace atelier::test
