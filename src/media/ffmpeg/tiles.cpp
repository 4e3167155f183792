#include "media/ffmpeg/tiles.h"

#include "base/error.h"
#include "media/ffmpeg/frame.h"
#include "media/ffmpeg/input.h"

#include <algorithm>

namespace atelier::media::ffmpeg {

namespace {

Pixels blackSheet(const Storyboard& board) {
  Pixels sheet{board.columns * board.width, board.rows * board.height, {}};
  sheet.rgba.resize(std::size_t{sheet.width} * sheet.height * 4, '\0');
  for (std::size_t alpha = 3; alpha < sheet.rgba.size(); alpha += 4) sheet.rgba[alpha] = '\xFF';
  return sheet;
}

void place(const Pixels& tile, std::uint32_t number, const Storyboard& board, Pixels& sheet) {
  const std::size_t left = std::size_t{number % board.columns} * board.width;
  const std::size_t top = std::size_t{number / board.columns} * board.height;
  const std::size_t rowBytes = std::size_t{tile.width} * 4;
  for (std::size_t y = 0; y < tile.height; ++y) {
    std::copy_n(tile.rgba.data() + y * rowBytes, rowBytes,
                sheet.rgba.data() + ((top + y) * sheet.width + left) * 4);
  }
}

}  // namespace

Pixels storyboard(const Source& source, const Storyboard& board, const Piece& tell) {
  Input input(source);
  const auto* film = input.best(AVMEDIA_TYPE_VIDEO);
  const auto codec = film == nullptr ? nullptr : input.decoder(*film);
  if (!codec) throw Error{Code::Unreadable, "FFmpeg: there is no film that can be decoded", ""};
  input.only(*film);
  codec->skip_frame = AVDISCARD_NONKEY;
  const auto width = static_cast<int>(board.width);
  const auto height = static_cast<int>(board.height);
  const int turn = rotation(*film);
  const Frame frame(av_frame_alloc());
  auto sheet = blackSheet(board);
  std::optional<Pixels> tile;
  for (std::uint32_t i = 0; i < board.tiles; ++i) {
    const auto middle = std::int64_t{i} * board.intervalMs + board.intervalMs / 2;
    const bool there = input.seek(*film, *codec, middle) || i == 0;
    if (there && input.next(*film, *codec, *frame)) tile = upright(*frame, width, height, turn);
    if (tile) place(*tile, i, board, sheet);
    tell(static_cast<double>(i + 1) / board.tiles, {});
  }
  if (!tile) throw Error{Code::Unreadable, "FFmpeg: no picture of it can be decoded", ""};
  return sheet;
}

}  // namespace atelier::media::ffmpeg
