#include "formats/ocfl/inventory.h"

#include "base/error.h"
#include "base/random.h"
#include "formats/ocfl/hashing.h"
#include "tests/formats/ocfl/workspace.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::ocfl::test {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto place = text.find(what);
  EXPECT_NE(place, std::string::npos) << what;
  return text.replace(place, what.size(), with);
}

std::string sample() { return toJson(oneFile("urn:a", "a.jpg", "bytes")); }

Error failureOf(const std::string& text) {
  try {
    parseInventory(text);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted: " << text;
  return {Code::Internal, "accepted"};
}

/// Names with everything that JSON has to escape and paths may hold.
std::string randomName(Random& random) {
  static const std::vector<std::string> letters{"a", "B",  "7",  " ",    "\"",  "\\", "ü",
                                                "–", "😀", "\n", "\x01", "%2F", "~",  "\x7f"};
  std::string name = "n";
  for (auto length = random.below(6); length > 0; --length)
    name += letters[random.below(letters.size())];
  return name;
}

Inventory randomInventory(Random& random) {
  Inventory inventory;
  inventory.id = "urn:" + randomName(random);
  inventory.digestAlgorithm = random.below(2) == 0 ? "sha256" : "sha512";
  if (random.below(3) == 0) inventory.contentDirectory = randomName(random);
  inventory.padding = random.below(3) == 0 ? 4 : 0;
  inventory.head = 1 + static_cast<std::uint32_t>(random.below(12));
  for (std::uint32_t number = 1; number <= inventory.head; ++number) {
    auto& version = inventory.versions[number];
    version.created = "2026-11-23T08:15:30+01:00";
    if (random.below(2) == 0) version.message = randomName(random);
    if (random.below(2) == 0)
      version.user = User{randomName(random), random.below(2) == 0 ? "" : "mailto:a@example.org"};
    for (auto count = random.below(4); count > 0; --count) {
      const auto bytes = fmt::format("{}-{}", number, count);
      const auto digest = digestOf(inventory.digestAlgorithm, bytes);
      const auto path = fmt::format("{}/{}/{}", inventory.versionFolder(number),
                                    inventory.contentDirectory, bytes);
      inventory.manifest[digest] = {path};
      if (random.below(2) == 0) inventory.fixity["md5"][digestOf("md5", bytes)] = {path};
      version.state[digest] = {fmt::format("{}/{}", randomName(random), bytes)};
    }
  }
  return inventory;
}

}  // namespace

TEST(Inventory, ComesBackEqualWhateverItHolds) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    SeededRandom random{seed};
    const auto inventory = randomInventory(random);
    const auto text = toJson(inventory);
    ASSERT_EQ(parseInventory(text), inventory) << "seed " << seed << '\n' << text;
    ASSERT_EQ(toJson(parseInventory(text)), text) << "seed " << seed;
  }
}

TEST(Inventory, IsWrittenInTheOrderInWhichPeopleRead) {
  EXPECT_EQ(sample(), R"({
  "id": "urn:a",
  "type": "https://ocfl.io/1.1/spec/#inventory",
  "digestAlgorithm": "sha256",
  "head": "v1",
  "manifest": {
    "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9": ["v1/content/a.jpg"]
  },
  "versions": {
    "v1": {
      "created": "2026-11-23T08:15:30Z",
      "message": "Import",
      "user": {
        "name": "Ada",
        "address": "urn:user:ada"
      },
      "state": {
        "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9": ["a.jpg"]
      }
    }
  }
}
)");
}

TEST(Inventory, SidecarReadsLikeSha256sum) {
  EXPECT_EQ(sidecarText("bytes", "sha256"),
            "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9 inventory.json\n");
  EXPECT_EQ(sidecarName("sha256"), "inventory.json.sha256");
}

