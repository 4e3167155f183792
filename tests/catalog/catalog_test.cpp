#include "base/error.h"
#include "library.h"
#include "naive.h"

#include <algorithm>
#include <array>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::catalog::test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::UnorderedElementsAre;

namespace {

/// "value count" of one facet.
std::vector<std::string> facet(const Facets& facets, std::string_view name) {
  std::vector<std::string> lines;
  for (const auto& one : facets.facets) {
    if (one.name != name) continue;
    for (const auto& value : one.values)
      lines.push_back(value.value + " " + std::to_string(value.count));
  }
  return lines;
}

Code codeOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code;
  }
  return Code{0};
}

}  // namespace

TEST(Catalog, GivesBackADescriptionAsItWasPut) {
  Library library;
  SeededRandom random(1);
  for (int i = 0; i < 30; ++i) {
    auto description = randomDescription(random);
    if (i % 5 == 0) description.trashedAt = "2026-11-23T00:00:00Z";
    const auto id = library.newId();
    library.put(id, description, 7);
    const auto detail = library.catalog->detail(id);
    ASSERT_TRUE(detail);
    EXPECT_EQ(detail->description, description);
    EXPECT_EQ(detail->vaultFolder, "abc/" + id.text());
    EXPECT_EQ(detail->summary.version, 7U);
  }
  EXPECT_FALSE(library.catalog->detail(library.newId()));
}

TEST(Catalog, SumsUpWhatAListShows) {
  Library library;
  auto made =
      Made().title("Dawn").size(4000, 3000).field("rating", "4").field("taken_at", "2019-05");
  made.description.technical.durationMs = 1500;
  made.description.unreadable = "cut off";
  const auto id = library.add(made);
  const auto summary = library.catalog->summary(id).value();
  EXPECT_EQ(summary.title, "Dawn");
  EXPECT_EQ(summary.kind, metadata::Kind::Image);
  EXPECT_EQ(summary.width, 4000U);
  EXPECT_EQ(summary.durationMs, 1500);
  EXPECT_EQ(summary.takenAt, "2019-05");
  EXPECT_EQ(summary.addedAt, "2026-11-23T08:15:30.125Z");
  EXPECT_EQ(summary.unreadable, "cut off");
  EXPECT_EQ(summary.rating, 4);
  EXPECT_EQ(library.catalog->summary(library.add(Made().file("x.jpg")))->title, "x.jpg");
}

TEST(Catalog, KnowsBytesByTheirDigest) {
  Library library;
  Made made;
  made.description.digest = Sha256::of("picture");
  const auto id = library.add(made);
  const std::array digests{Sha256::of("other"), Sha256::of("picture")};
  EXPECT_THAT(library.catalog->findDigests(digests), ElementsAre(std::nullopt, Optional(id)));
}

TEST(Catalog, ShowsTrashedAssetsOnlyWhenAsked) {
  Library library;
  const auto kept = library.add(Made().title("dawn"));
  const auto id = library.add(Made().title("dawn"));
  library.put(id, Made().title("dawn").trashed().description, 2);
  for (const auto* query : {"", "dawn", "-dusk", "kind:image"}) {
    EXPECT_THAT(library.ids(query), ElementsAre(kept)) << query;
    EXPECT_THAT(library.ids(query, true), ElementsAre(id)) << query;
  }
  library.put(id, Made().title("dawn").description, 3);
  EXPECT_THAT(library.ids("dawn"), UnorderedElementsAre(kept, id));
  EXPECT_THAT(library.catalog->check(), IsEmpty());
}

TEST(Catalog, ForgetsErasedAssets) {
  Library library;
  const auto id = library.add(Made().title("dawn").hash(5));
  const auto other = library.add(Made().title("dusk").hash(5));
  ASSERT_EQ(library.catalog->similar(other).size(), 1U);
  const std::array ids{id, library.newId()};
  library.catalog->remove(ids);
  EXPECT_THAT(library.titles("dawn"), IsEmpty());
  EXPECT_FALSE(library.catalog->detail(id));
  EXPECT_THAT(library.catalog->similar(other), IsEmpty());
  EXPECT_THAT(library.catalog->check(), IsEmpty());
}

