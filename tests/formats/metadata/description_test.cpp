#include "formats/metadata/description.h"

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::metadata {

namespace {

using ::testing::ElementsAre;

Description sample() {
  Description description;
  description.fileName = "Küste \"3\".jpg";
  description.digest = Sha256::of("bytes");
  description.bytes = 5;
  description.addedAt = "2026-11-23T08:15:30.125Z";
  description.technical.kind = Kind::Image;
  description.technical.mediaType = "image/jpeg";
  description.technical.width = 4000;
  description.technical.framesPerSecond = 29.97;
  description.technical.perceptualHash = 0xfedcba9876543210;
  description.fields = {{"title", "Coast", Origin::File, "xmp:dc:title"},
                        {"keyword", "sea", Origin::File, "iptc:2:25"},
                        {"keyword", "water", Origin::Model, "clip 1"},
                        {"keyword", "sea", Origin::Person, "ada"},
                        {"title", "Shore", Origin::Model, "namer 2"}};
  description.collections = {"01957c5e-0000-7000-8000-000000000000"};
  return description;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto place = text.find(what);
  EXPECT_NE(place, std::string::npos) << what;
  return text.replace(place, what.size(), with);
}

Error failureOf(const std::string& text) {
  try {
    descriptionFromJson(text);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted: " << text;
  return {Code::Internal, "accepted"};
}

std::string randomText(Random& random) {
  std::string bytes(random.below(12), '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random.below(256));
  return toUtf8(bytes);
}

template <class Number>
std::optional<Number> perhaps(Random& random, std::uint64_t limit) {
  if (random.below(2) == 0) return std::nullopt;
  return static_cast<Number>(random.below(limit));
}

Description randomDescription(Random& random) {
  Description description;
  description.fileName = randomText(random);
  description.digest = Sha256::of(description.fileName);
  description.bytes = random.below(3) == 0 ? ~std::uint64_t{0} : random.below(1 << 30);
  description.addedAt = randomText(random);
  auto& technical = description.technical;
  technical.kind = static_cast<Kind>(random.below(8));
  technical.mediaType = randomText(random);
  technical.width = perhaps<std::uint32_t>(random, 0xffffffff);
  technical.height = perhaps<std::uint32_t>(random, 5000);
  technical.durationMs = perhaps<std::int64_t>(random, ~std::uint64_t{0} >> 1);
  technical.framesPerSecond = perhaps<double>(random, 1'000'000);
  if (technical.framesPerSecond) *technical.framesPerSecond /= 1001;
  technical.perceptualHash = perhaps<std::uint64_t>(random, ~std::uint64_t{0});
  technical.codec = randomText(random);
  technical.colour = randomText(random);
  for (auto count = random.below(6); count > 0; --count)
    description.fields.push_back({"x" + randomText(random), "y" + randomText(random),
                                  static_cast<Origin>(random.below(4)), randomText(random)});
  for (auto count = random.below(3); count > 0; --count)
    description.collections.push_back(randomText(random));
  description.text = randomText(random);
  description.unreadable = randomText(random);
  description.trashedAt = randomText(random);
  description.sourcePath = randomText(random);
  return description;
}

}  // namespace

TEST(Description, ComesBackEqualWhateverItHolds) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    SeededRandom random{seed};
    const auto description = randomDescription(random);
    const auto text = toJson(description);
    ASSERT_EQ(descriptionFromJson(text), description) << "seed " << seed << '\n' << text;
    ASSERT_EQ(toJson(descriptionFromJson(text)), text) << "seed " << seed;
  }
}

TEST(Description, IsWrittenForPeopleToRead) {
  EXPECT_EQ(toJson(sample()), R"({
  "format": "atelier-description/1",
  "file_name": "Küste \"3\".jpg",
  "sha256": "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9",
  "bytes": 5,
  "added_at": "2026-11-23T08:15:30.125Z",
  "technical": {
    "kind": "image",
    "media_type": "image/jpeg",
    "width": 4000,
    "frames_per_second": 29.97,
    "perceptual_hash": "fedcba9876543210"
  },
  "fields": [
    {"name": "title", "value": "Coast", "origin": "file", "source": "xmp:dc:title"},
    {"name": "keyword", "value": "sea", "origin": "file", "source": "iptc:2:25"},
    {"name": "keyword", "value": "water", "origin": "model", "source": "clip 1"},
    {"name": "keyword", "value": "sea", "origin": "person", "source": "ada"},
    {"name": "title", "value": "Shore", "origin": "model", "source": "namer 2"}
  ],
  "collections": [
    "01957c5e-0000-7000-8000-000000000000"
  ]
}
)");
}

