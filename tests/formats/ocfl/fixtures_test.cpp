#include "base/text.h"
#include "tests/formats/ocfl/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The community's fixtures: the name of each folder begins with the codes it was made for.
namespace atelier::ocfl::test {

namespace {

using ::testing::IsSupersetOf;

struct Fixture {
  fs::path folder;
  std::set<std::string> codes;
};

fs::path corpus() { return fs::path{ATELIER_SOURCE_DIR} / "../shared/corpus/ocfl"; }

std::vector<Fixture> fixtures(std::string_view kind) {
  std::vector<Fixture> found;
  for (std::string_view version : {"1.0", "1.1"}) {
    const auto parent = corpus() / version / kind;
    if (!fs::exists(parent)) continue;
    for (const auto& entry : fs::directory_iterator{parent}) {
      Fixture fixture{entry.path(), {}};
      const auto name = entry.path().filename().string();
      for (auto part : split(name, '_')) {
        if (part.size() != 4 || (part[0] != 'E' && part[0] != 'W')) break;
        fixture.codes.emplace(part);
      }
      found.push_back(std::move(fixture));
    }
  }
  return found;
}

class Fixtures : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(corpus())) GTEST_SKIP() << "no corpus at " << corpus();
  }
  RealFiles files;
};

}  // namespace

TEST_F(Fixtures, GoodObjectsPassWithoutAWord) {
  const auto all = fixtures("good-objects");
  EXPECT_EQ(all.size(), 22u);
  for (const auto& fixture : all) {
    const auto findings = validateObject(files, fixture.folder);
    EXPECT_TRUE(findings.empty()) << fixture.folder << told(findings);
  }
}

TEST_F(Fixtures, ObjectsThatIgnoreAdviceEarnExactlyTheNamedWarnings) {
  const auto all = fixtures("warn-objects");
  EXPECT_EQ(all.size(), 27u);
  for (const auto& fixture : all) {
    const auto findings = validateObject(files, fixture.folder);
    EXPECT_FALSE(hasErrors(findings)) << fixture.folder << told(findings);
    EXPECT_EQ(codesOf(findings, false), fixture.codes) << fixture.folder << told(findings);
  }
}

TEST_F(Fixtures, BadObjectsEarnEveryCodeOfTheirName) {
  const auto all = fixtures("bad-objects");
  EXPECT_EQ(all.size(), 107u);
  for (const auto& fixture : all) {
    const auto findings = validateObject(files, fixture.folder);
    EXPECT_THAT(codesOf(findings, true), IsSupersetOf(fixture.codes))
        << fixture.folder << told(findings);
  }
}

TEST_F(Fixtures, GoodInventoriesSurviveAReadAndAWriteUnchanged) {
  for (const auto& fixture : fixtures("good-objects")) {
    const auto inventory = parseInventory(readAll(fixture.folder / inventoryFile));
    EXPECT_EQ(parseInventory(toJson(inventory)), inventory) << fixture.folder;
  }
}

TEST_F(Fixtures, EveryLogicalFileOfAGoodObjectIsFound) {
  for (const auto& fixture : fixtures("good-objects")) {
    const auto object = readObject(files, fixture.folder);
    EXPECT_TRUE(object.findings.empty()) << fixture.folder;
    for (const auto& [number, version] : object.inventory.versions) {
      for (const auto& [digest, paths] : version.state) {
        for (const auto& path : paths) {
          const auto file = object.contentFile(number, path);
          ASSERT_TRUE(file) << fixture.folder << ' ' << path;
          EXPECT_TRUE(fs::is_regular_file(*file)) << *file;
        }
      }
    }
  }
}

}  // namespace atelier::ocfl::test
