#include "base/random.h"
#include "doors/http/base64.h"
#include "tests/doors/http_client.h"
#include "tests/doors/http_toy.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>

namespace atelier::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string version = "Tus-Resumable: 1.0.0\r\n";
const std::string bodyType = "Content-Type: application/offset+octet-stream\r\n";

std::string checksum(std::string_view algorithm, std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const auto* kind = algorithm == "sha256" ? EVP_sha256() : EVP_sha1();
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, kind, nullptr);
  return fmt::format("Upload-Checksum: {} {}\r\n", algorithm,
                     http::toBase64({reinterpret_cast<const char*>(digest), size}));
}

class Tus : public testing::Test {
 protected:
  Running running;

  Reply send(std::string_view method, const std::string& path, const std::string& headers = "",
             std::string_view body = "") {
    return ask(running.port(), request(method, path, version + headers, body), method == "HEAD");
  }
  std::string begin(std::size_t length) {
    const auto reply = send("POST", "/tus", fmt::format("Upload-Length: {}\r\n", length));
    EXPECT_EQ(reply.status, 201);
    return reply.header("location");
  }
  Reply patch(const std::string& path, std::size_t offset, std::string_view body,
              const std::string& headers = "") {
    return send("PATCH", path, fmt::format("Upload-Offset: {}\r\n{}{}", offset, bodyType, headers),
                body);
  }
  std::size_t offset(const std::string& path) {
    return std::stoul(send("HEAD", path).header("upload-offset"));
  }
  void waitForConnections(std::size_t count) {
    while (running.server().connections() != count) std::this_thread::sleep_for(1ms);
  }
  MemoryUploads::Upload stored(const std::string& path) {
    return running.toy.uploads.look(path.substr(path.rfind('/') + 1));
  }
};

TEST_F(Tus, TellsWhatItCan) {
  const auto reply = ask(running.port(), request("OPTIONS", "/tus"));
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("tus-version"), "1.0.0");
  EXPECT_EQ(reply.header("tus-resumable"), "1.0.0");
  EXPECT_EQ(reply.header("tus-max-size"), "1000000");
  EXPECT_THAT(reply.header("tus-extension"), HasSubstr("creation-with-upload"));
  EXPECT_EQ(reply.header("tus-checksum-algorithm"), "sha256,sha1");
}

