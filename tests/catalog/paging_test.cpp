#include "base/error.h"
#include "library.h"
#include "naive.h"

#include <atomic>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::catalog::test {

using testing::Each;
using testing::SizeIs;

namespace {

std::vector<AssetId> walk(Catalog& catalog, Find ask) {
  std::vector<AssetId> ids;
  do {
    auto page = catalog.find(ask);
    for (const auto& asset : page.assets) ids.push_back(asset.id);
    ask.after = page.next;
  } while (ask.after);
  return ids;
}

}  // namespace

TEST(Paging, VisitsEachAssetOnceInTheOrderOfOnePage) {
  Library library;
  SeededRandom random(3);
  for (int i = 0; i < 200; ++i) library.add(randomDescription(random));
  for (const auto* query : {"", "kind:image", "dawn or run", "-dawn width:>1"}) {
    for (const auto* sort : {"-added", "added", "-taken", "taken", "title", "-title", "-bytes",
                             "bytes", "relevance"}) {
      std::vector<AssetId> whole;
      for (const auto& asset : library.find(query, sort).assets) whole.push_back(asset.id);
      Find ask{query, parseSort(sort), 7, std::nullopt, false};
      EXPECT_EQ(walk(*library.catalog, ask), whole) << query << " by " << sort;
    }
  }
}

/// All pages of a timeline, each by its own beginning and not by the page before.
std::vector<AssetId> pagesOf(Catalog& catalog, const Timeline& timeline, std::string_view query,
                             std::string_view sort = "-taken") {
  std::vector<AssetId> ids;
  for (const auto& bucket : timeline.buckets) {
    const auto page =
        catalog.find({std::string(query), parseSort(sort), bucket.count, bucket.after, false});
    EXPECT_EQ(page.assets.size(), bucket.count);
    for (const auto& asset : page.assets) {
      ids.push_back(asset.id);
      if (!bucket.month) continue;
      const auto& when = asset.takenAt.empty() ? asset.addedAt : asset.takenAt;
      EXPECT_EQ(when.substr(0, 4), bucket.month->substr(0, 4));
    }
  }
  return ids;
}

TEST(Paging, BeginsAnywhereOnTheTimeline) {
  Library library;
  SeededRandom random(6);
  for (int i = 0; i < 300; ++i) library.add(randomDescription(random));
  for (const auto* query : {"", "kind:image", "dawn or run", "-dawn width:>1"}) {
    const auto timeline = library.catalog->timeline(query);
    EXPECT_EQ(timeline.total, library.catalog->count(query)) << query;
    EXPECT_EQ(pagesOf(*library.catalog, timeline, query),
              walk(*library.catalog, {query, parseSort("-taken"), 11, std::nullopt, false}))
        << query;
  }
}

TEST(Paging, BeginsAnywhereInEveryOrder) {
  Library library;
  SeededRandom random(7);
  for (int i = 0; i < 1300; ++i) library.add(randomDescription(random));
  for (const auto* sort : {"-added", "added", "taken", "title", "-title", "-bytes", "bytes"}) {
    for (const auto* query : {"", "dawn or run"}) {
      const auto timeline = library.catalog->timeline(query, false, parseSort(sort));
      EXPECT_EQ(pagesOf(*library.catalog, timeline, query, sort),
                walk(*library.catalog, {query, parseSort(sort), 100, std::nullopt, false}))
          << sort << " " << query;
    }
  }
  EXPECT_THROW(library.catalog->timeline("", false, parseSort("relevance")), Error);
}

TEST(Paging, CutsALargeMonthIntoPages) {
  Library library;
  std::vector<Entry> entries;
  for (int i = 0; i < 1300; ++i)
    entries.push_back(
        library.entry(library.newId(), Made().field("taken_at", "2019-05-12").description));
  library.catalog->put(entries);
  const auto timeline = library.catalog->timeline("");
  ASSERT_EQ(timeline.buckets.size(), 3U);
  EXPECT_EQ(timeline.buckets[2].count, 300U);
  EXPECT_EQ(timeline.buckets[2].month, "2019-05");
  EXPECT_FALSE(timeline.buckets[0].after.has_value());
  EXPECT_EQ(pagesOf(*library.catalog, timeline, "").size(), 1300U);
  library.add(Made().field("taken_at", "1969-12-31T23:59:59"));
  EXPECT_EQ(library.catalog->timeline("").buckets.back().month, "1969-12");
  EXPECT_EQ(library.catalog->timeline("", true).total, 0U);
}

TEST(Paging, VisitsEachAssetOnceWhileOthersArrive) {
  Library library;
  SeededRandom random(4);
  std::set<AssetId> before;
  for (int i = 0; i < 300; ++i) before.insert(library.add(randomDescription(random)));
  std::atomic<bool> done = false;
  std::thread arriving([&] {
    SeededRandom other(5);
    while (!done) library.add(randomDescription(other));
  });
  for (const auto* sort : {"-added", "-taken", "title", "bytes"}) {
    for (const auto* query : {"", "kind:image or kind:video"}) {
      std::map<AssetId, int> visits;
      for (const auto& id :
           walk(*library.catalog, {query, parseSort(sort), 13, std::nullopt, false}))
        ++visits[id];
      for (const auto& id : before) EXPECT_EQ(visits[id], 1) << sort;
      for (const auto& [id, count] : visits) EXPECT_EQ(count, 1) << sort;
    }
  }
  done = true;
  arriving.join();
}

TEST(Paging, RefusesAPlaceFromAnotherList) {
  Library library;
  for (int i = 0; i < 5; ++i) library.add(Made().title("dawn"));
  const Find ask{"dawn", {}, 2, std::nullopt, false};
  const auto next = library.catalog->find(ask).next.value();
  auto flipped = next;
  flipped.back() = flipped.back() == '0' ? '1' : '0';
  for (const Find& wrong :
       {Find{"dusk", {}, 2, next, false}, Find{"dawn", {Sort::Title, true}, 2, next, false},
        Find{"dawn", {}, 2, next, true}, Find{"dawn", {}, 2, flipped, false},
        Find{"dawn", {}, 2, "", false}, Find{"dawn", {}, 2, "' or 1=1", false},
        Find{"dawn", {}, 2, std::string(3000, 'a'), false}}) {
    try {
      library.catalog->find(wrong);
      ADD_FAILURE() << "a page for " << wrong.after.value();
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Code::InvalidInput);
    }
  }
}

TEST(Paging, RefusesPagesOfNoSize) {
  Library library;
  EXPECT_THROW(library.catalog->find({"", {}, 0, std::nullopt, false}), Error);
  EXPECT_THROW(library.catalog->find({"", {}, 1001, std::nullopt, false}), Error);
}

TEST(Paging, KnowsItsSorts) {
  EXPECT_EQ(parseSort("-taken"), (SortBy{Sort::Taken, true}));
  EXPECT_EQ(parseSort("title"), (SortBy{Sort::Title, false}));
  EXPECT_THROW(parseSort("-relevance"), Error);
  EXPECT_THROW(parseSort("row; drop table asset"), Error);
}

}  // namespace atelier::catalog::test