TEST(Description, StaysJsonWhenAFileNameIsNoUtf8) {
  auto description = sample();
  description.fileName = "caf\xe9.jpg";
  EXPECT_EQ(descriptionFromJson(toJson(description)).fileName, "caf\xef\xbf\xbd.jpg");
}

TEST(Description, TakesAPersonsWordOverAModelsAndAModelsOverTheFiles) {
  auto description = sample();
  EXPECT_EQ(description.first("title"), "Shore");
  description.fields.push_back({"title", "My coast", Origin::Person, "ada"});
  EXPECT_EQ(description.first("title"), "My coast");
  EXPECT_EQ(description.first("headline"), std::nullopt);
}

TEST(Description, ListsEveryValueOnceTheWeightiestFirst) {
  EXPECT_THAT(sample().all("keyword"), ElementsAre("sea", "water"));
  EXPECT_TRUE(sample().all("creator").empty());
}

TEST(Description, KeepsFieldsThatANewerVocabularyHas) {
  auto description = sample();
  description.fields.push_back({"scent", "salt", Origin::Person, "ada"});
  EXPECT_EQ(descriptionFromJson(toJson(description)), description);
}

TEST(Description, SaysWhereItsShapeIsWrong) {
  struct Case {
    std::string_view what, with, where;
  };
  for (const auto& [what, with, where] : {
           Case{"atelier-description/1", "atelier-description/2", "/format"},
           Case{"\"sha256\": \"2", "\"sha256\": \"", "/sha256"},
           Case{"\"bytes\": 5", "\"bytes\": -5", "/bytes"},
           Case{"\"bytes\": 5", "\"bytes\": 5.5", "/bytes"},
           Case{"\"width\": 4000", "\"width\": 4294967296", "/technical/width"},
           Case{"\"width\": 4000", "\"width\": \"wide\"", "/technical/width"},
           Case{"\"kind\": \"image\"", "\"kind\": \"smell\"", "/technical/kind"},
           Case{"fedcba9876543210", "fedcba987654321", "/technical/perceptual_hash"},
           Case{"fedcba9876543210", "fedcba987654321x", "/technical/perceptual_hash"},
           Case{"\"value\": \"Coast\"", "\"value\": \"\"", "/fields/0/value"},
           Case{"\"origin\": \"file\"", "\"origin\": \"rumour\"", "/fields/0/origin"},
           Case{"\"added_at\"", "\"added\"", "/added_at"},
           Case{"\"collections\": [", "\"collections\": [7,", "/collections/0"},
           Case{"\"fields\": [", "\"fields\": [7,", "/fields/0"},
           Case{"\"width\"", "\"widht\"", "/technical/widht"},
       }) {
    const auto error = failureOf(replaced(toJson(sample()), what, with));
    EXPECT_EQ(error.code, Code::JsonShape) << with;
    EXPECT_EQ(error.where, where) << with;
  }
}

TEST(Description, RefusesAMemberThatStandsThereTwice) {
  const auto error = failureOf(replaced(toJson(sample()), "\"bytes\"", "\"bytes\": 6, \"bytes\""));
  EXPECT_EQ(error.code, Code::JsonSyntax);
  EXPECT_THAT(error.message, ::testing::HasSubstr("\"bytes\""));
}

TEST(Description, GuessesWhichMemberWasMeant) {
  EXPECT_THAT(failureOf(replaced(toJson(sample()), "\"width\"", "\"widht\"")).message,
              ::testing::HasSubstr("\"width\""));
}

TEST(Description, SaysAtWhichLineItStopsBeingJson) {
  const auto error = failureOf("{\n\"format\" 1}");
  EXPECT_EQ(error.code, Code::JsonSyntax);
  EXPECT_EQ(error.where, "2:10");
  EXPECT_EQ(failureOf("").code, Code::JsonSyntax);
  EXPECT_EQ(failureOf("{} {}").code, Code::JsonSyntax);
}

TEST(Vocabulary, HasEachPropertyOnceAndFindsItByName) {
  std::set<std::string_view> names;
  for (const auto& property : vocabulary) {
    EXPECT_TRUE(names.insert(property.name).second) << property.name;
    EXPECT_EQ(findProperty(property.name), &property);
  }
  EXPECT_EQ(findProperty("smell"), nullptr);
}

TEST(Vocabulary, NamesEveryKindAndOriginBothWays) {
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(kindFromName(kindName(static_cast<Kind>(i))), static_cast<Kind>(i));
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(originFromName(originName(static_cast<Origin>(i))), static_cast<Origin>(i));
  EXPECT_EQ(kindFromName("smell"), std::nullopt);
  EXPECT_EQ(originFromName(""), std::nullopt);
}

}  // namespace atelier::metadata
