#pragma once

#include "catalog/catalog.h"
#include "catalog/compile.h"
#include "catalog/likeness.h"

#include <list>
#include <mutex>
#include <string>

/// Inside catalog: what its parts share.
namespace atelier::catalog {

struct Catalog::State {
  store::Store& store;
  const Clock& clock;
  Likeness likeness;

  struct CountedFacets {
    std::string query;
    bool trashed = false;
    std::uint64_t dataVersion = 0;
    Facets facets;
  };
  std::mutex facetsMutex;
  std::list<CountedFacets> facets;  // most recently used first

  State(store::Store& where, const Clock& time) : store(where), clock(time) {}

  /// The query of a person as conditions, with what it names looked up in the same snapshot.
  Conditions compile(store::Connection& connection, std::string_view query,
                     const Visibility& visibility);
};

/// A collection's name without case and accents: two names that differ in these are one for people.
std::string collectionKey(std::string_view name);

}  // namespace atelier::catalog
