#include "formats/ocfl/object.h"

#include "base/error.h"
#include "formats/ocfl/storage_root.h"
#include "tests/formats/ocfl/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::ocfl::test {

namespace {

class ObjectOnDisk : public ::testing::Test {
 protected:
  /// Adds a second version that renames the file, all but the root's inventory.
  Inventory moveInSecondVersion() {
    auto inventory = first;
    inventory.head = 2;
    inventory.versions[2] = inventory.versions[1];
    inventory.versions[2].message = "Rename";
    inventory.versions[2].state.begin()->second = {"b.jpg"};
    fs::create_directories(folder / "v2");
    writeInventory(files, inventory, {folder / "v2"});
    return inventory;
  }

  RealFiles files;
  Workspace workspace;
  Inventory first = oneFile("urn:a", "a.jpg", "bytes");
  fs::path folder = writeSample(files, workspace / "object", first, "bytes");
};

Code codeOf(auto&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code;
  }
  return Code::Internal;
}

}  // namespace

TEST_F(ObjectOnDisk, IsValidAsWritten) {
  const auto findings = validateObject(files, folder, {.ownSidecars = true});
  EXPECT_EQ(codesOf(findings, true), std::set<std::string>{}) << told(findings);
  EXPECT_EQ(codesOf(findings, false), std::set<std::string>{"W004"}) << told(findings);
}

TEST_F(ObjectOnDisk, GivesItsFilesBack) {
  const auto object = readObject(files, folder);
  EXPECT_EQ(object.inventory, first);
  ASSERT_TRUE(object.contentFile("a.jpg"));
  EXPECT_EQ(readAll(*object.contentFile("a.jpg")), "bytes");
}

TEST_F(ObjectOnDisk, KeepsOldVersionsReadable) {
  const auto second = moveInSecondVersion();
  replaceInventory(files, folder, second);
  const auto object = readObject(files, folder);
  EXPECT_TRUE(object.contentFile(1, "a.jpg"));
  EXPECT_FALSE(object.contentFile("a.jpg"));
  EXPECT_EQ(readAll(*object.contentFile("b.jpg")), "bytes");
  const auto findings = validateObject(files, folder);
  EXPECT_FALSE(hasErrors(findings)) << told(findings);
}

TEST_F(ObjectOnDisk, SpeaksThroughItsNewestVersionWhenTheRootsSidecarIsStale) {
  const auto second = moveInSecondVersion();
  files.replaceText(folder / inventoryFile, toJson(second));  // and the power fails
  const auto object = readObject(files, folder);
  EXPECT_EQ(object.inventory, second);
  ASSERT_EQ(object.findings.size(), 1u);
  EXPECT_EQ(object.findings[0].code, "E060");
}

TEST_F(ObjectOnDisk, SpeaksThroughItsNewestVersionWhenTheRootsInventoryIsTornOrGone) {
  for (std::string_view left : {"", "{\"id\": \"urn"}) {
    writeText(folder / inventoryFile, left);
    EXPECT_EQ(readObject(files, folder).inventory, first);
  }
  fs::remove(folder / inventoryFile);
  EXPECT_EQ(readObject(files, folder).inventory, first);
}

TEST_F(ObjectOnDisk, IsDamagedWhenNoInventoryFits) {
  writeText(folder / inventoryFile, "");
  writeText(folder / "v1" / inventoryFile, "");
  EXPECT_EQ(codeOf([&] { readObject(files, folder); }), Code::ObjectDamaged);
}

TEST_F(ObjectOnDisk, IsNotFoundWhereNoneIs) {
  EXPECT_EQ(codeOf([&] { readObject(files, workspace / "elsewhere"); }), Code::NotFound);
}

TEST(StorageRoot, IsValidAsCreatedAndOpensAgain) {
  RealFiles files;
  Workspace workspace;
  const auto made = StorageRoot::create(files, workspace / "vault");
  const auto findings = validateRoot(files, workspace / "vault");
  EXPECT_TRUE(findings.empty()) << told(findings);
  const auto opened = StorageRoot::open(files, workspace / "vault");
  EXPECT_EQ(opened.layout(), made.layout());
  EXPECT_EQ(opened.objectFolder("urn:a"), made.objectFolder("urn:a"));
}

TEST(StorageRoot, ExplainsItselfToAStranger) {
  RealFiles files;
  Workspace workspace;
  StorageRoot::create(files, workspace / "vault");
  EXPECT_THAT(readAll(workspace / "vault/README.md"), ::testing::HasSubstr("inventory.json"));
}

TEST(StorageRoot, DoesNotTakeAFolderWithSomethingInIt) {
  RealFiles files;
  Workspace workspace;
  writeText(workspace / "vault/letter.txt", "Dear");
  EXPECT_EQ(codeOf([&] { StorageRoot::create(files, workspace / "vault"); }), Code::AlreadyExists);
  EXPECT_EQ(codeOf([&] { StorageRoot::open(files, workspace / "vault"); }), Code::NotAStorageRoot);
  EXPECT_EQ(codeOf([&] { StorageRoot::open(files, workspace / "gone"); }), Code::NotAStorageRoot);
}

TEST(StorageRoot, RefusesADamagedDeclaration) {
  RealFiles files;
  Workspace workspace;
  StorageRoot::create(files, workspace / "vault");
  writeText(workspace / "vault" / rootDeclaration, "ocfl_1.2\n");
  EXPECT_EQ(codeOf([&] { StorageRoot::open(files, workspace / "vault"); }), Code::NotAStorageRoot);
}

TEST(StorageRoot, VisitsEveryObjectInOrderUntilToldToStop) {
  RealFiles files;
  Workspace workspace;
  const auto root = StorageRoot::create(files, workspace / "vault");
  std::set<fs::path> written;
  for (int i = 0; i < 40; ++i) {
    const auto inventory = oneFile("urn:" + std::to_string(i), "a", "bytes");
    written.insert(writeSample(files, root.objectFolder(inventory.id), inventory, "bytes"));
  }
  std::vector<fs::path> visited;
  root.forEachObject([&](const fs::path& folder) {
    visited.push_back(folder);
    return true;
  });
  EXPECT_EQ(visited, (std::vector<fs::path>{written.begin(), written.end()}));
  std::size_t calls = 0;
  root.forEachObject([&](const fs::path&) { return ++calls < 3; });
  EXPECT_EQ(calls, 3u);
}

}  // namespace atelier::ocfl::test
