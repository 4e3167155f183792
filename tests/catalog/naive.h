#pragma once

#include "base/random.h"
#include "catalog/query.h"
#include "formats/metadata/description.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The query language once more, in the most obvious way: to compare the catalogue with.
namespace atelier::catalog::test {

class Judge {
 public:
  explicit Judge(const metadata::Description& description);

  /// Does the query hold for this asset? Collections are taken by id, similar: is not known here.
  bool holds(const QueryNode& query) const;

 private:
  bool holds(const WordsLeaf& words) const;
  bool holds(const RangeLeaf& range) const;
  bool holds(const TokenLeaf& wanted) const;
  bool holds(const NearLeaf& near) const;
  bool holds(const CollectionLeaf& collection) const;
  bool holds(const SimilarLeaf&) const { return false; }
  bool holds(const DigestLeaf& leaf) const { return description_.digest == leaf.digest; }

  metadata::Description description_;
  std::map<std::string_view, std::vector<std::vector<std::string>>>
      stems_;  // of each text of a column
};

/// A description with few different words and values, so that random queries find something.
metadata::Description randomDescription(Random& random);

/// A well-formed query over the same words and values.
std::string randomQuery(Random& random, int depth = 0);

}  // namespace atelier::catalog::test
