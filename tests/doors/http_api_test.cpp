#include "access/access.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "doors/commands/commands.h"
#include "doors/http/api.h"
#include "doors/http/pages.h"
#include "doors/http/reply.h"
#include "doors/http/server.h"
#include "media/media.h"
#include "store/store.h"
#include "studio/operation.h"
#include "studio/studio.h"
#include "tests/doors/house.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace atelier::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Before main: the zygote wants a process without threads.
[[maybe_unused]] const bool jailStarted = (media::startZygote(), true);

using HttpApi = House;

std::string cookieOf(const Reply& reply) {
  const auto text = reply.header("set-cookie");
  return "Cookie: " + text.substr(0, text.find(';')) + "\r\n";
}

std::string withSomeId(std::string_view pattern) {
  std::string path(pattern);
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    path.replace(open, path.find('}') - open + 1, "0190a000-0000-7000-8000-000000000000");
  }
  return path;
}

TEST_F(HttpApi, AsksForSignInAtEveryRouteOfTheTable) {
  for (const auto& operation : studio::operations()) {
    const auto reply = send(studio::verbName(operation.verb), withSomeId(operation.path));
    EXPECT_EQ(reply.status, 401) << operation.name;
    EXPECT_EQ(reply.header("www-authenticate"), "Bearer") << operation.name;
  }
}

TEST_F(HttpApi, AsksForTheScopeAtEveryRouteOfTheTable) {
  const auto studioOnly = token({access::Scope::ReadStudio});
  const auto assetsOnly = token({access::Scope::ReadAssets});
  for (const auto& operation : studio::operations()) {
    const auto& other = operation.scope == access::Scope::ReadStudio ? assetsOnly : studioOnly;
    const auto reply = send(studio::verbName(operation.verb), withSomeId(operation.path), other);
    EXPECT_EQ(reply.status, 403) << operation.name << reply.body;
  }
}

