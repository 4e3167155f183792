#include "formats/ocfl/storage_root.h"
#include "tests/formats/ocfl/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Defects of a storage root, each made by hand on a good one with one object.
namespace atelier::ocfl::test {

namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;

class DamagedRoot : public ::testing::Test {
 protected:
  DamagedRoot() {
    const auto made = StorageRoot::create(files, root);
    object =
        writeSample(files, made.objectFolder("urn:a"), oneFile("urn:a", "a.jpg", "bytes"), "bytes");
  }
  std::set<std::string> errors() {
    findings = validateRoot(files, root);
    return codesOf(findings, true);
  }
  std::set<std::string> warnings() {
    findings = validateRoot(files, root);
    return codesOf(findings, false);
  }

  RealFiles files;
  Workspace workspace;
  fs::path root = workspace / "vault";
  fs::path object;
  Findings findings;
};

}  // namespace

TEST_F(DamagedRoot, IsGoodBeforeTheDamage) { EXPECT_TRUE(errors().empty()) << told(findings); }

TEST_F(DamagedRoot, WithoutADeclarationIsE069) {
  fs::remove(root / rootDeclaration);
  EXPECT_EQ(errors(), std::set<std::string>{"E069"}) << told(findings);
}

TEST_F(DamagedRoot, WithTwoDeclarationsIsE076) {
  writeText(root / "0=ocfl_1.0", "ocfl_1.0\n");
  EXPECT_THAT(errors(), Contains("E076")) << told(findings);
}

TEST_F(DamagedRoot, WithADeclarationOfAnotherTagIsE078) {
  fs::rename(root / rootDeclaration, root / "1=ocfl_1.1");
  EXPECT_THAT(errors(), IsSupersetOf({"E069", "E078"})) << told(findings);
}

TEST_F(DamagedRoot, OfAVersionThatDoesNotExistIsE079) {
  fs::rename(root / rootDeclaration, root / "0=ocfl_7.0");
  EXPECT_THAT(errors(), Contains("E079")) << told(findings);
}

TEST_F(DamagedRoot, WhoseDeclarationSaysSomethingElseIsE080) {
  writeText(root / rootDeclaration, "ocfl_1.1");
  EXPECT_EQ(errors(), std::set<std::string>{"E080"}) << told(findings);
}

TEST_F(DamagedRoot, WhoseLayoutLacksItsDescriptionIsE070) {
  writeText(root / "ocfl_layout.json", R"({"extension":"0004-hashed-n-tuple-storage-layout"})");
  EXPECT_EQ(errors(), std::set<std::string>{"E070"}) << told(findings);
}

TEST_F(DamagedRoot, WhoseLayoutIsNoJsonIsE070) {
  writeText(root / "ocfl_layout.json", "{");
  EXPECT_EQ(errors(), std::set<std::string>{"E070"}) << told(findings);
}

TEST_F(DamagedRoot, WhoseLayoutIsNotRegisteredIsE071) {
  writeText(root / "ocfl_layout.json", R"({"extension":"own-layout","description":"Ours"})");
  EXPECT_EQ(errors(), std::set<std::string>{"E071"}) << told(findings);
}

TEST_F(DamagedRoot, WithAFileBetweenRootAndObjectsIsE072AndE084) {
  writeText(object.parent_path() / "notes.txt", "Remember");
  EXPECT_EQ(errors(), (std::set<std::string>{"E072", "E084"})) << told(findings);
}

TEST_F(DamagedRoot, WithAnEmptyFolderIsE073) {
  fs::create_directories(object.parent_path() / "00");
  EXPECT_EQ(errors(), std::set<std::string>{"E073"}) << told(findings);
}

TEST_F(DamagedRoot, WithABranchThatEndsInFilesIsE085) {
  writeText(root / "ff/ff/notes.txt", "Remember");
  EXPECT_THAT(errors(), IsSupersetOf({"E072", "E085", "E088"})) << told(findings);
}

TEST_F(DamagedRoot, WithAnObjectNewerThanItselfIsE081) {
  fs::remove(root / rootDeclaration);
  writeText(root / "0=ocfl_1.0", "ocfl_1.0\n");
  EXPECT_EQ(errors(), std::set<std::string>{"E081"}) << told(findings);
}

TEST_F(DamagedRoot, WithAnObjectAtTheWrongPlaceIsE083) {
  fs::create_directories(root / "00/00");
  fs::rename(object, root / "00/00/object");
  EXPECT_THAT(errors(), Contains("E083")) << told(findings);
}

TEST_F(DamagedRoot, WithASymbolicLinkIsE090) {
  fs::create_directory_symlink(object, root / "shortcut");
  EXPECT_EQ(errors(), std::set<std::string>{"E090"}) << told(findings);
}

TEST_F(DamagedRoot, WithAFileAmongItsExtensionsIsE112) {
  writeText(root / "extensions/notes.txt", "Remember");
  EXPECT_EQ(errors(), std::set<std::string>{"E112"}) << told(findings);
}

TEST_F(DamagedRoot, WithAnExtensionNobodyRegisteredIsWarnedByW016) {
  writeText(root / "extensions/own/config.json", "{}");
  EXPECT_THAT(warnings(), Contains("W016")) << told(findings);
}

TEST_F(DamagedRoot, WithObjectsAtTheTopAndBelowIsWarnedByW015) {
  const auto inventory = oneFile("urn:b", "b.jpg", "bytes");
  writeSample(files, root / "top", inventory, "bytes");
  EXPECT_THAT(warnings(), Contains("W015")) << told(findings);
}

TEST_F(DamagedRoot, NamesTheFileInTheObjectThatIsDamaged) {
  writeText(object / "v1/content/a.jpg", "bytez");
  EXPECT_EQ(errors(), std::set<std::string>{"E092"});
  EXPECT_EQ(findings.back().where, fs::relative(object, root).string() + "/v1/content/a.jpg");
}

TEST_F(DamagedRoot, MayHoldFilesOfItsOwn) {
  writeText(root / "ocfl_1.1.md", "The specification");
  EXPECT_TRUE(errors().empty()) << told(findings);
}

TEST_F(DamagedRoot, ThatIsNotThereIsNoRoot) {
  fs::remove_all(root);
  EXPECT_THAT(errors(), Contains("E069")) << told(findings);
}

}  // namespace atelier::ocfl::test
