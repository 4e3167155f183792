#include "media/storyboard.h"

#include <algorithm>
#include <limits>

namespace atelier::media {

namespace {

/// One tile a second is as much as a seek bar can show of a short film.
constexpr std::int64_t leastInterval = 1000;

std::uint32_t scaled(std::uint32_t edge, std::uint32_t longEdge) {
  const auto wanted = std::min(storyboardTile, longEdge);
  const auto exact = (std::uint64_t{edge} * wanted + longEdge / 2) / longEdge;
  return std::max(1U, static_cast<std::uint32_t>(exact));
}

}  // namespace

std::optional<Storyboard> storyboardOf(const metadata::Technical& technical) {
  const auto width = technical.width.value_or(0);
  const auto height = technical.height.value_or(0);
  const auto length = technical.durationMs.value_or(0);
  const bool film = technical.kind == metadata::Kind::Video && width > 0 && height > 0;
  if (!film || length <= 0) return std::nullopt;
  constexpr auto most = std::int64_t{storyboardSide} * storyboardSide;
  const auto interval = std::max(leastInterval, (length - 1) / most + 1);
  if (interval > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  Storyboard board;
  board.intervalMs = static_cast<std::uint32_t>(interval);
  board.tiles = static_cast<std::uint32_t>((length - 1) / interval + 1);
  board.columns = std::min(storyboardSide, board.tiles);
  board.rows = (board.tiles - 1) / board.columns + 1;
  const auto longEdge = std::max(width, height);
  board.width = scaled(width, longEdge);
  board.height = scaled(height, longEdge);
  return board;
}

}  // namespace atelier::media
