#include "base/json/schema.h"
#include "tests/base/json_samples.h"

#include <gtest/gtest.h>

namespace atelier::json {
namespace {

using namespace samples;

TEST(JsonSchema, TellsWhatARequestMustHoldAndWhatIsTakenOtherwise) {
  const auto made = schema(shape<AddAsset>, Direction::Request);
  EXPECT_EQ(made, parse(R"({
    "type": "object",
    "properties": {
      "blob": {"type": "string", "description": "Blob id from the vault"},
      "title": {"type": "string", "description": "What people see first"},
      "kind": {"type": "string", "enum": ["image", "video", "sound_track"],
               "description": "What it is"},
      "collection": {"type": "string", "description": "Collection to file it under"},
      "tags": {"type": "array", "items": {"type": "string"}, "description": "Words to find it by"},
      "rating": {"type": "integer", "minimum": 0, "maximum": 255, "description": "Stars",
                 "default": 3},
      "is_public": {"type": "boolean", "description": "Whether anyone may see it", "default": false}
    },
    "required": ["blob", "title", "kind"],
    "additionalProperties": false
  })"));
}

TEST(JsonSchema, PromisesEverythingButOptionalsInAnAnswer) {
  const auto made = schema(shape<AddAsset>, Direction::Answer);
  EXPECT_EQ(made.at("required"), parse(R"(["blob","title","kind","tags","rating","is_public"])"));
  EXPECT_FALSE(made.as_object().contains("additionalProperties"));
}

TEST(JsonSchema, EndsWhereARecordHoldsItself) {
  const auto made = schema(shape<Folder>, Direction::Answer);
  EXPECT_EQ(made.at_pointer("/properties/folders/items"), parse(R"({"type":"object"})"));
}

TEST(JsonSchema, NamesTheFormatOfTexts) {
  EXPECT_EQ(schema(shape<AssetId>, Direction::Request),
            parse(R"({"type":"string","format":"uuid"})"));
  EXPECT_EQ(schema(shape<Timestamp>, Direction::Request),
            parse(R"({"type":"string","format":"date-time"})"));
}

TEST(JsonSchema, LetsRecordsStandElsewhere) {
  const auto made = schema(shape<Everything>, Direction::Answer,
                           [](const Shape& record) { return "#/x/" + std::string(record.name); });
  EXPECT_EQ(made.at_pointer("/properties/home"), parse(R"({"$ref":"#/x/Place"})"));
  EXPECT_EQ(made.at_pointer("/properties/places/items"), parse(R"({"$ref":"#/x/Place"})"));
}

struct Sorted {
  Medium kind{};
  Medium second = Medium::Video;
  static constexpr std::array help{"First", "Second"};
  static constexpr std::array mayBeAbsent{"kind"};
};
BOOST_DESCRIBE_STRUCT(Sorted, (), (kind, second))

TEST(JsonSchema, ListsNothingAsRequiredThatHasADefault) {
  const auto made = schema(shape<Sorted>, Direction::Request);
  EXPECT_FALSE(made.as_object().contains("required"));
  EXPECT_EQ(made.at_pointer("/properties/second/default"), "video");
  EXPECT_EQ(made.at_pointer("/properties/kind/default"), "image");
}

}  // namespace
}  // namespace atelier::json
