// What a page needs to know beside the player. The bytes that go with it are in streams.cpp.

#include "catalog/catalog.h"
#include "media/storyboard.h"
#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"

namespace atelier::studio {

namespace {

struct FilmRef {
  std::string id;
  static constexpr std::array help{"The asset's id"};
};
BOOST_DESCRIBE_STRUCT(FilmRef, (), (id))

struct StoryboardView {
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  std::uint32_t tiles = 0;
  std::uint32_t intervalMs = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};
BOOST_DESCRIBE_STRUCT(StoryboardView, (), (columns, rows, tiles, intervalMs, width, height))

StoryboardView showStoryboard(Studio& studio, const access::Caller&, const FilmRef& ask) {
  const auto id = assetNamed(ask.id);
  const auto asset = studio.catalog().detail(id);
  if (!asset) throw noSuchAsset(id.text());
  const auto board = storyboardOf(asset->description);
  return {board.columns, board.rows, board.tiles, board.intervalMs, board.width, board.height};
}

constexpr std::array table{
    operation<&showStoryboard>(
        "asset.storyboard", get("/assets/{id}/storyboard"), Scope::ReadAssets, Effect::None,
        "Show how the small pictures of a film lie on its sheet: tile n is of the time from n "
        "times the interval on.")
        .arguments("id"),
};

}  // namespace

std::span<const Operation> playingOperations() { return table; }

}  // namespace atelier::studio
