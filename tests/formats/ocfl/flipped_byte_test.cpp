#include "base/random.h"
#include "tests/formats/ocfl/workspace.h"

#include <gtest/gtest.h>

// What `atelier verify` promises: no byte of an object changes without being named.
namespace atelier::ocfl::test {

namespace {

/// Two versions with three files, as the vault writes them.
fs::path writeTwoVersions(Files& files, const fs::path& folder) {
  auto first = oneFile("urn:uuid:01957c5e-0000-7000-8000-000000000000", "a.jpg", "picture");
  writeSample(files, folder, first, "picture");
  auto second = first;
  second.head = 2;
  second.versions[2] = second.versions[1];
  second.versions[2].message = "Describe";
  for (std::string_view name : {"description.json", "preview"}) {
    const auto digest = digestOf("sha256", name);
    const auto path = "v2/content/" + std::string{name};
    writeText(folder / path, name);
    second.manifest[digest] = {path};
    second.versions[2].state[digest] = {std::string{name}};
  }
  writeInventory(files, second, {folder / "v2"});
  replaceInventory(files, folder, second);
  return folder;
}

std::vector<fs::path> filesBelow(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator{folder})
    if (entry.is_regular_file()) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

}  // namespace

TEST(AnyFlippedByte, IsFound) {
  RealFiles files;
  Workspace workspace;
  const auto folder = writeTwoVersions(files, workspace / "object");
  const ValidateOptions options{.warnings = false, .ownSidecars = true};
  ASSERT_TRUE(validateObject(files, folder, options).empty());
  SeededRandom random{7};
  std::size_t flips = 0;
  for (const auto& path : filesBelow(folder)) {
    const auto original = readAll(path);
    for (std::size_t i = 0; i < original.size(); ++i) {
      auto changed = original;
      changed[i] = static_cast<char>(changed[i] ^ static_cast<char>(1 + random.below(255)));
      writeText(path, changed);
      const auto findings = validateObject(files, folder, options);
      ASSERT_TRUE(hasErrors(findings)) << path << " byte " << i;
      ++flips;
    }
    writeText(path, original);
  }
  EXPECT_GT(flips, 3000u);
  EXPECT_TRUE(validateObject(files, folder, options).empty());
}

TEST(AnyFlippedCaseBit, IsFoundThoughHexadecimalReadsTheSame) {
  RealFiles files;
  Workspace workspace;
  const auto folder = writeTwoVersions(files, workspace / "object");
  const auto path = folder / "inventory.json.sha256";
  const auto original = readAll(path);
  for (std::size_t i = 0; i < original.size(); ++i) {
    auto changed = original;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    writeText(path, changed);
    EXPECT_TRUE(hasErrors(validateObject(files, folder, {.ownSidecars = true}))) << i;
  }
}

TEST(AnyFileCutShort, IsFound) {
  RealFiles files;
  Workspace workspace;
  const auto folder = writeTwoVersions(files, workspace / "object");
  for (const auto& path : filesBelow(folder)) {
    const auto original = readAll(path);
    for (std::size_t length = 0; length < original.size(); length += 1 + original.size() / 20) {
      writeText(path, std::string_view{original}.substr(0, length));
      EXPECT_TRUE(hasErrors(validateObject(files, folder, {.ownSidecars = true})))
          << path << " cut to " << length;
    }
    writeText(path, original);
  }
}

TEST(AnyMissingFile, IsFound) {
  RealFiles files;
  Workspace workspace;
  const auto folder = writeTwoVersions(files, workspace / "object");
  for (const auto& path : filesBelow(folder)) {
    fs::rename(path, workspace / "aside");
    const auto findings = validateObject(files, folder);
    // A version's inventory may be missing (W010); all else may not.
    EXPECT_GT(findings.size(), 1u) << path;
    fs::rename(workspace / "aside", path);
  }
}

}  // namespace atelier::ocfl::test