TEST(Catalog, PutsAllOrNothing) {
  Library library;
  EXPECT_ANY_THROW(library.store->write([&](store::Transaction& transaction) {
    const Entry one[] = {library.entry(library.newId(), Made().title("dawn").hash(1).description)};
    library.catalog->put(transaction, one);
    library.catalog->append(transaction, "asset.added", one[0].id, "{}");
    throw std::runtime_error("x");
  }));
  EXPECT_THAT(library.titles(""), IsEmpty());
  EXPECT_EQ(library.catalog->lastEvent(), 0);
}

TEST(Catalog, IsTheSameAfterARebuild) {
  Library library;
  SeededRandom random(2);
  std::vector<Entry> entries;
  for (int i = 0; i < 200; ++i) {
    auto description = randomDescription(random);
    if (i % 7 == 0) description.trashedAt = "2026-11-23T00:00:00Z";
    entries.push_back(library.entry(library.newId(), description));
  }
  for (const auto& entry : entries) library.catalog->put({&entry, 1});
  for (std::size_t i = 0; i < entries.size(); i += 3) {
    entries[i].description = randomDescription(random);
    entries[i].version = 2;
  }
  library.catalog->put(entries);
  library.catalog->remove(std::array{entries.back().id});
  entries.pop_back();
  const auto before = library.catalog->contentHash();
  const auto order = library.titles("");

  library.store->write(
      [&](store::Transaction& transaction) { library.catalog->removeAll(transaction); });
  EXPECT_NE(library.catalog->contentHash(), before);
  std::ranges::reverse(entries);  // a batch may come in any order
  library.catalog->put(entries);
  EXPECT_EQ(library.catalog->contentHash(), before);
  EXPECT_EQ(library.titles(""), order);

  Library other;
  other.catalog->put(entries);
  EXPECT_EQ(other.catalog->contentHash(), before);
  entries.front().description.fields.push_back({"headline", "x", metadata::Origin::Person, "me"});
  other.catalog->put(entries);
  EXPECT_NE(other.catalog->contentHash(), before);
}

TEST(Catalog, SortsByWhatPeopleSee) {
  Library library;
  auto big = Made().title("ápple").field("taken_at", "2001");
  big.description.bytes = 5000;
  library.add(big);
  library.add(Made().title("Banana").field("taken_at", "2003-05-01T10:00:00"));
  library.add(Made().title("avocado").field("taken_at", "2003-05-01T09:00:00+02:00"));
  EXPECT_THAT(library.titles(""), ElementsAre("avocado", "Banana", "ápple"));
  EXPECT_THAT(library.titles("", "title"), ElementsAre("ápple", "avocado", "Banana"));
  EXPECT_THAT(library.titles("", "-taken"), ElementsAre("Banana", "avocado", "ápple"));
  EXPECT_THAT(library.titles("", "-bytes").front(), "ápple");
}

TEST(Catalog, RanksTitlesOverText) {
  Library library;
  auto text = Made().title("notes");
  text.description.text = "a long text about many things, a lighthouse among them";
  library.add(Made().title("Lighthouse"));
  library.add(text);
  EXPECT_THAT(library.titles("lighthouse", "relevance"), ElementsAre("Lighthouse", "notes"));
  EXPECT_THAT(library.titles("lighthouse"), ElementsAre("notes", "Lighthouse"));
}

TEST(Catalog, CountsFacets) {
  Library library;
  const auto id = library.newCollection("Summer");
  library.add(
      Made().title("a").keyword("red").keyword("blue").field("taken_at", "2019").collection(id));
  library.add(Made()
                  .title("b")
                  .keyword("red")
                  .field("rating", "5")
                  .field("country", "Austria")
                  .collection(id));
  library.add(Made().title("c").keyword("red").field("creator", "Zoë").trashed());
  const auto all = library.catalog->facets("");
  EXPECT_TRUE(all.exact);
  EXPECT_EQ(all.total, 2U);
  EXPECT_THAT(facet(all, "kind"), ElementsAre("image 2"));
  EXPECT_THAT(facet(all, "keyword"), ElementsAre("red 2", "blue 1"));
  EXPECT_THAT(facet(all, "year"), ElementsAre("2019 1"));
  EXPECT_THAT(facet(all, "country"), ElementsAre("Austria 1"));
  EXPECT_THAT(facet(all, "rating"), ElementsAre("5 1"));
  EXPECT_THAT(facet(all, "collection"), ElementsAre(id.text() + " 2"));
  EXPECT_EQ(all.facets.back().values.front().label, "Summer");
  EXPECT_THAT(facet(library.catalog->facets("blue"), "keyword"), ElementsAre("blue 1", "red 1"));
  EXPECT_THAT(facet(library.catalog->facets("", true), "creator"), ElementsAre("Zoë 1"));
}

