#include "base/error.h"
#include "library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::catalog::test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Words : public testing::Test {
 protected:
  Words() {
    library.add(
        Made().title("Mono-tó at dawn").keyword("old town").keyword("vienna").file("IMG_0001.JPG"));
    library.add(
        Made().title("Cities of the south").field("city", "Lisboa").field("country", "Portugal"));
    library.add(Made()
                    .title("Straße im Regen")
                    .field("creator", "Zoë Ångström")
                    .field("camera_model", "X100V"));
  }
  Library library;
};

TEST_F(Words, AreFoundWithoutRegardToCaseAndAccents) {
  for (const auto* query : {"mono-to", "MONO-TÓ", "monó tò", "dawn mono", "Monó*"}) {
    EXPECT_THAT(library.titles(query), ElementsAre("Mono-tó at dawn")) << query;
  }
  EXPECT_THAT(library.titles("creator:\"zoe angstrom\""), ElementsAre("Straße im Regen"));
}

TEST_F(Words, AreStemmedInEnglish) {
  EXPECT_THAT(library.titles("city"), ElementsAre("Cities of the south"));
}

TEST_F(Words, AllHaveToMatchButInAnyField) {
  EXPECT_THAT(library.titles("cities portugal"), ElementsAre("Cities of the south"));
  EXPECT_THAT(library.titles("cities vienna"), IsEmpty());
}

TEST_F(Words, OfAPhraseStandInARow) {
  EXPECT_THAT(library.titles("\"of the south\""), ElementsAre("Cities of the south"));
  EXPECT_THAT(library.titles("\"the of south\""), IsEmpty());
}

TEST_F(Words, OfAPhraseStandInOneKeyword) {
  EXPECT_THAT(library.titles("tag:\"old town\""), ElementsAre("Mono-tó at dawn"));
  EXPECT_THAT(library.titles("tag:\"town vienna\""), IsEmpty());
}

TEST_F(Words, MayBeAskedForInOneField) {
  EXPECT_THAT(library.titles("place:lisboa"), ElementsAre("Cities of the south"));
  EXPECT_THAT(library.titles("city:portugal"), IsEmpty());
  EXPECT_THAT(library.titles("camera:x100v"), ElementsAre("Straße im Regen"));
  EXPECT_THAT(library.titles("file:img_0001"), ElementsAre("Mono-tó at dawn"));
}

TEST_F(Words, CanBeExcludedAndChosenFrom) {
  EXPECT_THAT(library.titles("-dawn"), ElementsAre("Straße im Regen", "Cities of the south"));
  EXPECT_THAT(library.titles("dawn or regen"), ElementsAre("Straße im Regen", "Mono-tó at dawn"));
  EXPECT_THAT(library.titles("(dawn OR cities) -portugal"), ElementsAre("Mono-tó at dawn"));
}

TEST_F(Words, WithoutLettersAreLeftAside) {
  EXPECT_THAT(library.titles("& dawn ---"), ElementsAre("Mono-tó at dawn"));
  EXPECT_EQ(library.titles("&").size(), 3U);
}

TEST_F(Words, OfTheIndexItselfCannotBeForged) {
  const std::string everyAsset =
      "\xEE\x80\x81"
      "every"
      "\xEE\x80\x81"
      "asset0";
  EXPECT_THAT(library.titles(everyAsset), IsEmpty());
  library.add(
      Made().title("\xEE\x80\x81"
                   "kind"
                   "\xEE\x80\x81"
                   "video0"));
  EXPECT_THAT(library.titles("kind:video"), IsEmpty());
}

TEST_F(Words, ThatLookLikeCommandsAreOnlyWords) {
  for (const auto* query : {"'; drop table asset; --", "title:\"') or 1=1 --\"", "NEAR(a b)",
                            "\"a\" AND NOT", "{title} : x", "term:x' or", "^dawn + x", "a\" OR \"b",
                            "*", "title:*", "\"*\"", "rowid:1", "x\\", "%00"}) {
    try {
      library.find(query);
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Code::QuerySyntax) << query;
    }
  }
  EXPECT_EQ(library.titles("").size(), 3U);
}

TEST_F(Words, InOtherScriptsAreFound) {
  library.add(Made().title("Закат над морем"));
  library.add(Made().title("ギリシャの夕日"));
  library.add(Made().title("🦉 owl"));
  EXPECT_THAT(library.titles("ЗАКАТ"), ElementsAre("Закат над морем"));
  EXPECT_THAT(library.titles("ギリシャ*"), ElementsAre("ギリシャの夕日"));
  EXPECT_THAT(library.titles("owl"), ElementsAre("🦉 owl"));
}

TEST_F(Words, OfOldDescriptionsAreForgotten) {
  const auto id = library.add(Made().title("before"));
  library.put(id, Made().title("after").description, 2);
  EXPECT_THAT(library.titles("before"), IsEmpty());
  EXPECT_THAT(library.titles("after"), ElementsAre("after"));
  EXPECT_THAT(library.catalog->check(), IsEmpty());
}

}  // namespace atelier::catalog::test