TEST_F(Tus, TakesAnUploadInParts) {
  const auto path = begin(11);
  EXPECT_EQ(offset(path), 0U);
  const auto first = patch(path, 0, "hello ");
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(first.header("upload-offset"), "6");
  EXPECT_EQ(first.header("upload-expires"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_FALSE(stored(path).finished);
  const auto second = patch(path, 6, "world");
  EXPECT_EQ(second.status, 204);
  EXPECT_EQ(second.header("atelier-asset"), "u1");
  EXPECT_EQ(stored(path).bytes, "hello world");
  EXPECT_TRUE(stored(path).finished);
}

TEST_F(Tus, TakesBytesWithTheCreation) {
  const auto reply =
      send("POST", "/tus", "Upload-Length: 5\r\nUpload-Metadata: filename YS5qcGc=\r\n" + bodyType,
           "hello");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.header("upload-offset"), "5");
  EXPECT_EQ(reply.header("atelier-asset"), "u1");
  EXPECT_EQ(stored(reply.header("location")).metadata.at("filename"), "a.jpg");
}

TEST_F(Tus, FinishesAnEmptyUploadAtOnce) {
  const auto path = begin(0);
  EXPECT_TRUE(stored(path).finished);
}

TEST_F(Tus, RefusesAnotherOffset) {
  const auto path = begin(10);
  patch(path, 0, "abc");
  for (const std::size_t wrong : {0U, 2U, 4U, 10U}) EXPECT_EQ(patch(path, wrong, "x").status, 409);
  EXPECT_EQ(stored(path).bytes, "abc");
}

TEST_F(Tus, RefusesOtherVersions) {
  const auto path = begin(5);
  for (const auto* header : {"", "Tus-Resumable: 0.2.2\r\n"}) {
    const auto reply = ask(running.port(), request("HEAD", path, header), true);
    EXPECT_EQ(reply.status, 412);
    EXPECT_EQ(reply.header("tus-version"), "1.0.0");
    EXPECT_EQ(reply.header("tus-resumable"), "1.0.0");
  }
}

TEST_F(Tus, RefusesTooMuch) {
  EXPECT_EQ(send("POST", "/tus", "Upload-Length: 1000001\r\n").status, 413);
  const auto path = begin(3);
  EXPECT_EQ(patch(path, 0, "four").status, 413);
  EXPECT_EQ(stored(path).bytes, "");
  Client chunked(running.port());
  chunked.send("PATCH " + path + " HTTP/1.1\r\nHost: localhost\r\n" + version + bodyType +
               "Upload-Offset: 0\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.read().status, 413);
}

TEST_F(Tus, RefusesWhatIsMissing) {
  EXPECT_EQ(send("POST", "/tus").status, 400);
  EXPECT_EQ(send("POST", "/tus", "Upload-Length: -1\r\n").status, 400);
  EXPECT_EQ(send("POST", "/tus", "Upload-Length: 1\r\nUpload-Metadata: a !\r\n").status, 400);
  const auto path = begin(3);
  EXPECT_EQ(send("PATCH", path, "Upload-Offset: 0\r\n", "abc").status, 415);
  EXPECT_EQ(send("PATCH", path, bodyType, "abc").status, 400);
  EXPECT_EQ(send("HEAD", "/tus/unknown").status, 404);
  EXPECT_EQ(patch("/tus/unknown", 0, "abc").status, 404);
  EXPECT_EQ(send("GET", path).status, 405);
}

TEST_F(Tus, ForgetsAnUploadWhenAsked) {
  const auto path = begin(3);
  EXPECT_EQ(send("DELETE", path).status, 204);
  EXPECT_EQ(send("HEAD", path).status, 404);
  EXPECT_EQ(send("DELETE", path).status, 404);
}

TEST_F(Tus, ObeysTheMethodThatAPostNames) {
  const auto path = begin(3);
  const auto headers = "X-HTTP-Method-Override: PATCH\r\nUpload-Offset: 0\r\n" + bodyType;
  EXPECT_EQ(send("POST", path, headers, "abc").status, 204);
  EXPECT_EQ(stored(path).bytes, "abc");
}

TEST_F(Tus, ChecksChecksums) {
  const auto path = begin(10);
  EXPECT_EQ(patch(path, 0, "hello", checksum("sha256", "hello")).status, 204);
  const auto wrong = patch(path, 5, "world", checksum("sha1", "World"));
  EXPECT_EQ(wrong.status, 460);
  EXPECT_THAT(wrong.body, HasSubstr("AT-1104"));
  EXPECT_EQ(stored(path).bytes, "hello");
  EXPECT_EQ(patch(path, 5, "world", "Upload-Checksum: md5 AAAA\r\n").status, 400);
  EXPECT_EQ(patch(path, 5, "world", "Upload-Checksum: sha1 AAAA\r\n").status, 400);
  EXPECT_EQ(patch(path, 5, "world", checksum("sha1", "world")).status, 204);
  EXPECT_TRUE(stored(path).finished);
}

TEST_F(Tus, TakesBackAPieceWithAChecksumThatWasCut) {
  const auto path = begin(10);
  {
    Client client(running.port());
    client.send(
        fmt::format("PATCH {} HTTP/1.1\r\nHost: localhost\r\n{}{}Upload-Offset: 0\r\n{}"
                    "Content-Length: 10\r\n\r\nhello",
                    path, version, bodyType, checksum("sha256", "helloworld")));
    client.halfClose();
    EXPECT_EQ(client.read().status, 400);
  }
  EXPECT_EQ(offset(path), 0U);
}

/// Cuts the connection again and again, each time at another place, and goes on from the offset.
TEST_F(Tus, ResumesAfterACutAtAnyPlace) {
  SeededRandom random(21);
  std::string bytes(700'000, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  const auto path = begin(bytes.size());
  std::size_t at = 0;
  for (int cuts = 0; cuts < 40 && at < bytes.size(); ++cuts) {
    waitForConnections(0);
    Client client(running.port());
    const auto rest = std::string_view(bytes).substr(at);
    const auto part = rest.substr(0, random.below(std::min<std::size_t>(rest.size(), 40'000)) + 1);
    client.send(
        fmt::format("PATCH {} HTTP/1.1\r\nHost: localhost\r\n{}{}Upload-Offset: {}\r\n"
                    "Content-Length: {}\r\n\r\n",
                    path, version, bodyType, at, rest.size()));
    client.send(part);
    if (random.below(2) == 0) {
      waitForConnections(1);
      client.reset();  // what was under way in the kernel may be lost
      waitForConnections(0);
    } else {
      client.halfClose();
      client.read();
      EXPECT_EQ(offset(path), at + part.size()) << "bytes that arrived were not kept";
    }
    const auto now = offset(path);
    ASSERT_GE(now, at);
    at = now;
  }
  for (auto reply = patch(path, offset(path), std::string_view(bytes).substr(offset(path)));
       reply.status == 409;) {
    reply = patch(path, offset(path), std::string_view(bytes).substr(offset(path)));
  }
  EXPECT_TRUE(stored(path).bytes == bytes);
  EXPECT_TRUE(stored(path).finished);
}

TEST_F(Tus, ResumesAtEveryOffset) {
  const std::string bytes = "0123456789abcdef";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const auto path = begin(bytes.size());
    if (cut > 0) {
      Client client(running.port());
      client.send(fmt::format("PATCH {} HTTP/1.1\r\nHost: localhost\r\n{}{}Upload-Offset: 0\r\n"
                              "Content-Length: {}\r\n\r\n",
                              path, version, bodyType, bytes.size()) +
                  bytes.substr(0, cut));
      client.halfClose();
      client.read();
    }
    ASSERT_EQ(offset(path), cut);
    if (cut < bytes.size()) {
      ASSERT_EQ(patch(path, cut, bytes.substr(cut)).status, 204);
    }
    ASSERT_EQ(stored(path).bytes, bytes);
  }
}

TEST_F(Tus, LetsTheNewestRequestGoOnWhenTheOldOneHangs) {
  const auto path = begin(1'000'000 - 1);
  const std::string piece(300'000, 'a');
  Client hanging(running.port());
  hanging.send(fmt::format("PATCH {} HTTP/1.1\r\nHost: localhost\r\n{}{}Upload-Offset: 0\r\n"
                           "Content-Length: 999999\r\n\r\n",
                           path, version, bodyType) +
               piece);
  const auto until = std::chrono::steady_clock::now() + 5s;
  while (offset(path) == 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(1ms);
  const auto at = offset(path);
  ASSERT_GT(at, 0U);
  EXPECT_EQ(patch(path, at, "new").status, 204);
  hanging.send(std::string(300'000, 'b'));
  EXPECT_EQ(hanging.read().status, 409);
  EXPECT_EQ(stored(path).bytes, std::string(at, 'a') + "new");
}

}  // namespace
}  // namespace atelier::test