TEST(Catalog, CountsFacetsAgainAfterAChange) {
  Library library;
  library.add(Made().keyword("red"));
  EXPECT_EQ(library.catalog->facets("red").total, 1U);
  library.add(Made().keyword("red"));
  EXPECT_EQ(library.catalog->facets("red").total, 2U);
}

TEST(Catalog, SaysWhenFacetsAreNotOfAllMatches) {
  Library library;
  std::vector<Entry> entries;
  for (int i = 0; i < 5001; ++i)
    entries.push_back(library.entry(library.newId(), Made().keyword("red").description));
  library.catalog->put(entries);
  const auto facets = library.catalog->facets("red");
  EXPECT_FALSE(facets.exact);
  EXPECT_THAT(facet(facets, "keyword"), ElementsAre("red 5000"));
  EXPECT_EQ(library.catalog->count("red"), 5001U);
}

TEST(Catalog, FindsAFileByItsDigest) {
  Library library;
  auto made = Made().title("here");
  made.description.digest = Sha256::of("its bytes");
  const auto id = library.add(made);
  library.add(Made().title("another"));
  const auto query = "sha256:" + made.description.digest.hex();
  EXPECT_EQ(library.ids(query), std::set<AssetId>{id});
  EXPECT_EQ(library.ids(query + " title:here"), std::set<AssetId>{id});
  EXPECT_EQ(library.ids("-" + query).size(), 1U);
  EXPECT_THROW(library.find("sha256:12"), Error);
}

TEST(Catalog, FindsPicturesThatLookAlike) {
  Library library;
  const auto id = library.add(Made().title("one").hash(0xFF00FF00FF00FF00U));
  library.add(Made().title("near").hash(0xFF00FF00FF00FF01U));
  library.add(Made().title("nearer").hash(0xFF00FF00FF00FF00U));
  library.add(Made().title("far").hash(0x00FF00FF00FF00FFU));
  library.add(Made().title("trashed").hash(0xFF00FF00FF00FF00U).trashed());
  const auto without = library.add(Made().title("without"));
  std::vector<std::string> found;
  for (const auto& one : library.catalog->similar(id))
    found.push_back(one.summary.title + std::to_string(one.distance));
  EXPECT_THAT(found, ElementsAre("nearer0", "near1"));
  EXPECT_THAT(library.titles("similar:" + id.text() + " -one"),
              UnorderedElementsAre("near", "nearer"));
  EXPECT_THAT(library.catalog->similar(without), IsEmpty());
  EXPECT_EQ(codeOf([&] { library.catalog->similar(library.newId()); }), Code::NotFound);
  library.put(without, Made().title("changed").hash(0xFF00FF00FF00FF00U).description, 2);
  EXPECT_EQ(library.catalog->similar(id).front().summary.title, "changed");
}

TEST(Catalog, KeepsCollections) {
  Library library;
  const auto summer = library.newCollection("Summer");
  library.add(Made().title("a").collection(summer));
  const auto cover = library.add(Made().title("b").collection(summer));
  library.add(Made().title("c"));
  EXPECT_THAT(library.titles("collection:summer"), ElementsAre("b", "a"));
  EXPECT_THAT(library.titles("collection:" + summer.text()), ElementsAre("b", "a"));
  EXPECT_THAT(library.titles("collection:\"no such\""), IsEmpty());
  const auto listed = library.catalog->collections();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().count, 2U);
  EXPECT_EQ(listed.front().cover, cover);
  EXPECT_EQ(library.catalog->detail(cover)->collections.front().name, "Summer");
  EXPECT_EQ(library.catalog->collectionNamed("SUMMER")->id, summer);
  EXPECT_EQ(codeOf([&] { library.newCollection("súmmer"); }), Code::Conflict);
  EXPECT_EQ(codeOf([&] { library.newCollection("  "); }), Code::InvalidInput);
  library.store->write([&](store::Transaction& transaction) {
    library.catalog->renameCollection(transaction, summer, "Winter");
    EXPECT_EQ(library.catalog->members(transaction.connection(), summer).size(), 2U);
  });
  EXPECT_THAT(library.titles("collection:winter"), ElementsAre("b", "a"));
  library.store->write([&](store::Transaction& transaction) {
    library.catalog->deleteCollection(transaction, summer);
  });
  EXPECT_THAT(library.catalog->collections(), IsEmpty());
  EXPECT_EQ(codeOf([&] {
              library.store->write([&](store::Transaction& transaction) {
                library.catalog->deleteCollection(transaction, summer);
              });
            }),
            Code::NotFound);
}

