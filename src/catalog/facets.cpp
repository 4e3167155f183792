#include "base/id.h"
#include "catalog/document.h"
#include "catalog/rows.h"
#include "catalog/select.h"
#include "catalog/state.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

// Counting reads a row per match; beyond this many the newest stand for all.
constexpr std::uint64_t countedMatches = 5'000;
constexpr std::size_t mostValues = 50;

class FacetCounter {
 public:
  /// Lines of a row's `facets`: a letter and a value.
  void add(std::string_view lines) {
    while (!lines.empty()) {
      const auto end = std::min(lines.find('\n'), lines.size());
      const auto line = lines.substr(0, end);
      if (line.size() > 1) count(line);
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
  }

  std::vector<Facet> result() const {
    std::vector<Facet> facets;
    for (const auto& [letter, name] : facetNames()) {
      facets.push_back({std::string(name), {}});
      for (const auto& [line, count] : counts_) {
        if (line.front() == letter) facets.back().values.push_back({line.substr(1), count, {}});
      }
      auto& values = facets.back().values;
      std::ranges::sort(values, [](const FacetValue& left, const FacetValue& right) {
        return left.count != right.count ? left.count > right.count : left.value < right.value;
      });
      if (values.size() > mostValues) values.resize(mostValues);
    }
    return facets;
  }

 private:
  void count(std::string_view line) {
    scratch_.assign(line);
    ++counts_[scratch_];
  }

  std::string scratch_;
  std::unordered_map<std::string, std::uint64_t> counts_;
};

void nameCollections(store::Connection& connection, std::vector<Facet>& facets) {
  auto& values = facets.back().values;
  auto statement = connection.prepare("select name from collection where id = ?");
  std::erase_if(values, [&](FacetValue& value) {
    const auto id = CollectionId::parse(value.value);
    if (!id) return true;
    statement.reset().with(std::span<const std::uint8_t>(id->value.bytes));
    if (!statement.step()) return true;  // deleted, while members still say that they are in it
    value.label = statement.text(0);
    return false;
  });
}

Facets countFacets(store::Connection& connection, const Conditions& conditions,
                   const Visibility& visibility) {
  const auto source = Select(conditions, visibility).from();
  const auto row = conditions.match.empty()
                       ? std::string("asset.row")
                       : fmt::format("{}.rowid", wordsTable(visibility.trashed));
  auto statement = connection.prepare(
      fmt::format("select asset.facets {} order by {} desc limit ?", source.text, row));
  bindAll(statement, source.values);
  statement.bind(static_cast<std::int64_t>(countedMatches + 1));
  Facets facets;
  FacetCounter counter;
  while (statement.step()) {
    if (facets.total == countedMatches) {
      facets.exact = false;
      break;
    }
    counter.add(statement.text(0));
    ++facets.total;
  }
  facets.facets = counter.result();
  nameCollections(connection, facets.facets);
  return facets;
}

}  // namespace

Facets Catalog::facets(std::string_view query, bool trashed) {
  const auto version = state_->store.dataVersion();
  if (auto kept = state_->facets.find(query, trashed, version)) return std::move(*kept);
  auto facets = state_->store.read([&](store::Connection& connection) {
    const Visibility visibility{trashed};
    return countFacets(connection, state_->compile(connection, query, visibility), visibility);
  });
  state_->facets.keep(query, trashed, version, facets);
  return facets;
}

}  // namespace atelier::catalog
