#include "media/raw/sensor.h"

#include "base/error.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <memory>

#include <fmt/format.h>
#include <libraw/libraw.h>

namespace atelier::media::raw {

namespace {

constexpr std::uint64_t pixelLimit = 200'000'000;

void check(int problem) {
  if (problem != LIBRAW_SUCCESS) {
    throw Error{Code::Unreadable, fmt::format("LibRaw: {}", LibRaw::strerror(problem)),
                "It is kept as it is."};
  }
}

struct Clear {
  void operator()(libraw_processed_image_t* image) const { LibRaw::dcraw_clear_mem(image); }
};
using Image = std::unique_ptr<libraw_processed_image_t, Clear>;

void countError(void* counter, const char*, int) { ++*static_cast<int*>(counter); }

/// LibRaw turns the camera's clock into seconds since 1970 by the zone of the process; back the
/// same way.
std::string clockTime(std::time_t seconds) {
  std::tm parts{};
  if (seconds <= 0 || ::localtime_r(&seconds, &parts) == nullptr) return {};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string_view words(const char (&field)[64]) { return {field, ::strnlen(field, sizeof field)}; }

}  // namespace

void readFields(const Source& source, Inspected& into) {
  using metadata::Origin;
  if (!lacks(into, "camera_make") && into.technical.width) return;
  const auto bytes = source.bytes();
  const auto camera = std::make_unique<LibRaw>();
  if (camera->open_buffer(const_cast<std::byte*>(bytes.data()), bytes.size()) != LIBRAW_SUCCESS)
    return;
  const auto& data = camera->imgdata;
  if (lacks(into, "camera_make")) {
    addField(into, "camera_make", words(data.idata.make), Origin::Camera, "raw:make");
    addField(into, "camera_model", words(data.idata.model), Origin::Camera, "raw:model");
  }
  if (lacks(into, "taken_at")) {
    addField(into, "taken_at", clockTime(data.other.timestamp), Origin::Camera, "raw:timestamp");
  }
  if (!into.technical.width && data.sizes.width > 0 && data.sizes.height > 0) {
    const bool turned = (data.sizes.flip & 4) != 0;
    into.technical.width = turned ? data.sizes.height : data.sizes.width;
    into.technical.height = turned ? data.sizes.width : data.sizes.height;
  }
}

Pixels developed(const Source& source) {
  const auto bytes = source.bytes();
  auto camera = std::make_unique<LibRaw>();  // large: not for the stack
  auto& settings = camera->imgdata.params;
  settings.half_size = 1;
  settings.use_camera_wb = 1;
  settings.output_bps = 8;
  settings.output_color = 1;  // sRGB
  int damages = 0;
  camera->set_dataerror_handler(&countError, &damages);
  check(camera->open_buffer(const_cast<std::byte*>(bytes.data()), bytes.size()));
  const auto& sizes = camera->imgdata.sizes;
  if (std::uint64_t{sizes.raw_width} * sizes.raw_height > pixelLimit) {
    throw Error{Code::MediaLimit, "the sensor has more pixels than will be developed", ""};
  }
  // Half a bit for each pixel is less than any camera needs. LibRaw does not always notice that the
  // data are gone, and then shows whatever was in its memory.
  if (bytes.size() < std::size_t{sizes.raw_width} * sizes.raw_height / 16) {
    throw Error{Code::Unreadable, "LibRaw: the sensor's data are damaged or missing", ""};
  }
  check(camera->unpack());
  if (damages > 0)
    throw Error{Code::Unreadable, "LibRaw: the sensor's data are damaged or missing", ""};
  check(camera->dcraw_process());
  int problem = 0;
  const Image image(camera->dcraw_make_mem_image(&problem));
  check(problem);
  const std::size_t count = std::size_t{image->width} * image->height;
  if (image->type != LIBRAW_IMAGE_BITMAP || image->colors != 3 || image->bits != 8 ||
      image->data_size < count * 3) {
    throw Error{Code::Unreadable, "LibRaw: this kind of sensor cannot be shown", ""};
  }
  if (std::ranges::all_of(image->data, image->data + count * 3,
                          [](auto byte) { return byte < 4; })) {
    throw Error{Code::Unreadable, "LibRaw: the sensor's data are damaged or missing", ""};
  }
  Pixels pixels{image->width, image->height, std::string(count * 4, '\xFF')};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      pixels.rgba[i * 4 + c] = static_cast<char>(image->data[i * 3 + c]);
  }
  return pixels;
}

}  // namespace atelier::media::raw
