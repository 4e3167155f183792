#pragma once

#include "formats/metadata/description.h"

#include <cstdint>
#include <optional>

/// How the small pictures of a film lie on one sheet: row by row from the top left, each for an
/// equal stretch of time. Follows from what is known of the film, so nobody waits to learn it.
namespace atelier::media {

struct Storyboard {
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  std::uint32_t tiles = 0;  ///< the last row may have room for more
  std::uint32_t intervalMs = 0;
  std::uint32_t width = 0;  ///< of one tile, in pixels
  std::uint32_t height = 0;

  bool operator==(const Storyboard&) const = default;
};

inline constexpr std::uint32_t storyboardSide = 10;   ///< columns and rows at most
inline constexpr std::uint32_t storyboardTile = 160;  ///< pixels of a tile's long edge at most

/// Nothing unless it is a film of known size and length.
std::optional<Storyboard> storyboardOf(const metadata::Technical& technical);

}  // namespace atelier::media
