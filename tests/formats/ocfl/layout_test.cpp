#include "formats/ocfl/layout.h"

#include "base/error.h"

#include <gtest/gtest.h>

namespace atelier::ocfl {

// The digests and paths are those that extension 0004 gives as its examples.
TEST(Layout, PutsObjectsWhereTheExtensionsExamplesSay) {
  Layout layout{.tupleSize = 3, .numberOfTuples = 3};
  EXPECT_EQ(layout.objectPath("object-01"),
            "3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4");
  EXPECT_EQ(layout.objectPath("..hor/rib:le-$id"),
            "487/326/d8c/487326d8c2a3c0b885e23da1469b4d6671fd4e76978924b4443e9e3c316cda6d");
}

TEST(Layout, ShortensTheObjectsFolderWhenToldTo) {
  Layout layout{
      .digestAlgorithm = "md5", .tupleSize = 2, .numberOfTuples = 15, .shortObjectRoot = true};
  EXPECT_EQ(layout.objectPath("object-01"), "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/4e");
  EXPECT_EQ(layout.objectPath("..hor/rib:le-$id"),
            "08/31/97/66/fb/6c/29/35/dd/17/5b/94/26/77/17/e0");
}

TEST(Layout, NeedsNoTuples) {
  Layout layout{.tupleSize = 0, .numberOfTuples = 0};
  EXPECT_EQ(layout.objectPath("object-01"),
            "3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4");
}

TEST(Layout, SpreadsOurObjectsOverOneLevelOfThreeCharacters) {
  EXPECT_EQ(Layout{}.objectPath("object-01"),
            "3c0/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4");
}

TEST(Layout, IsReadBackAsItWasWritten) {
  for (const auto& layout : {Layout{}, Layout{.extension = std::string{flatDirect}},
                             Layout{.digestAlgorithm = "sha512",
                                    .tupleSize = 4,
                                    .numberOfTuples = 1,
                                    .shortObjectRoot = true}}) {
    EXPECT_EQ(parseLayout(layout.layoutJson(), layout.configJson()), layout);
  }
}

TEST(Layout, TakesTheExtensionsDefaultsWithoutAConfiguration) {
  const auto layout = parseLayout(R"({"extension":"0004-hashed-n-tuple-storage-layout"})", "");
  EXPECT_EQ(layout.tupleSize, 3u);
  EXPECT_EQ(layout.numberOfTuples, 3u);
}

TEST(Layout, RefusesParametersThatDoNotFitEachOther) {
  constexpr std::string_view name = R"({"extension":"0004-hashed-n-tuple-storage-layout"})";
  for (std::string_view config :
       {R"({"tupleSize":0,"numberOfTuples":2})", R"({"tupleSize":33})", R"({"tupleSize":-1})",
        R"({"tupleSize":"2"})", R"({"tupleSize":32,"numberOfTuples":3})",
        R"({"digestAlgorithm":"crc32"})", R"({"shortObjectRoot":1})",
        R"({"digestAlgorithm":"md5","tupleSize":16,"numberOfTuples":2,"shortObjectRoot":true})",
        R"({"extensionName":"0002-flat-direct-storage-layout"})", "[]", "{"}) {
    EXPECT_THROW(parseLayout(name, config), Error) << config;
  }
}

TEST(Layout, RefusesAnExtensionNameThatLeavesItsFolder) {
  EXPECT_THROW(layoutExtension(R"({"extension":"../../etc"})"), Error);
  EXPECT_THROW(layoutExtension(R"({"extension":""})"), Error);
}

TEST(FlatLayout, UsesTheIdAsTheNameAndRefusesIdsThatAreNone) {
  Layout layout{.extension = std::string{flatDirect}};
  EXPECT_EQ(layout.objectPath("object-01"), "object-01");
  for (std::string_view id : {"", ".", "..", "a/b", "extensions"})
    EXPECT_THROW(layout.objectPath(id), Error) << id;
}

}  // namespace atelier::ocfl