TEST(Catalog, KeepsAJournalOfEvents) {
  Library library;
  const auto id = library.newId();
  for (int i = 0; i < 5; ++i) {
    library.store->write([&](store::Transaction& transaction) {
      library.catalog->append(transaction, "asset.added", i == 0 ? std::nullopt : std::optional(id),
                              "{\"n\":1}");
    });
  }
  const auto events = library.catalog->eventsAfter(1, 2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events.front().id, 2);
  EXPECT_EQ(events.front().asset, id);
  EXPECT_EQ(events.front().at, toRfc3339(library.clock.now()));
  library.store->write(
      [&](store::Transaction& transaction) { library.catalog->forgetEvents(transaction, 2); });
  EXPECT_EQ(library.catalog->eventsAfter(0, 10).size(), 2U);
  EXPECT_EQ(library.catalog->lastEvent(), 5);
}

TEST(Catalog, KnowsItsSize) {
  Library library;
  EXPECT_EQ(library.catalog->stats().assets, 0U);
  auto broken = Made().title("x");
  broken.description.unreadable = "cut off";
  library.add(broken);
  library.add(Made());
  library.add(Made().trashed());
  const auto stats = library.catalog->stats();
  EXPECT_EQ(stats.assets, 2U);
  EXPECT_EQ(stats.bytes, 2000U);
  EXPECT_EQ(stats.trashed, 1U);
  EXPECT_EQ(stats.unreadable, 1U);
  ASSERT_EQ(stats.kinds.size(), 1U);
  EXPECT_EQ(stats.kinds.front().assets, 2U);
}

TEST(Catalog, ListsWhereEverythingIs) {
  Library library;
  std::set<AssetId> put;
  for (int i = 0; i < 25; ++i) put.insert(library.add(i % 4 == 0 ? Made().trashed() : Made()));
  std::set<AssetId> seen;
  std::optional<AssetId> after;
  for (;;) {
    const auto places = library.catalog->places(after, 10);
    if (places.empty()) break;
    for (const auto& place : places) seen.insert(place.id);
    after = places.back().id;
  }
  EXPECT_EQ(seen, put);
}

TEST(Catalog, FindsTheNeighbourhoodAcrossTheDateLineAndAtThePole) {
  Library library;
  const auto at = [&](const char* title, const char* latitude, const char* longitude) {
    library.add(Made().title(title).field("latitude", latitude).field("longitude", longitude));
  };
  at("fiji east", "-17", "-179.99");
  at("fiji west", "-17", "179.99");
  at("pole a", "89.99", "10");
  at("pole b", "89.99", "-170");
  at("vienna", "48.2", "16.37");
  EXPECT_THAT(library.titles("near:-17,179.995,5km"),
              UnorderedElementsAre("fiji east", "fiji west"));
  EXPECT_THAT(library.titles("near:90,0,2km"), UnorderedElementsAre("pole a", "pole b"));
  EXPECT_THAT(library.titles("near:48.21,16.37,10km has:place"), ElementsAre("vienna"));
  EXPECT_THAT(library.titles("near:48.5,16.37,10km"), IsEmpty());
}

TEST(Catalog, TakesTheDeepestQueryThatTheGrammarAllows) {
  Library library;
  library.add(Made().title("a"));
  std::string deep = "a";
  for (int i = 0; i < 10; ++i) deep = i % 2 == 0 ? "(" + deep + " or b)" : "(" + deep + " -c)";
  EXPECT_EQ(library.titles(deep).size(), 1U);
  std::string wide = "a";
  for (int i = 0; i < 98; ++i) wide += " or -w" + std::to_string(i);
  EXPECT_EQ(library.titles(wide).size(), 1U);
  EXPECT_EQ(library.titles(std::string(10, '-') + "a").size(), 1U);
}

}  // namespace atelier::catalog::test
