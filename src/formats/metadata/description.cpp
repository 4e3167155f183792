#include "formats/metadata/description.h"

#include <algorithm>

namespace atelier::metadata {

namespace {

// Camera and file share a rank: within it the order of the fields decides, which the reader of the
// media chose by the Metadata Working Group's rules.
constexpr int ranks = 3;

int rankOf(Origin origin) {
  if (origin == Origin::Person) return 0;
  return origin == Origin::Model ? 1 : 2;
}

}  // namespace

std::vector<std::string_view> Description::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (int rank = 0; rank < ranks; ++rank) {
    for (const auto& field : fields) {
      if (field.name != name || rankOf(field.origin) != rank) continue;
      if (std::ranges::find(values, field.value) == values.end()) values.emplace_back(field.value);
    }
  }
  return values;
}

std::optional<std::string_view> Description::first(std::string_view name) const {
  const Field* best = nullptr;
  for (const auto& field : fields) {
    if (field.name != name) continue;
    if (best == nullptr || rankOf(field.origin) < rankOf(best->origin)) best = &field;
  }
  if (best == nullptr) return std::nullopt;
  return best->value;
}

}  // namespace atelier::metadata
