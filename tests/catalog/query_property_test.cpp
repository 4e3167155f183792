#include "library.h"
#include "naive.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace atelier::catalog::test {

namespace {

constexpr int assets = 300;
constexpr int queries = 3000;

std::map<AssetId, metadata::Description> fill(Library& library, Random& random) {
  std::map<AssetId, metadata::Description> all;
  std::vector<Entry> entries;
  for (int i = 0; i < assets; ++i) {
    auto description = randomDescription(random);
    if (random.below(10) == 0) description.trashedAt = "2026-11-23T00:00:00Z";
    const auto id = library.newId();
    entries.push_back(library.entry(id, description));
    all.emplace(id, std::move(description));
  }
  library.catalog->put(entries);
  return all;
}

std::map<AssetId, Judge> judges(const std::map<AssetId, metadata::Description>& all, bool trashed) {
  std::map<AssetId, Judge> judges;
  for (const auto& [id, description] : all) {
    if (description.trashedAt.empty() != trashed) judges.emplace(id, Judge(description));
  }
  return judges;
}

std::set<AssetId> expected(const std::map<AssetId, Judge>& judges, std::string_view query) {
  const auto tree = parseQuery(query);
  std::set<AssetId> ids;
  for (const auto& [id, judge] : judges) {
    if (judge.holds(tree)) ids.insert(id);
  }
  return ids;
}

}  // namespace

TEST(Queries, FindExactlyWhatTheirWordsSay) {
  Library library;
  SeededRandom random(20261123);
  const auto all = fill(library, random);
  const std::map<bool, std::map<AssetId, Judge>> judged{{false, judges(all, false)},
                                                        {true, judges(all, true)}};
  std::size_t found = 0;
  for (int i = 0; i < queries; ++i) {
    const auto query = randomQuery(random);
    const bool trashed = random.below(8) == 0;
    const auto ids = library.ids(query, trashed);
    ASSERT_EQ(ids, expected(judged.at(trashed), query)) << query;
    ASSERT_EQ(library.catalog->count(query, trashed), ids.size()) << query;
    found += ids.empty() ? 0 : 1;
  }
  EXPECT_GT(found, queries / 3) << "the random queries are too narrow to say much";
}

TEST(Queries, FindTheSameInEveryOrder) {
  Library library;
  SeededRandom random(5);
  const auto judged = judges(fill(library, random), false);
  for (int i = 0; i < 300; ++i) {
    const auto query = randomQuery(random);
    const auto ids = expected(judged, query);
    for (const auto* sort :
         {"added", "-taken", "taken", "title", "-title", "bytes", "-bytes", "relevance"}) {
      std::set<AssetId> sorted;
      for (const auto& asset : library.find(query, sort).assets) sorted.insert(asset.id);
      ASSERT_EQ(sorted, ids) << query << " by " << sort;
    }
  }
}

TEST(Queries, FindTheSameAfterChanges) {
  Library library;
  SeededRandom random(6);
  auto all = fill(library, random);
  std::vector<Entry> changed;
  for (auto& [id, description] : all) {
    if (random.below(2) == 0) continue;
    description = randomDescription(random);
    changed.push_back(library.entry(id, description, 2));
  }
  library.catalog->put(changed);
  std::vector<AssetId> erased;
  for (const auto& [id, description] : all) {
    if (random.below(5) == 0) erased.push_back(id);
  }
  library.catalog->remove(erased);
  for (const auto& id : erased) all.erase(id);
  const auto judged = judges(all, false);
  for (int i = 0; i < 500; ++i) {
    const auto query = randomQuery(random);
    ASSERT_EQ(library.ids(query), expected(judged, query)) << query;
  }
  EXPECT_TRUE(library.catalog->check().empty());
}

}  // namespace atelier::catalog::test