TEST(Inventory, FindsTheBytesOfALogicalPath) {
  const auto inventory = oneFile("urn:a", "a.jpg", "bytes");
  EXPECT_EQ(inventory.contentPath(1, "a.jpg"), "v1/content/a.jpg");
  EXPECT_EQ(inventory.contentPath(1, "b.jpg"), std::nullopt);
  EXPECT_EQ(inventory.contentPath(2, "a.jpg"), std::nullopt);
}

TEST(Inventory, SaysWhereItIsWrong) {
  struct Case {
    std::string_view what, with, code, where;
  };
  for (const auto& [what, with, code, where] : {
           Case{R"("id": "urn:a",)", "", "E036", "/id"},
           Case{R"("head": "v1")", R"("head": "v2")", "E040", "/head"},
           Case{R"("head": "v1")", R"("head": 1)", "E040", "/head"},
           Case{R"("sha256")", R"("md5")", "E025", "/digestAlgorithm"},
           Case{R"("id": "urn:a",)", R"("id": "urn:a", "id": "urn:b",)", "E033", ""},
           Case{R"("id": "urn:a",)", R"("id": "urn:a", "colour": 1,)", "E102", "/colour"},
           Case{"v1/content/a.jpg", "v1/content/../a.jpg", "E099", "/manifest/"},
           Case{"v1/content/a.jpg", "v1/content/a\\u0000.jpg", "E099", "/manifest/"},
           Case{"v1/content/a.jpg", "a.jpg", "E042", "/manifest/"},
           Case{R"(["a.jpg"])", R"(["/a.jpg"])", "E053", "/versions/v1/state/"},
           Case{R"(["a.jpg"])", R"(["a.jpg", "a.jpg/b"])", "E095", "/versions/v1/state"},
           Case{"08:15:30Z", "08:15:30", "E049", "/versions/v1/created"},
           Case{R"("name": "Ada")", R"("nick": "Ada")", "E054", "/versions/v1/user"},
           Case{R"("created")", R"("made")", "E102", "/versions/v1/made"},
           Case{R"("v1": {)", R"("w1": {)", "E046", "/versions/w1"},
           Case{"urn:user:ada\"", "urn:user:ada\", \"name\": \"Bob\"", "E033", ""},
       }) {
    const auto error = failureOf(replaced(sample(), what, with));
    EXPECT_EQ(error.code, Code::BadInventory) << with;
    EXPECT_THAT(error.message, ::testing::StartsWith(code)) << with;
    EXPECT_THAT(error.where, ::testing::StartsWith(where)) << with;
  }
}

TEST(Inventory, FindsDigestsThatStandThereTwiceThoughJsonKeepsOnlyTheLast) {
  const auto line =
      std::string{"    \"277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9\": "} +
      "[\"v1/content/a.jpg\"]";
  const auto error = failureOf(replaced(sample(), line, line + ",\n" + line));
  EXPECT_THAT(error.message,
              ::testing::AllOf(::testing::StartsWith("E033"), ::testing::HasSubstr("twice")));
}

TEST(Inventory, NamesThePositionWhereItStopsBeingJson) {
  const auto error = failureOf("{\n  \"id\": oops\n}");
  EXPECT_EQ(error.where, "2:9");
  EXPECT_THAT(error.message, ::testing::StartsWith("E033"));
}

TEST(Inventory, RefusesDepthInsteadOfOverflowingTheStack) {
  EXPECT_EQ(failureOf(std::string(100'000, '[')).code, Code::BadInventory);
}

TEST(Inventory, RefusesMoreThanItsLimit) {
  EXPECT_EQ(failureOf(std::string(inventoryLimit + 1, ' ')).code, Code::TooLarge);
}

TEST(Inventory, GoesOnAfterADefectSoThatAllAreTold) {
  auto text = replaced(sample(), R"("id": "urn:a",)", "");
  text = replaced(text, "08:15:30Z", "yesterday");
  const auto codes = codesOf(readInventory(text).findings, true);
  EXPECT_EQ(codes, (std::set<std::string>{"E036", "E049"}));
}

}  // namespace atelier::ocfl::test
