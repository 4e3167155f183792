#include "base/error.h"
#include "catalog/rows.h"
#include "catalog/state.h"

#include <array>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

std::uint64_t counted(const store::Statement& statement, int column) {
  return static_cast<std::uint64_t>(statement.integer(column));
}

// Length before content, so that no two sequences of values run into the same bytes.
void add(Sha256& hash, std::span<const std::uint8_t> bytes) {
  std::array<std::uint8_t, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<std::uint8_t>(bytes.size() >> (8 * i));
  }
  hash.update(std::as_bytes(std::span(length)));
  hash.update(std::as_bytes(bytes));
}

void add(Sha256& hash, std::string_view text) {
  add(hash, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void add(Sha256& hash, std::int64_t number) { add(hash, fmt::format("{}", number)); }

}  // namespace

Stats Catalog::stats() {
  return state_->store.read([](store::Connection& connection) {
    Stats stats;
    auto kinds = connection.prepare(
        "select trashed, kind, count(*), sum(bytes) from asset group by trashed, kind");
    while (kinds.step()) {
      if (kinds.integer(0) != 0) {
        stats.trashed += counted(kinds, 2);
        continue;
      }
      const KindCount kind{static_cast<metadata::Kind>(kinds.integer(1)), counted(kinds, 2),
                           counted(kinds, 3)};
      stats.assets += kind.assets;
      stats.bytes += kind.bytes;
      stats.kinds.push_back(kind);
    }
    auto unreadable =
        connection.prepare("select count(*) from asset where trashed = 0 and unreadable <> ''");
    unreadable.step();
    stats.unreadable = counted(unreadable, 0);
    return stats;
  });
}

Digest Catalog::contentHash() {
  return state_->store.read([](store::Connection& connection) {
    Sha256 hash;
    auto rows = connection.prepare(
        "select asset.row, asset.id, asset.version, asset.trashed, asset.bytes, asset.taken_key, "
        "asset.title_key, asset.vault_folder, asset.facets, asset_description.json from asset "
        "join asset_description on asset_description.row = asset.row order by asset.id");
    while (rows.step()) {
      add(hash, rows.blob(1));
      for (const int column : {2, 3, 4, 5}) add(hash, rows.integer(column));
      for (const int column : {6, 7, 8, 9}) add(hash, rows.text(column));
      auto words = connection.prepare(fmt::format("select text, term from {} where rowid = ?",
                                                  wordsTable(rows.integer(3) != 0)));
      words.with(rows.integer(0));
      if (!words.step()) continue;
      add(hash, words.text(0));
      add(hash, words.text(1));
    }
    return hash.finish();
  });
}

std::vector<std::string> Catalog::check() {
  std::vector<std::string> findings;
  state_->store.read([&](store::Connection& connection) {
    auto missing = connection.prepare(
        "select asset.id from asset left join asset_description on asset_description.row = "
        "asset.row "
        "where asset_description.row is null");
    while (missing.step()) {
      findings.push_back(
          fmt::format("Asset {} has no description in the index.", readId(missing, 0).text()));
    }
    for (const bool trashed : {false, true}) {
      auto counts =
          connection.prepare(fmt::format("select (select count(*) from {}_docsize), (select "
                                         "count(*) from asset where trashed = ?)",
                                         wordsTable(trashed)));
      counts.with(trashed ? 1 : 0).step();
      if (counts.integer(0) == counts.integer(1)) continue;
      findings.push_back(fmt::format("The index of words knows {} assets where there are {}.",
                                     counts.integer(0), counts.integer(1)));
    }
  });
  for (const auto* table : {"search", "search_trash"}) {
    try {
      state_->store.write([&](store::Transaction& transaction) {
        transaction.execute(fmt::format("insert into {0} ({0}) values ('integrity-check')", table));
      });
    } catch (const Error& error) {
      findings.push_back("The index of words is damaged: " + error.message);
    }
  }
  return findings;
}

void Catalog::optimise() {
  for (const auto* table : {"search", "search_trash"}) {
    state_->store.write([&](store::Transaction& transaction) {
      transaction.execute(fmt::format("insert into {0} ({0}) values ('optimize')", table));
    });
  }
}

}  // namespace atelier::catalog
