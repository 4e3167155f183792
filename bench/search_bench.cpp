// Search over a large catalogue: makes an index.db of synthetic assets and measures queries on it.
//   search_bench --make DIR --assets 1000000     makes DIR/index.db
//   search_bench --run DIR                       prints p50 and p95 in milliseconds, one thread,
//   warm

#include "base/error.h"
#include "synthetic_assets.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <vector>

#include <fmt/format.h>

namespace atelier::bench {

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::uint64_t seed = 7;

Milliseconds timed(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - start;
}

void make(const std::filesystem::path& folder, std::uint64_t assets) {
  std::filesystem::create_directories(folder);
  SystemClock clock;
  store::Options bulk;  // memory for the indexes whose keys come in no order
  bulk.writerCacheKibibytes = 1 << 20;
  bulk.checkpointPages = 100'000;
  auto store = store::Store::open(folder / "index.db", clock, catalog::migrations(), bulk);
  catalog::Catalog catalog(*store, clock);
  SyntheticAssets source(seed);
  std::vector<catalog::Entry> batch;
  const auto spent = timed([&] {
    for (std::uint64_t made = 0; made < assets; ++made) {
      batch.push_back(source.next());
      if (batch.size() < 20'000 && made + 1 < assets) continue;
      catalog.put(batch);
      batch.clear();
      fmt::print(stderr, "\r{} of {}", made + 1, assets);
    }
  });
  const auto merging = timed([&] { catalog.optimise(); });
  fmt::print(stderr, "\n");
  fmt::print("made {} assets in {:.1f} s ({:.0f}/s), merged in {:.1f} s\n", assets,
             spent.count() / 1000, static_cast<double>(assets) / spent.count() * 1000,
             merging.count() / 1000);
}

/// Runs `once` for every round, warm, and prints the percentiles.
void measure(std::string_view name, int rounds, const std::function<std::size_t(int)>& once) {
  std::size_t found = 0;
  for (int i = 0; i < rounds; ++i) found += once(i);
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) times.push_back(timed([&] { once(i); }).count());
  std::ranges::sort(times);
  const auto at = [&](double part) {
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
  };
  fmt::print("{:<52} p50 {:8.3f}  p95 {:8.3f}  max {:8.3f} ms   {:.1f} rows\n", name, at(0.5),
             at(0.95), times.back(), static_cast<double>(found) / rounds);
  std::fflush(stdout);
}

class Queries {
 public:
  Queries(catalog::Catalog& catalog, const SyntheticAssets& words)
      : catalog_(catalog), words_(words) {}

  std::string word(std::string_view rank, int round) const {
    const auto i = static_cast<std::size_t>(round);
    if (rank == "common") return words_.word(i % 20);
    if (rank == "mid") return words_.word(200 + i * 37 % 1800);
    return words_.word(10'000 + i * 211 % 35'000);
  }

  std::size_t find(std::string query, std::string_view sort) const {
    catalog::Find ask;
    ask.query = std::move(query);
    ask.sort = catalog::parseSort(sort);
    return catalog_.find(ask).assets.size();
  }

  void words() const {
    for (const std::string_view filter : {"kind:image", "keyword"}) {
      for (const std::string_view rank : {"common", "mid", "rare"}) {
        const auto facet = [&, filter](int i) {
          return filter == "keyword" ? "keyword:" + word("common", i + 3) : std::string(filter);
        };
        measure(fmt::format("one {} word, {}, newest first", rank, filter), 200,
                [&](int i) { return find(word(rank, i) + " " + facet(i), "-added"); });
        measure(fmt::format("two {} words, {}, newest first", rank, filter), 200, [&](int i) {
          return find(word(rank, i) + " " + word(rank, i + 7) + " " + facet(i), "-added");
        });
      }
    }
  }

  void rankings() const {
    for (const std::string_view rank : {"common", "mid", "rare"}) {
      measure(fmt::format("one {} word, kind:image, relevance", rank), 60,
              [&](int i) { return find(word(rank, i) + " kind:image", "relevance"); });
      measure(fmt::format("two {} words, kind:image, relevance", rank), 60, [&](int i) {
        return find(word(rank, i) + " " + word(rank, i + 7) + " kind:image", "relevance");
      });
      measure(fmt::format("one {} word, -taken", rank), 30,
              [&](int i) { return find(word(rank, i), "-taken"); });
    }
  }

