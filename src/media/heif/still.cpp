#include "media/heif/still.h"

#include "base/error.h"
#include "base/text.h"

#include <cstring>
#include <memory>

#include <libheif/heif.h>

namespace atelier::media::heif {

namespace {

constexpr std::uint64_t pixelLimit = 100'000'000;

struct Free {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif_image_release(image); }
};
using Context = std::unique_ptr<heif_context, Free>;
using Handle = std::unique_ptr<heif_image_handle, Free>;
using Image = std::unique_ptr<heif_image, Free>;

void check(const heif_error& result) {
  if (result.code == heif_error_Ok) return;
  throw Error{Code::Unreadable,
              "HEIF: " + toUtf8(result.message != nullptr ? result.message : "damaged"),
              "It is kept as it is."};
}

}  // namespace

Pixels primaryPicture(const Source& source) {
  const Context context(heif_context_alloc());
  const auto bytes = source.bytes();
  check(heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(),
                                                   nullptr));
  heif_image_handle* found = nullptr;
  check(heif_context_get_primary_image_handle(context.get(), &found));
  const Handle handle(found);
  const auto area = static_cast<std::uint64_t>(heif_image_handle_get_width(handle.get())) *
                    static_cast<std::uint64_t>(heif_image_handle_get_height(handle.get()));
  if (area > pixelLimit)
    throw Error{Code::MediaLimit, "HEIF: it has more pixels than will be decoded", ""};
  heif_image* decoded = nullptr;
  check(heif_decode_image(handle.get(), &decoded, heif_colorspace_RGB, heif_chroma_interleaved_RGBA,
                          nullptr));
  const Image image(decoded);
  // Not the handle's size: it forgets to turn some pictures.
  const int width = heif_image_get_primary_width(image.get());
  const int height = heif_image_get_primary_height(image.get());
  int stride = 0;
  const auto* rows = heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
  if (rows == nullptr || width < 1 || height < 1)
    throw Error{Code::Unreadable, "HEIF: there is no picture in it", ""};
  const auto line = static_cast<std::size_t>(width) * 4;
  Pixels pixels{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
                std::string(line * static_cast<std::size_t>(height), '\0')};
  for (int y = 0; y < height; ++y) {
    std::memcpy(pixels.rgba.data() + static_cast<std::size_t>(y) * line,
                rows + std::ptrdiff_t{y} * stride, line);
  }
  return pixels;
}

}  // namespace atelier::media::heif
