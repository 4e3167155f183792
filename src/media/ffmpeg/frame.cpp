#include "media/ffmpeg/frame.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cmath>

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace atelier::media::ffmpeg {

namespace {

Pixels scaled(const AVFrame& frame, int width, int height) {
  auto* scaler =
      sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), width,
                     height, AV_PIX_FMT_RGBA, SWS_BICUBIC, nullptr, nullptr, nullptr);
  if (scaler == nullptr)
    throw Error{Code::Unreadable, "FFmpeg: this pixel format cannot be shown", ""};
  Pixels flat{
      static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
      std::string(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, '\0')};
  std::array<std::uint8_t*, 4> planes{reinterpret_cast<std::uint8_t*>(flat.rgba.data()), nullptr,
                                      nullptr, nullptr};
  const std::array<int, 4> strides{width * 4, 0, 0, 0};
  sws_scale(scaler, frame.data, frame.linesize, 0, frame.height, planes.data(), strides.data());
  sws_freeContext(scaler);
  return flat;
}

Pixels turnedOnce(const Pixels& flat) {
  Pixels turned{flat.height, flat.width, std::string(flat.rgba.size(), '\0')};
  for (std::uint32_t y = 0; y < turned.height; ++y) {
    for (std::uint32_t x = 0; x < turned.width; ++x) {
      const std::size_t from = (std::size_t{flat.height - 1 - x} * flat.width + y) * 4;
      std::copy_n(flat.rgba.data() + from, 4,
                  turned.rgba.data() + (std::size_t{y} * turned.width + x) * 4);
    }
  }
  return turned;
}

}  // namespace

int rotation(const AVStream& stream) {
  const auto* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (matrix == nullptr) return 0;
  const double angle = -av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
  if (std::isnan(angle)) return 0;
  return (static_cast<int>(std::lround(angle / 90.0)) * 90 % 360 + 360) % 360;
}

Pixels upright(const AVFrame& frame, int width, int height, int turn) {
  if (turn % 180 != 0) std::swap(width, height);
  auto picture = scaled(frame, width, height);
  for (; turn > 0; turn -= 90) picture = turnedOnce(picture);
  return picture;
}

Pixels upright(const AVFrame& frame, int longEdge, int turn) {
  const double scale =
      std::min(1.0, static_cast<double>(longEdge) / std::max(frame.width, frame.height));
  int width = std::max(1, static_cast<int>(std::lround(frame.width * scale)));
  int height = std::max(1, static_cast<int>(std::lround(frame.height * scale)));
  if (turn % 180 != 0) std::swap(width, height);
  return upright(frame, width, height, turn);
}

}  // namespace atelier::media::ffmpeg
