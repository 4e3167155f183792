#include "base/error.h"
#include "catalog/catalog.h"
#include "studio/describer.h"
#include "studio/intake.h"
#include "studio/previews.h"
#include "studio/verify.h"
#include "studio/versions.h"
#include "tests/studio/operation_fixture.h"
#include "vault/vault.h"

#include <thread>

#include <fmt/format.h>

namespace atelier::studio {

namespace {

std::string picture(int width, std::string_view colour) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"60\">"
      "<title>{}</title><rect width=\"100%\" height=\"100%\" fill=\"{}\"/></svg>",
      width, colour, colour);
}

/// New bytes for an asset that is there.
class Revising : public OperationTest {
 protected:
  Revision revise(AssetId id, std::string_view bytes, const std::string& name = "") {
    auto writer = studio().vault().spool();
    writer.write(std::as_bytes(std::span(bytes)));
    Intent intent;
    intent.fileName = name;
    intent.caller = caller_;
    return studio().intake().revise(id, writer.finish(), intent);
  }

  std::string originalOf(AssetId id, std::optional<std::uint32_t> version = {}) {
    const auto file = openOriginal(studio(), versionOf(studio(), id, version));
    std::string bytes(file->size(), '\0');
    file->read(0, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }

  std::string previewOf(AssetId id, std::optional<std::uint32_t> version = {}) {
    const auto preview =
        studio().previews().open(id, Previews::small, PreviewFormat::WebP, version);
    std::string bytes(preview.size, '\0');
    preview.file->read(0, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }

  void describe(AssetId id, const std::string& field, const std::string& value) {
    studio().describer().change(
        {&id, 1},
        [&](metadata::Description& description) {
          description.fields.push_back({field, value, metadata::Origin::Person, "local"});
          return true;
        },
        {"asset.describe", "Described", "asset.changed"}, caller_);
  }

  std::size_t previewFiles() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder() / "cache"))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }
};

TEST_F(Revising, LooksAtTheNewBytesAndKeepsWhatPeopleSaid) {
  const auto id = bringIn("coast.svg", picture(100, "red"));
  describe(id, "title", "Coast at noon");
  const auto before = studio().catalog().detail(id).value();
  const auto revision = revise(id, picture(140, "blue"), "coast-2.svg");
  EXPECT_TRUE(revision.changed);
  EXPECT_EQ(revision.version, before.summary.version + 1);
  const auto after = studio().catalog().detail(id).value();
  EXPECT_EQ(after.summary.version, revision.version);
  EXPECT_EQ(after.summary.title, "Coast at noon");
  EXPECT_EQ(after.summary.width, 140U);
  EXPECT_EQ(after.summary.fileName, "coast-2.svg");
  EXPECT_EQ(after.description.addedAt, before.description.addedAt);
  EXPECT_NE(after.summary.colour, before.summary.colour);
  EXPECT_NE(after.summary.thumbHash, before.summary.thumbHash);
  EXPECT_EQ(studio().vault().logicalPaths(id),
            (std::vector<std::string>{"description.json", "original/coast-2.svg"}));
  EXPECT_EQ(originalOf(id), picture(140, "blue"));
  EXPECT_EQ(originalOf(id, 1), picture(100, "red"));
  EXPECT_EQ(versionOf(studio(), id, 1).description.fileName, "coast.svg");
  EXPECT_TRUE(verify(studio(), {}, caller_).sound());
}

TEST_F(Revising, LetsAnEarlierVersionBeShownAsItWas) {
  const auto id = bringIn("coast.svg", picture(100, "red"));
  const auto shore = call("collection.create", {{"name", "Shore"}}).at("id");
  call("collection.change", {{"id", shore}, {"add", boost::json::array{id.text()}}});
  describe(id, "title", "Coast at noon");
  auto before = call("asset.show", {{"id", id.text()}});
  revise(id, picture(140, "blue"), "coast-2.svg");
  describe(id, "city", "Brest");
  call("collection.change", {{"id", shore}, {"remove", boost::json::array{id.text()}}});
  auto then = call("asset.show", {{"id", id.text()}, {"version", before.at("version")}});
  EXPECT_EQ(then.at("versions").as_array().size(), 6U) << "the way from one to another stays";
  for (auto* each : {&before, &then}) each->as_object().erase("versions");
  EXPECT_EQ(then, before);
  EXPECT_EQ(codeOf("asset.show", {{"id", id.text()}, {"version", 7}}), Code::NotFound);
}