  void filters() const {
    measure("3-letter prefix*, newest first", 100,
            [&](int i) { return find(word("mid", i).substr(0, 3) + "*", "-added"); });
    measure("two-word phrase", 100, [&](int i) {
      return find("\"" + word("common", i) + " " + word("common", i + 1) + "\"", "-added");
    });
    measure("common word, taken:2012..2014", 100,
            [&](int i) { return find(word("common", i) + " taken:2012..2014", "-added"); });
    measure("taken:2012-05-03..2012-05-20", 50,
            [&](int) { return find("taken:2012-05-03..2012-05-20", "-added"); });
    measure("-common word", 50, [&](int i) { return find("-" + word("common", i), "-added"); });
    measure("near:-59.9,-169.9,10km", 20,
            [&](int) { return find("near:-59.9,-169.9,10km", "-added"); });
    measure("width:>4000 rating:5", 50,
            [&](int) { return find("width:>4000 rating:5", "-added"); });
  }

  void lists() const {
    for (const std::string_view sort : {"-added", "added", "-taken", "title", "-bytes"}) {
      catalog::Find ask;
      ask.limit = 20;
      ask.sort = catalog::parseSort(sort);
      measure(fmt::format("first 20 by {}", sort), 500,
              [&](int) { return catalog_.find(ask).assets.size(); });
      auto deep = ask;
      deep.limit = 1000;
      for (int page = 0; page < 100; ++page) deep.after = catalog_.find(deep).next;
      deep.limit = 20;
      measure(fmt::format("20 by {} after 100,000", sort), 500,
              [&](int) { return catalog_.find(deep).assets.size(); });
    }
  }

  void facets() const {
    int salt = 0;
    // A space more each time, so that no answer comes from the cache.
    const auto fresh = [&](const std::string& query) {
      return query + std::string(static_cast<std::size_t>(++salt), ' ');
    };
    measure("facets of everything (newest 5,000)", 20,
            [&](int) { return catalog_.facets(fresh("")).facets.size(); });
    for (const std::string_view rank : {"common", "mid", "rare"}) {
      measure(fmt::format("facets of a {} word", rank), 50, [&](int i) {
        return static_cast<std::size_t>(catalog_.facets(fresh(word(rank, i))).total);
      });
    }
    measure("facets again (cached)", 200, [&](int) { return catalog_.facets("").facets.size(); });
    measure("count of a common word", 20, [&](int i) { return catalog_.count(word("common", i)); });
    measure("timeline of everything", 5,
            [&](int) { return catalog_.timeline(fresh("")).buckets.size(); });
    for (const std::string_view rank : {"common", "mid", "rare"}) {
      measure(fmt::format("timeline of a {} word", rank), 10,
              [&](int i) { return catalog_.timeline(fresh(word(rank, i))).buckets.size(); });
    }
    measure("stats", 5, [&](int) { return catalog_.stats().assets; });
  }

  void alike() const {
    catalog::Find ask;
    ask.query = "kind:image";
    const auto page = catalog_.find(ask);
    fmt::print("first question for look-alikes: {:.0f} ms\n",
               timed([&] { catalog_.similar(page.assets.front().id); }).count());
    measure("similar", 50, [&](int i) {
      return catalog_
          .similar(page.assets[static_cast<std::size_t>(i) % page.assets.size()].id, 20, 14)
          .size();
    });
  }

 private:
  catalog::Catalog& catalog_;
  const SyntheticAssets& words_;
};

void run(const std::filesystem::path& folder) {
  SystemClock clock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<catalog::Catalog> catalog;
  const auto opening = timed([&] {
    store = store::Store::open(folder / "index.db", clock, catalog::migrations());
    catalog = std::make_unique<catalog::Catalog>(*store, clock);
    catalog->find({});
  });
  fmt::print("open and first page: {:.1f} ms\n", opening.count());
  const SyntheticAssets words(seed);
  const Queries queries(*catalog, words);
  queries.words();
  queries.lists();
  queries.facets();
  queries.filters();
  queries.rankings();
  queries.alike();
}

}  // namespace

}  // namespace atelier::bench

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  const auto option = [&](std::string_view name) -> std::string_view {
    const auto found = std::ranges::find(arguments, name);
    return found == arguments.end() || found + 1 == arguments.end() ? std::string_view()
                                                                    : *(found + 1);
  };
  try {
    std::uint64_t assets = 1'000'000;
    const auto count = option("--assets");
    std::from_chars(count.data(), count.data() + count.size(), assets);
    if (!option("--make").empty()) atelier::bench::make(option("--make"), assets);
    if (!option("--run").empty()) atelier::bench::run(option("--run"));
    if (option("--make").empty() && option("--run").empty()) {
      fmt::print("search_bench --make DIR [--assets N] | --run DIR\n");
      return 2;
    }
  } catch (const atelier::Error& error) {
    fmt::print(stderr, "{}\n{}\n{}\n", error.message, error.hint, error.where);
    return 1;
  }
  return 0;
}
