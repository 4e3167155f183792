#include "base/error.h"
#include "tests/formats/ocfl/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Defects that no published fixture has, each made by hand on a good object.
namespace atelier::ocfl::test {

namespace {

using ::testing::Contains;
using ::testing::Not;

class DamagedObject : public ::testing::Test {
 protected:
  std::set<std::string> errors() {
    findings = validateObject(files, folder);
    return codesOf(findings, true);
  }
  std::set<std::string> warnings() {
    findings = validateObject(files, folder);
    return codesOf(findings, false);
  }

  /// Changes both copies of the inventory alike, and their sidecars.
  void changeInventory(std::string_view what, std::string_view with) {
    for (const auto& path : {folder / inventoryFile, folder / "v1" / inventoryFile}) {
      auto text = readAll(path);
      const auto place = text.find(what);
      ASSERT_NE(place, std::string::npos);
      writeText(path, text.replace(place, what.size(), with));
    }
    refreshSidecars(folder);
  }

  RealFiles files;
  Workspace workspace;
  Inventory inventory = oneFile("urn:a", "a.jpg", "bytes");
  fs::path folder = writeSample(files, workspace / "object", inventory, "bytes");
  Findings findings;
};

}  // namespace

TEST_F(DamagedObject, WithPaddedAndUnpaddedVersionsIsE012) {
  auto next = inventory;
  next.head = 2;
  next.versions[2] = next.versions[1];
  fs::create_directories(folder / "v002");
  writeInventory(files, next, {folder / "v002"});
  replaceInventory(files, folder, next);
  EXPECT_THAT(errors(), Contains("E012")) << told(findings);
  EXPECT_THAT(errors(), Contains("E014")) << told(findings);
}

TEST_F(DamagedObject, WithASidecarOfAnotherAlgorithmIsE059) {
  fs::rename(folder / "inventory.json.sha256", folder / "inventory.json.sha512");
  EXPECT_THAT(errors(), Contains("E059")) << told(findings);
  EXPECT_THAT(errors(), Contains("E058")) << told(findings);
}

TEST_F(DamagedObject, WithAnUnknownKeyIsE102) {
  changeInventory("\"head\"", "\"mood\": \"good\", \"head\"");
  EXPECT_EQ(errors(), std::set<std::string>{"E102"}) << told(findings);
}

TEST_F(DamagedObject, WhoseIdChangedIsE110) {
  auto next = inventory;
  next.id = "urn:b";
  next.head = 2;
  next.versions[2] = next.versions[1];
  fs::create_directories(folder / "v2");
  writeInventory(files, next, {folder / "v2"});
  replaceInventory(files, folder, next);
  EXPECT_THAT(errors(), Contains("E110")) << told(findings);
}

TEST_F(DamagedObject, WithASymbolicLinkIsE090) {
  fs::rename(folder / "v1/content/a.jpg", workspace / "a.jpg");
  fs::create_symlink(workspace / "a.jpg", folder / "v1/content/a.jpg");
  EXPECT_THAT(errors(), Contains("E090")) << told(findings);
}

TEST_F(DamagedObject, WithAHardLinkIsE090) {
  fs::remove(folder / "v1/inventory.json");
  fs::create_hard_link(folder / "inventory.json", folder / "v1/inventory.json");
  EXPECT_EQ(errors(), std::set<std::string>{"E090"}) << told(findings);
}

TEST_F(DamagedObject, ThatIsALoopOfLinksIsReadToItsEnd) {
  fs::create_directory_symlink(folder, folder / "v1/content/again");
  EXPECT_THAT(errors(), Contains("E090")) << told(findings);
}

TEST_F(DamagedObject, WithTwoDeclarationsIsE003) {
  writeText(folder / "0=ocfl_object_1.0", "ocfl_object_1.0\n");
  EXPECT_THAT(errors(), Contains("E003")) << told(findings);
}

TEST_F(DamagedObject, WithADeclarationOfAnotherTagIsE005) {
  writeText(folder / "1=ocfl_object_1.1", "ocfl_object_1.1\n");
  EXPECT_THAT(errors(), Contains("E005")) << told(findings);
}

TEST_F(DamagedObject, OfAVersionThatDoesNotExistIsE006) {
  fs::rename(folder / "0=ocfl_object_1.1", folder / "0=ocfl_object_9.9");
  EXPECT_THAT(errors(), Contains("E006")) << told(findings);
}

TEST_F(DamagedObject, WhoseTypeIsNotTheDeclaredOneIsE038) {
  changeInventory("ocfl.io/1.1/", "ocfl.io/1.0/");
  EXPECT_THAT(errors(), Contains("E038")) << told(findings);
}

TEST_F(DamagedObject, WithAnEmptyFolderInItsContentIsE024) {
  fs::create_directories(folder / "v1/content/empty");
  EXPECT_EQ(errors(), std::set<std::string>{"E024"}) << told(findings);
}

TEST_F(DamagedObject, WithAnEmptyContentFolderIsWarnedByW003) {
  auto next = inventory;
  next.head = 2;
  next.versions[2] = next.versions[1];
  fs::create_directories(folder / "v2/content");
  writeInventory(files, next, {folder / "v2"});
  replaceInventory(files, folder, next);
  EXPECT_THAT(warnings(), Contains("W003")) << told(findings);
}

TEST_F(DamagedObject, WithoutItsContentFolderIsE016) {
  fs::remove_all(folder / "v1/content");
  EXPECT_THAT(errors(), Contains("E016")) << told(findings);
  EXPECT_THAT(errors(), Contains("E092")) << told(findings);
}

TEST_F(DamagedObject, WithAContentFolderNamedDotDotIsE018AndNothingOutsideIsRead) {
  changeInventory("\"head\"", "\"contentDirectory\": \"..\", \"head\"");
  EXPECT_THAT(errors(), Contains("E018")) << told(findings);
}

TEST_F(DamagedObject, WithAFixityThatIsNoObjectIsE111) {
  changeInventory("\"versions\"", "\"fixity\": [], \"versions\"");
  EXPECT_EQ(errors(), std::set<std::string>{"E111"}) << told(findings);
}

TEST_F(DamagedObject, WithAVersionFolderNumberedZeroIsE104) {
  fs::create_directories(folder / "v0");
  EXPECT_THAT(errors(), Contains("E104")) << told(findings);
}

TEST_F(DamagedObject, ThatIsNotThereIsE003AndE063) {
  fs::remove_all(folder);
  EXPECT_THAT(errors(), ::testing::IsSupersetOf({"E003", "E063"})) << told(findings);
}

TEST_F(DamagedObject, IsNotReadWhenOnlyItsStructureIsAskedFor) {
  writeText(folder / "v1/content/a.jpg", "other");
  findings = validateObject(files, folder, {.digests = false});
  EXPECT_FALSE(hasErrors(findings)) << told(findings);
  EXPECT_THAT(errors(), Contains("E092"));
}

TEST_F(DamagedObject, TellsTheListenerWhatEveryFileHasAndShouldHave) {
  writeText(folder / "v1/content/a.jpg", "other");
  std::vector<ContentCheck> checks;
  std::uint64_t bytes = 0;
  ValidateOptions options;
  options.onContent = [&](const ContentCheck& check) { checks.push_back(check); };
  options.onBytes = [&](std::uint64_t read) { bytes += read; };
  validateObject(files, folder, options);
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].path, "v1/content/a.jpg");
  EXPECT_EQ(checks[0].expected, digestOf("sha256", "bytes"));
  EXPECT_EQ(checks[0].actual, digestOf("sha256", "other"));
  EXPECT_FALSE(checks[0].matches);
  EXPECT_EQ(bytes, 5u);
}

TEST_F(DamagedObject, StopsWhenTheListenerHasHadEnough) {
  ValidateOptions options;
  options.onBytes = [](std::uint64_t) { throw Error{Code::Cancelled, "enough"}; };
  EXPECT_THROW(validateObject(files, folder, options), Error);
}

TEST_F(DamagedObject, UsesTheHasherItIsGiven) {
  ValidateOptions options;
  options.hash = [&](const fs::path& file, const std::vector<std::string>& algorithms) -> Digests {
    EXPECT_EQ(file, folder / "v1/content/a.jpg");
    return {{algorithms.at(0), std::string(64, '0')}};
  };
  findings = validateObject(files, folder, options);
  EXPECT_THAT(codesOf(findings, true), Contains("E092"));
}

TEST_F(DamagedObject, WhoseFileCannotBeReadIsE092) {
  ValidateOptions options;
  options.hash = [](const fs::path&, const std::vector<std::string>&) -> Digests {
    throw Error{Code::Io, "The disk reported a fault."};
  };
  findings = validateObject(files, folder, options);
  EXPECT_THAT(codesOf(findings, true), Contains("E092"));
}

}  // namespace atelier::ocfl::test
