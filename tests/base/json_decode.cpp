#include "tests/base/json_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::json {
namespace {

using namespace samples;

struct Refusal {
  std::string_view json;
  std::string_view message;
  std::string_view hint;
  std::string_view where;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.json; }

class JsonRequest : public testing::TestWithParam<Refusal> {};

TEST_P(JsonRequest, IsRefusedWithWhatIsWrongAndWhere) {
  const auto error = errorIn<AddAsset>(GetParam().json);
  EXPECT_EQ(error.code, Code::JsonShape);
  EXPECT_EQ(error.message, GetParam().message);
  EXPECT_EQ(error.hint, GetParam().hint);
  EXPECT_EQ(error.where, GetParam().where);
}

INSTANTIATE_TEST_SUITE_P(
    Decode, JsonRequest,
    testing::Values(
        Refusal{R"({"blob":"b","titel":"t","kind":"image"})", "There is no member \"titel\" here.",
                "Did you mean \"title\"? Nothing was changed.", "/titel"},
        Refusal{R"({"blob":"b","title":"t","kind":"image","qqqqqqqq":1})",
                "There is no member \"qqqqqqqq\" here.",
                "Known are: blob, title, kind, collection, tags, rating, is_public. Nothing was "
                "changed.",
                "/qqqqqqqq"},
        Refusal{R"({"title":"t","kind":"image"})", "The member \"blob\" is missing.",
                "Add \"blob\": Blob id from the vault. Nothing was changed.", "/blob"},
        Refusal{R"({"blob":"b","title":"t","kind":"vidoe"})",
                "Expected one of: image, video, sound_track.",
                "Did you mean \"video\"? Nothing was changed.", "/kind"},
        Refusal{R"({"blob":"b","title":"t","kind":1})",
                "Expected one of: image, video, sound_track, but found a number.",
                "Nothing was changed.", "/kind"},
        Refusal{R"({"blob":"b","title":"t","kind":"image","tags":["a",7]})",
                "Expected text, but found a number.", "Nothing was changed.", "/tags/1"},
        Refusal{R"({"blob":"b","title":null,"kind":"image"})", "Expected text, but found null.",
                "Nothing was changed.", "/title"},
        Refusal{R"({"blob":"b","title":"t","kind":"image","rating":256})",
                "Expected a whole number from 0 to 255, but found 256.", "Nothing was changed.",
                "/rating"},
        Refusal{R"({"blob":"b","title":"t","kind":"image","rating":-1})",
                "Expected a whole number from 0 to 255, but found -1.", "Nothing was changed.",
                "/rating"},
        Refusal{R"({"blob":"b","title":"t","kind":"image","rating":1.0})",
                "Expected a whole number from 0 to 255, but found a fraction.",
                "Nothing was changed.", "/rating"},
        Refusal{R"({"blob":"b","title":"t","kind":"image","is_public":1})",
                "Expected true or false, but found a number.", "Nothing was changed.",
                "/is_public"},
        Refusal{R"({"blob":"b","title":"t","kind":"image","tags":"a"})",
                "Expected a list, but found text.", "Nothing was changed.", "/tags"},
        Refusal{R"({"blob":"b","title":"t\u0000","kind":"image"})",
                "The text holds a NUL character.", "Nothing was changed.", "/title"},
        Refusal{R"([])", "Expected an object, but found a list.", "Nothing was changed.", ""}));

TEST(JsonDecode, TakesDefaultsForWhatIsAbsent) {
  const auto asset = fromText<AddAsset>(R"({"blob":"b","title":"t","kind":"sound_track"})");
  EXPECT_EQ(asset.kind, Medium::SoundTrack);
  EXPECT_EQ(asset.collection, std::nullopt);
  EXPECT_EQ(asset.rating, 3);
  EXPECT_FALSE(asset.isPublic);
}

TEST(JsonDecode, TakesNullForAnAbsentOptional) {
  EXPECT_EQ(
      fromText<AddAsset>(R"({"blob":"b","title":"t","kind":"image","collection":null})").collection,
      std::nullopt);
}

TEST(JsonDecode, ComparesWordsOfEnumsWhole) {
  const auto error = errorIn<AddAsset>(R"({"blob":"b","title":"t","kind":"video\u0000evil"})");
  EXPECT_EQ(error.where, "/kind");
}

TEST(JsonDecode, RefusesTextThatIsNoUtf8EvenIfItCameFromElsewhere) {
  const boost::json::value value{{"blob", "b\xFF"}, {"title", "t"}, {"kind", "image"}};
  const auto error = errorOf([&] { decode<AddAsset>(value); });
  EXPECT_EQ(error.message, "The text is not valid UTF-8.");
  EXPECT_EQ(error.where, "/blob");
}

TEST(JsonDecode, RefusesNumbersThatAreNotOnes) {
  const boost::json::value value{{"latitude", std::numeric_limits<double>::infinity()},
                                 {"longitude", 1.0}};
  EXPECT_EQ(errorOf([&] { decode<Place>(value); }).message, "The number is too large.");
}

TEST(JsonDecode, KeepsAllSixtyFourBits) {
  struct Case {
    std::string_view json;
    std::int64_t large;
    std::uint64_t huge;
  };
  for (const auto& each : {Case{R"({"large":-9223372036854775808,"huge":18446744073709551615})",
                                std::numeric_limits<std::int64_t>::min(),
                                std::numeric_limits<std::uint64_t>::max()}}) {
    const auto object = parse(each.json).as_object();
    std::int64_t large = 0;
    std::uint64_t huge = 0;
    decode(object.at("large"), shape<std::int64_t>, &large);
    decode(object.at("huge"), shape<std::uint64_t>, &huge);
    EXPECT_EQ(large, each.large);
    EXPECT_EQ(huge, each.huge);
    EXPECT_EQ(errorOf([&] { decode(object.at("huge"), shape<std::int64_t>, &large); }).code,
              Code::JsonShape);
    EXPECT_EQ(errorOf([&] { decode(object.at("large"), shape<std::uint64_t>, &huge); }).code,
              Code::JsonShape);
  }
}

TEST(JsonDecode, PointsIntoDeepPlacesWithEscapedNames) {
  using Names = std::map<std::string, std::vector<std::int32_t>>;
  EXPECT_EQ(errorIn<Names>(R"({"a/b~c":[1,"x"]})").where, "/a~1b~0c/1");
}

TEST(JsonDecode, ReadsIdsAndSaysWhatOneLooksLike) {
  const auto text = R"("0193d5c8-6a71-7c3e-9f1b-2f4a6c8e0d12")";
  EXPECT_EQ(fromText<AssetId>(text).text(), "0193d5c8-6a71-7c3e-9f1b-2f4a6c8e0d12");
  EXPECT_EQ(errorIn<AssetId>(R"("42")").message,
            "Expected an id such as 0193d5c8-6a71-7c3e-9f1b-2f4a6c8e0d12.");
}

TEST(JsonDecode, ReadsARecordThatHoldsItself) {
  const auto folder =
      fromText<Folder>(R"({"name":"a","folders":[{"name":"b","folders":[{"name":"c"}]}]})");
  EXPECT_EQ(folder.folders.at(0).folders.at(0).name, "c");
}

TEST(JsonDecode, NamesMembersInSnakeCase) {
  EXPECT_EQ(shape<AddAsset>.fields[6].name, "is_public");
  EXPECT_EQ(shape<Medium>.words[2].text, "sound_track");
  EXPECT_EQ(shape<AddAsset>.name, "AddAsset");
}

TEST(JsonDecode, ReadsWordsFromCommandLinesByShape) {
  EXPECT_EQ(valueOfText("50", shape<std::optional<std::uint32_t>>, "limit"), 50);
  EXPECT_EQ(valueOfText("true", shape<bool>, "x"), true);
  EXPECT_EQ(valueOfText("a", shape<std::vector<std::string>>, "x"), boost::json::array({"a"}));
  EXPECT_EQ(valueOfText("a=b=c", (shape<std::map<std::string, std::string>>), "x"),
            boost::json::value({{"a", "b=c"}}));
  const auto error = errorOf([] { valueOfText("5x", shape<std::uint32_t>, "--limit"); });
  EXPECT_EQ(error.code, Code::InvalidInput);
  EXPECT_EQ(error.message, "Expected a whole number, but found \"5x\".");
  EXPECT_EQ(error.where, "--limit");
}

}  // namespace
}  // namespace atelier::json