TEST_F(Revising, IsRememberedWhenTheIndexIsMadeAnew) {
  const auto id = bringIn("note.md", "# Old");
  describe(id, "keyword", "lake");
  revise(id, "# New");
  const auto before = studio().catalog().contentHash();
  rebuild(studio(), caller_);
  EXPECT_EQ(studio().catalog().contentHash(), before);
  EXPECT_EQ(studio().catalog().detail(id)->description.all("keyword").size(), 1U);
}

TEST_F(Revising, ChangesNothingWhenTheBytesAreTheSame) {
  const auto id = bringIn("note.md", "# Old");
  const auto revision = revise(id, "# Old", "other.md");
  EXPECT_FALSE(revision.changed);
  EXPECT_EQ(revision.version, 1U);
  EXPECT_EQ(studio().vault().head(id), 1U);
  EXPECT_EQ(studio().catalog().detail(id)->summary.fileName, "note.md");
}

TEST_F(Revising, GoesBackWithoutStoringTheBytesAgain) {
  const auto id = bringIn("note.md", "# Old");
  revise(id, "# New");
  EXPECT_EQ(revise(id, "# Old").version, 3U);
  EXPECT_EQ(originalOf(id), "# Old");
  const auto versions = studio().vault().versions(id);
  EXPECT_EQ(versions.at(0).digest, versions.at(2).digest);
  EXPECT_NE(versions.at(0).digest, versions.at(1).digest);
  std::size_t stored = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(folder() / "vault" / studio().vault().folder(id)))
    stored += entry.path().filename() == "note.md" ? 1 : 0;
  EXPECT_EQ(stored, 2U);
  EXPECT_TRUE(verify(studio(), {}, caller_).sound());
}

TEST_F(Revising, MakesOneVersionOfBytesThatManyBringAtOnce) {
  const auto id = bringIn("note.md", "# Old");
  std::atomic<int> changes = 0;
  std::vector<std::thread> people;
  for (int i = 0; i < 6; ++i)
    people.emplace_back([&] { changes += revise(id, "# New").changed ? 1 : 0; });
  for (auto& person : people) person.join();
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(studio().vault().head(id), 2U);
}

TEST_F(Revising, LosesNoWordThatSomebodySaysMeanwhile) {
  const auto id = bringIn("note.md", "# Old");
  std::thread other([&] {
    for (int i = 0; i < 20; ++i) describe(id, "keyword", fmt::format("word{}", i));
  });
  for (int i = 0; i < 5; ++i) revise(id, fmt::format("# Text {}", i));
  other.join();
  EXPECT_EQ(studio().catalog().detail(id)->description.all("keyword").size(), 20U);
  EXPECT_EQ(originalOf(id), "# Text 4");
  EXPECT_EQ(studio().vault().head(id), 26U);
}

TEST_F(Revising, ShowsEachVersionAndPaintsNoPictureTwice) {
  const auto id = bringIn("sign.svg", picture(100, "red"));
  const auto red = previewOf(id);
  revise(id, picture(100, "blue"));
  const auto blue = previewOf(id);
  EXPECT_NE(red, blue);
  EXPECT_EQ(previewOf(id, 1), red);
  EXPECT_EQ(previewOf(id, 2), blue);
  const auto files = previewFiles();
  describe(id, "title", "A sign");
  revise(id, picture(100, "red"));
  EXPECT_EQ(previewOf(id), red);
  EXPECT_EQ(previewOf(id, 3), blue) << "described, not painted";
  EXPECT_EQ(previewFiles(), files);
  EXPECT_THROW(previewOf(id, 9), Error);
  fs::remove_all(folder() / "cache" / "previews");
  EXPECT_EQ(previewOf(id, 3), blue) << "made again";
  studio().describer().erase({&id, 1}, caller_);
  EXPECT_EQ(previewFiles(), 0U);
}

}  // namespace

}  // namespace atelier::studio