TEST_F(HttpApi, TakesAHundredThousandAssetsInOneChange) {
  const auto headers = owner() + asJson;
  std::string ids = fmt::format("\"{}\"", add(owner(), "a.txt", "a"));
  for (int i = 0; i < 99'999; ++i) ids += fmt::format(",\"0190a000-0000-7000-8000-{:012}\"", i);
  const auto body = fmt::format(R"({{"assets":[{}],"tags":["lake"],"dry_run":true}})", ids);
  const auto plan = send("POST", "/changes", headers, body);
  EXPECT_EQ(plan.status, 200) << plan.body;
  EXPECT_THAT(plan.body, HasSubstr("Tag lake: 100000 assets"));
  EXPECT_EQ(send("POST", "/searches", headers, body).status, 413);
}

TEST_F(HttpApi, ChangesManyAssetsAndTakesItBack) {
  const auto headers = owner() + asJson;
  add(owner(), "a.txt", "a");
  add(owner(), "b.txt", "b");
  const auto made =
      send("POST", "/changes", headers, R"({"query":"kind:text","tags":["lake"],"trash":true})");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto view = boost::json::parse(made.body);
  EXPECT_EQ(view.at("state"), "done");
  EXPECT_EQ(view.at("done"), 2);
  const std::string path = "/changes/" + std::string(view.at("id").as_string());
  EXPECT_THAT(send("GET", "/changes", headers).body, HasSubstr("Tag lake, move to the trash"));
  const auto undone = send("POST", path + "/undo", headers);
  EXPECT_EQ(undone.status, 200) << undone.body;
  EXPECT_THAT(send("GET", path, headers).body, HasSubstr("\"state\":\"undone\""));
  EXPECT_THAT(send("GET", "/facets?query=tag:lake", headers).body, HasSubstr("\"total\":0"));
  EXPECT_EQ(command({"change", "start", "--query", "kind:text", "--tags", "lake"}, owner()).first,
            0);
  EXPECT_THAT(send("GET", "/facets?query=tag:lake", headers).body, HasSubstr("\"total\":2"));
}

TEST_F(HttpApi, RefusesTokensThatNobodyMade) {
  EXPECT_EQ(send("GET", "/assets", "Authorization: Bearer at_invented\r\n").status, 401);
  EXPECT_EQ(send("GET", "/assets", "Authorization: Basic YTpi\r\n").status, 401);
  EXPECT_EQ(send("GET", "/assets", "Cookie: at_session=invented\r\n").status, 401);
}

TEST_F(HttpApi, MakesTheOwnerWithTheCodeAndSignsInAndOut) {
  EXPECT_THAT(send("GET", "/session").body, HasSubstr("\"setup_needed\":true"));
  const auto code = studio().access().makeSetupCode();
  EXPECT_EQ(
      send("POST", "/setup", asJson, R"({"code":"wrong","name":"Ada","password":"correct horse"})")
          .status,
      401);
  const auto made =
      send("POST", "/setup", asJson,
           fmt::format(R"({{"code":"{}","name":"Ada","password":"a long password"}})", code));
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_THAT(made.header("set-cookie"), HasSubstr("HttpOnly"));
  EXPECT_THAT(made.body, HasSubstr("\"role\":\"owner\""));
  const auto cookie = cookieOf(made);
  EXPECT_EQ(send("GET", "/session").status, 401);
  EXPECT_THAT(send("GET", "/session", cookie).body, HasSubstr("\"setup_needed\":false"));
  EXPECT_EQ(send("GET", "/assets", cookie).status, 200);
  EXPECT_EQ(send("DELETE", "/session", cookie).status, 204);
  EXPECT_EQ(send("GET", "/assets", cookie).status, 401);
  const auto again =
      send("POST", "/session", asJson, R"({"name":"Ada","password":"a long password"})");
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(send("POST", "/session", asJson, R"({"name":"Ada","password":"another"})").status, 401);
}

TEST_F(HttpApi, ChangesAPasswordAndEndsTheOtherSignIns) {
  const auto code = studio().access().makeSetupCode();
  const auto first =
      send("POST", "/setup", asJson,
           fmt::format(R"({{"code":"{}","name":"Owner","password":"a long password"}})", code));
  const auto second =
      send("POST", "/session", asJson, R"({"name":"Owner","password":"a long password"})");
  const auto change = [&](std::string_view current) {
    return send("PUT", "/session/password", asJson + cookieOf(second),
                fmt::format(R"({{"current":"{}","next":"a longer password"}})", current));
  };
  EXPECT_EQ(change("a wrong password").status, 401);
  const auto changed = change("a long password");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(send("GET", "/assets", cookieOf(first)).status, 401);
  EXPECT_EQ(send("GET", "/assets", cookieOf(second)).status, 401);
  EXPECT_EQ(send("GET", "/assets", cookieOf(changed)).status, 200);
  EXPECT_EQ(
      send("POST", "/session", asJson, R"({"name":"Owner","password":"a long password"})").status,
      401);
}

TEST_F(HttpApi, SaysWhatItWouldDoWithoutDoingIt) {
  const auto id = add(owner(), "note.txt", "words");
  const auto planned = send("DELETE", "/assets/" + id + "?dry_run=true", owner());
  EXPECT_EQ(planned.status, 200);
  EXPECT_THAT(planned.body, HasSubstr(R"({"steps":[{"action":"asset.delete")"));
  EXPECT_THAT(send("GET", "/assets/" + id, owner()).body, Not(HasSubstr("trashed_at")));
  const auto made =
      send("POST", "/collections", owner() + asJson, R"({"name":"Summer","dry_run":true})");
  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(studio().catalog().collections().size(), 0U);
  EXPECT_EQ(send("GET", "/assets?dry_run=true", owner()).status, 400);
  EXPECT_EQ(send("DELETE", "/session?dry_run=true", owner()).status, 400);
}

TEST_F(HttpApi, RefusesNumbersThatAreNone) {
  const auto id = add(owner(), "note.txt", "words");
  for (const auto* wrong : {"99999999999", "-1", "1.5", "x"}) {
    const auto reply =
        send("GET", fmt::format("/assets/{}/original?version={}", id, wrong), owner());
    EXPECT_THAT(reply.status, testing::AnyOf(400, 422)) << wrong << reply.body;
  }
}

TEST_F(HttpApi, TakesAYesFromTheCommandLine) {
  const auto eraser = token({access::Scope::ReadAssets, access::Scope::EraseAssets});
  const auto id = add(owner(), "note.txt", "words");
  EXPECT_EQ(command({"asset", "erase", id}, eraser).first, describe(Code::Usage).exitStatus);
  EXPECT_EQ(command({"asset", "erase", id, "--yes"}, eraser).first, 0);
  EXPECT_EQ(send("GET", "/assets/" + id, owner()).status, 404);
  EXPECT_EQ(command({"init"}, eraser).first, describe(Code::Usage).exitStatus);
}

TEST_F(HttpApi, WritesAnOriginalWhereItShould) {
  const auto all = owner();
  const auto id = add(all, "note.txt", "words");
  char name[] = "/tmp/atelier-out-XXXXXX";
  const fs::path room = ::mkdtemp(name);
  const auto get = [&](const fs::path& out) {
    return command({"asset", "get", id, "--out", out.string()}, all).first;
  };
  RealFiles files;
  files.createText(room / "copy.part", "somebody else's");
  EXPECT_EQ(get(room / "copy"), 0);
  EXPECT_EQ(get(room / "copy"), 0) << "as cp does";
  fs::create_symlink(room / "other", room / "link");
  EXPECT_EQ(get(room / "link"), 0);
  EXPECT_EQ(files.readText(room / "other"), "words");
  EXPECT_EQ(files.status(room / "link")->kind, EntryKind::Link);
  EXPECT_EQ(get("/dev/null"), 0);
  EXPECT_EQ(files.status("/dev/null")->kind, EntryKind::Other);
  EXPECT_EQ(get(room), describe(Code::AlreadyExists).exitStatus);
  EXPECT_EQ(files.list(room).size(), 4U);
  EXPECT_EQ(files.readText(room / "copy.part"), "somebody else's");
  fs::remove_all(room);
}

TEST_F(HttpApi, HasCommandsThatHideNothing) {
  cli::Program program;
  program.operations = studio::operations();
  program.commands = commands::all(world());
  EXPECT_EQ(cli::problemsOf(program), std::vector<std::string>());
}

TEST_F(HttpApi, TakesAFolderFromTheCommandLine) {
  char name[] = "/tmp/atelier-send-XXXXXX";
  const fs::path room = ::mkdtemp(name);
  std::ofstream(room / "a.txt") << "one";
  std::ofstream(room / "b.txt") << "two";
  std::ofstream(room / ".hidden") << "three";
  const auto all = owner();
  EXPECT_THAT(command({"import", room.string(), "--dry-run"}, all).second, HasSubstr("files\t2"));
  const auto first = command({"import", room.string(), "--json"}, all);
  EXPECT_EQ(first.first, 0);
  EXPECT_THAT(first.second, HasSubstr(R"("imported":2,"duplicates":0)"));
  const auto again = command({"import", room.string(), "--collection", "Summer", "--json"}, all);
  EXPECT_THAT(again.second, HasSubstr(R"("imported":0,"duplicates":2)"));
  ASSERT_EQ(studio().catalog().collections().size(), 1U);
  EXPECT_EQ(studio().catalog().collections()[0].count, 2U);
  const auto reader = token({access::Scope::ReadAssets});
  std::ofstream(room / "c.txt") << "three";
  const auto refused = command({"import", room.string()}, reader);
  EXPECT_EQ(refused.first, describe(Code::NotAllowed).exitStatus) << refused.second;
  EXPECT_THAT(refused.second, HasSubstr("2 of 3 files are through"));
  fs::remove_all(room);
}

TEST_F(HttpApi, TellsWhoGuessesWhenToComeBack) {
  Reply reply;
  for (int i = 0; i < 15 && reply.status != 429; ++i) {
    reply = send("POST", "/session", asJson, R"({"code":"guess"})");
  }
  EXPECT_EQ(reply.status, 429);
  EXPECT_GT(std::stoi(reply.header("retry-after")), 0);
}

TEST_F(HttpApi, GivesAnOriginalBackByteForByte) {
  const auto by = owner();
  const std::string bytes = "a text that was brought in\n" + std::string(200'000, 'x');
  const auto id = add(by, "caf%C3%A9.txt", bytes);
  const auto reply = send("GET", "/assets/" + id + "/original", by);
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.body == bytes);
  EXPECT_EQ(reply.header("etag"), "\"" + Sha256::of(bytes).hex() + "\"");
  EXPECT_THAT(reply.header("content-disposition"), HasSubstr("filename*=UTF-8''caf%C3%A9.txt"));
  EXPECT_THAT(reply.header("content-security-policy"), HasSubstr("sandbox"));
  const auto part = send("GET", "/assets/" + id + "/original", by + "Range: bytes=2-5\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, bytes.substr(2, 4));
  const auto known = send("GET", "/assets/" + id + "/original",
                          by + "If-None-Match: " + reply.header("etag") + "\r\n");
  EXPECT_EQ(known.status, 304);
}

TEST_F(HttpApi, SaysWhenTheBytesAreHereAlready) {
  const auto by = owner();
  const auto id = add(by, "one.txt", "the same bytes");
  const auto again = send("POST", "/assets?name=two.txt", by, "the same bytes");
  EXPECT_EQ(again.status, 200);
  EXPECT_THAT(again.body, HasSubstr(id));
  EXPECT_THAT(again.body, HasSubstr("\"duplicate\":true"));
}

TEST_F(HttpApi, TakesResumableUploads) {
  const auto by = owner() + "Tus-Resumable: 1.0.0\r\n";
  const auto type = std::string("Content-Type: application/offset+octet-stream\r\n");
  const auto made =
      send("POST", "/uploads", by + "Upload-Length: 10\r\nUpload-Metadata: filename YS50eHQ=\r\n");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto path = made.header("location").substr(api.size());
  {
    Client cut(port());
    cut.send(
        fmt::format("PATCH {}{} HTTP/1.1\r\nHost: localhost\r\n{}{}Upload-Offset: "
                    "0\r\nContent-Length: 10\r\n\r\nhello",
                    api, path, by, type));
    cut.halfClose();
    cut.read();
  }
  EXPECT_EQ(send("HEAD", path, by).header("upload-offset"), "5");
  EXPECT_EQ(send("PATCH", path, by + type + "Upload-Offset: 3\r\n", "xx").status, 409);
  const auto done = send("PATCH", path, by + type + "Upload-Offset: 5\r\n", "world");
  ASSERT_EQ(done.status, 204) << done.body;
  EXPECT_EQ(done.header("atelier-duplicate"), "false");
  EXPECT_EQ(send("GET", "/assets/" + done.header("atelier-asset") + "/original", by).body,
            "helloworld");
}

TEST_F(HttpApi, KeepsUploadsToThoseWhoBeganThem) {
  const auto by = owner() + "Tus-Resumable: 1.0.0\r\n";
  const auto made = send("POST", "/uploads", by + "Upload-Length: 10\r\n");
  const auto path = made.header("location").substr(api.size());
  EXPECT_EQ(send("HEAD", path, "Tus-Resumable: 1.0.0\r\n").status, 401);
  const auto viewer = token({access::Scope::ReadAssets}) + "Tus-Resumable: 1.0.0\r\n";
  EXPECT_EQ(send("POST", "/uploads", viewer + "Upload-Length: 10\r\n").status, 403);
}

TEST_F(HttpApi, ListsWithATagThatSparesTheSecondAnswer) {
  const auto by = owner();
  add(by, "a.txt", "some words");
  const auto list = send("GET", "/assets?limit=20", by);
  EXPECT_EQ(list.status, 200);
  EXPECT_THAT(list.body, HasSubstr("\"file_name\":\"a.txt\""));
  const auto tag = "If-None-Match: " + list.header("etag") + "\r\n";
  EXPECT_EQ(send("GET", "/assets?limit=20", by + tag).status, 304);
  add(by, "b.txt", "other words");
  EXPECT_EQ(send("GET", "/assets?limit=20", by + tag).status, 200);
}

TEST_F(HttpApi, NamesWhatIsWrongWithARequest) {
  const auto by = owner();
  const auto misspelt = send("GET", "/assets?limt=20", by);
  EXPECT_EQ(misspelt.status, 400);
  EXPECT_THAT(misspelt.body, HasSubstr("limit"));
  EXPECT_EQ(send("GET", "/assets?limit=many", by).status, 400);
  EXPECT_EQ(send("POST", "/collections", by, R"({"name":"x"})").status, 415);
  EXPECT_EQ(send("POST", "/collections", by + asJson, "{").status, 400);
  EXPECT_EQ(send("POST", "/collections", by + asJson, R"({"nam":"x"})").status, 422);
  EXPECT_EQ(send("GET", "/nothing", by).status, 404);
  const auto method = send("PUT", "/assets", by);
  EXPECT_EQ(method.status, 405);
  EXPECT_THAT(method.header("allow"), HasSubstr("GET, HEAD"));
}

TEST_F(HttpApi, TellsWhatHappensAndGoesOnWhereAClientStopped) {
  const auto by = owner();
  Client client(port());
  client.send(request("GET", api + "/events", by));
  client.readUntil("retry: 2000\n\n");
  const auto id = add(by, "a.txt", "news");
  const auto told = client.readUntil("asset.added");
  EXPECT_THAT(told, HasSubstr("asset.added"));
  Client late(port());
  late.send(request("GET", api + "/events", by + "Last-Event-ID: 0\r\n"));
  EXPECT_THAT(late.readUntil(id), HasSubstr(id));
}

TEST_F(HttpApi, TellsWhoWasAwayTooLongThatSomethingIsMissing) {
  const auto by = owner();
  for (const auto* text : {"one", "two", "three"}) add(by, "a.txt", text);
  studio().store().write(
      [&](store::Transaction& transaction) { studio().catalog().forgetEvents(transaction, 1); });
  Client late(port());
  late.send(request("GET", api + "/events", by + "Last-Event-ID: 1\r\n"));
  EXPECT_THAT(late.readUntil("asset.added"), HasSubstr("event: journal.gap"));
  Client fromAnotherIndex(port());
  fromAnotherIndex.send(request("GET", api + "/events", by + "Last-Event-ID: 5000\r\n"));
  EXPECT_THAT(fromAnotherIndex.readUntil("asset.added"), HasSubstr("event: journal.gap"));
}

TEST_F(HttpApi, DescribesItselfAndItsHealthToAnybody) {
  const auto document = send("GET", "/openapi.json");
  EXPECT_EQ(document.status, 200);
  EXPECT_THAT(document.body, HasSubstr("\"openapi\":\"3.1"));
  EXPECT_EQ(ask(port(), request("GET", "/livez")).status, 200);
  EXPECT_EQ(ask(port(), request("GET", "/readyz")).status, 200);
}

TEST_F(HttpApi, LetsNoAssistantInWithoutAToken) {
  const std::string ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
  EXPECT_EQ(ask(port(), request("POST", "/mcp", asJson, ping)).status, 401);
  EXPECT_THAT(ask(port(), request("POST", "/mcp", owner() + asJson, ping)).status, Not(401));
}

TEST_F(HttpApi, ServesThePage) {
  if (http::pageFiles().empty()) GTEST_SKIP() << "the page was not there when this was built";
  const auto page = ask(port(), request("GET", "/"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("cache-control"), "no-cache");
  EXPECT_EQ(page.header("content-security-policy"), http::pagePolicy());
  for (const auto& file : http::pageFiles()) {
    const auto plain = ask(port(), request("GET", std::string(file.path)));
    EXPECT_TRUE(plain.body == file.data) << file.path;
    const bool lasting = file.path.starts_with("/page/");
    EXPECT_EQ(plain.header("cache-control").contains("immutable"), lasting) << file.path;
    const auto known = ask(port(), request("GET", std::string(file.path),
                                           fmt::format("If-None-Match: {}\r\n", file.etag)));
    EXPECT_EQ(known.status, 304) << file.path;
  }
  EXPECT_EQ(ask(port(), request("GET", "/library/all", "Accept: text/html\r\n")).status, 200);
  EXPECT_EQ(ask(port(), request("GET", "/no-such-file.js", "Accept: text/html\r\n")).status, 404);
  EXPECT_EQ(ask(port(), request("POST", "/")).status, 405);
}

}  // namespace
}  // namespace atelier::test
