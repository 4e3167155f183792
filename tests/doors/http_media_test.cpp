#include "base/error.h"
#include "tests/doors/house.h"
#include "tests/media/sounds.h"

#include <fstream>

namespace atelier::test {
namespace {

using media::test::wav;
using testing::HasSubstr;

const std::string asBytes = "Content-Type: application/octet-stream\r\n";

std::string tone(std::size_t frames) {
  return wav({8000, 1}, std::vector<std::int16_t>(frames, 12'000));
}

using HttpMedia = House;

TEST_F(HttpMedia, ServesPeaksByRanges) {
  const auto by = owner();
  const auto id = add(by, "tone.wav", tone(3000));
  const auto reply = send("GET", "/assets/" + id + "/peaks", by);
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.body.substr(0, 8), "ATLPEAKS");
  EXPECT_EQ(reply.body.size(), 32U + 24 + 2 * 12);
  EXPECT_EQ(reply.header("accept-ranges"), "bytes");
  EXPECT_EQ(reply.header("content-type"), "application/octet-stream");
  EXPECT_EQ(reply.header("cache-control"), "private, no-cache") << "new bytes may come";
  const auto part = send("GET", "/assets/" + id + "/peaks", by + "Range: bytes=0-7\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "ATLPEAKS");
  const auto known = send("GET", "/assets/" + id + "/peaks",
                          by + "If-None-Match: " + reply.header("etag") + "\r\n");
  EXPECT_EQ(known.status, 304);
}

TEST_F(HttpMedia, SaysInWordsWhyThereIsNothingToDraw) {
  const auto by = owner();
  const auto note = add(by, "note.txt", "words");
  for (const auto* what : {"peaks", "storyboard", "storyboard/sheet"}) {
    const auto reply = send("GET", fmt::format("/assets/{}/{}", note, what), by);
    EXPECT_EQ(reply.status, 404) << what;
    EXPECT_THAT(reply.header("content-type"), HasSubstr("application/problem+json"));
  }
  const auto empty = add(by, "empty.wav", tone(0));
  const auto reply = send("GET", "/assets/" + empty + "/peaks", by);
  EXPECT_EQ(reply.status, describe(Code::Unreadable).httpStatus) << reply.body;
  EXPECT_THAT(reply.body, HasSubstr("FFmpeg"));
  EXPECT_EQ(send("GET", "/assets/" + empty + "/peaks", "").status, 401);
}

TEST_F(HttpMedia, TakesNewBytesAsTheNextVersion) {
  const auto by = owner();
  const auto id = add(by, "note.txt", "one");
  const auto reply = send("POST", "/assets/" + id + "/original?name=two.txt", by + asBytes, "two");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.body, fmt::format(R"({{"id":"{}","version":2,"changed":true}})", id));
  EXPECT_EQ(send("GET", "/assets/" + id + "/original", by).body, "two");
  const auto old = send("GET", "/assets/" + id + "/original?version=1", by);
  EXPECT_EQ(old.body, "one");
  EXPECT_EQ(old.header("content-type").substr(0, 10), "text/plain");
  EXPECT_THAT(old.header("content-disposition"), HasSubstr("note.txt"));
  const auto again = send("POST", "/assets/" + id + "/original", by + asBytes, "two");
  EXPECT_THAT(again.body, HasSubstr(R"("version":2,"changed":false)"));
  const auto detail = boost::json::parse(send("GET", "/assets/" + id, by).body);
  const auto& versions = detail.at("versions").as_array();
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_NE(versions[0].at("digest"), versions[1].at("digest"));
  EXPECT_EQ(versions[1].at("digest"), detail.at("digest"));
}

TEST_F(HttpMedia, ShowsVersionsSideBySide) {
  const auto by = owner();
  const auto square = [](std::string_view colour) {
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">)"
                       R"(<rect width="90" height="90" fill="{}"/></svg>)",
                       colour);
  };
  const auto id = add(by, "sign.svg", square("red"));
  const auto preview = "/assets/" + id + "/preview";
  const auto red = send("GET", preview, by);
  send("POST", "/assets/" + id + "/original", by + asBytes, square("blue"));
  const auto blue = send("GET", preview + "?version=2", by);
  const auto before = send("GET", preview + "?version=1", by);
  ASSERT_EQ(blue.status, 200) << blue.body;
  EXPECT_EQ(before.body, red.body);
  EXPECT_EQ(before.header("etag"), red.header("etag"));
  EXPECT_NE(before.body, blue.body);
  EXPECT_THAT(before.header("cache-control"), HasSubstr("immutable"));
  EXPECT_THAT(red.header("cache-control"), HasSubstr("max-age=300"));
  EXPECT_EQ(send("GET", preview + "?version=3", by).status, 404);
}

TEST_F(HttpMedia, TakesNewBytesOnlyFromThoseWhoMayWriteAndForWhatIsThere) {
  const auto id = add(owner(), "note.txt", "one");
  const auto reader = token({access::Scope::ReadAssets});
  EXPECT_EQ(send("POST", "/assets/" + id + "/original", reader + asBytes, "two").status, 403);
  EXPECT_EQ(send("POST", "/assets/" + id + "/original", asBytes, "two").status, 401);
  const std::string nobody = "/assets/019a1b2c-3d4e-7f00-8a9b-0c1d2e3f4a5b/original";
  EXPECT_EQ(send("POST", nobody, owner() + asBytes, "two").status, 404);
  EXPECT_EQ(send("GET", "/assets/" + id + "/original", owner()).body, "one");
}

TEST_F(HttpMedia, RevisesFromTheCommandLine) {
  const auto by = owner();
  const auto id = add(by, "note.txt", "one");
  const auto path = fs::temp_directory_path() / "atelier-revised.txt";
  std::ofstream(path) << "from a file";
  const auto plan = command({"asset", "revise", id, path.string(), "--dry-run", "--json"}, by);
  EXPECT_EQ(plan.first, 0) << plan.second;
  EXPECT_EQ(send("GET", "/assets/" + id + "/original", by).body, "one");
  const auto done = command({"asset", "revise", id, path.string(), "--json"}, by);
  EXPECT_EQ(done.first, 0) << done.second;
  EXPECT_THAT(done.second, HasSubstr("\"version\""));
  const auto reply = send("GET", "/assets/" + id + "/original", by);
  EXPECT_EQ(reply.body, "from a file");
  EXPECT_THAT(reply.header("content-disposition"), HasSubstr("atelier-revised.txt"));
  fs::remove(path);
}

class HttpImpatience : public House {
 protected:
  HttpImpatience() : House({.version = "0.0.0", .patience = std::chrono::milliseconds{0}}) {}
};

TEST_F(HttpImpatience, SaysHowFarItIsAndWhenToAskAgain) {
  const auto by = owner();
  const auto id = add(by, "tone.wav", tone(400'000));
  auto reply = send("GET", "/assets/" + id + "/peaks", by);
  ASSERT_EQ(reply.status, 202) << reply.body;
  EXPECT_EQ(reply.header("retry-after"), "1");
  EXPECT_EQ(reply.header("cache-control"), "no-store");
  const auto done = boost::json::parse(reply.body).at("done").to_number<double>();
  EXPECT_TRUE(done >= 0 && done <= 1) << reply.body;
  for (int i = 0; i < 1000 && reply.status == 202; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    reply = send("GET", "/assets/" + id + "/peaks", by);
  }
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.substr(0, 8), "ATLPEAKS");
}

}  // namespace
}  // namespace atelier::test
