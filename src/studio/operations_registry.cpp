#include "studio/operation.h"

#include <vector>

namespace atelier::studio {

namespace {

using Noun = std::span<const Operation> (*)();

// One line per noun, in the order in which people should read them: declare it here, list it below.
// std::span<const Operation> assetOperations();
constexpr std::array<Noun, 0> nouns{
    // &assetOperations,
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
