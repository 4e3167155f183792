#include "studio/operations/nouns.h"

#include <vector>

namespace atelier::studio {

namespace {

using Noun = std::span<const Operation> (*)();

// In the order in which people should read them.
constexpr std::array<Noun, 12> nouns{
    &assetOperations,   &changeOperations, &collectionOperations, &searchOperations,
    &playingOperations, &streamOperations, &watchOperations,      &studioOperations,
    &tokenOperations,   &userOperations,   &sessionOperations,    &auditOperations,
};

}  // namespace

std::span<const Operation> operations() {
  static const auto table = [] {
    std::vector<Operation> all;
    for (const auto noun : nouns) {
      const auto some = noun();
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }();
  return table;
}

}  // namespace atelier::studio
