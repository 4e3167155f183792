#include "media/vips/picture.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "media/fingerprint.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>

#include <fmt/format.h>
#include <vips/vips8>

namespace atelier::media::vips {

namespace {

using ::vips::VError;
using ::vips::VImage;
using ::vips::VOption;
using ::vips::VSource;

constexpr std::uint64_t pixelLimit = 500'000'000;
constexpr int workingEdge = 1280;  // everything is made from a picture of this size,
constexpr int smallEdge = 320;     // and what is no larger than this, from a smaller one

/// libvips gathers several lines: warnings, probing, and somewhere among them what happened.
std::string reason(const VError& error) {
  std::string_view last;
  std::string_view telling;
  for (auto line : split(error.what(), '\n')) {
    line = trim(line);
    if (line.empty()) continue;
    last = line;
    const bool noise = line.find("bad seek") != std::string_view::npos ||
                       line.find("Warning") != std::string_view::npos;
    if (telling.empty() && !noise) telling = line;
  }
  ::vips_error_clear();
  if (telling.empty()) telling = last;
  return telling.empty() ? "the decoder gave up" : toUtf8(cutUtf8(telling, 300));
}

template <class Work>
auto decoding(const Work& work) {
  try {
    return work();
  } catch (const VError& error) {
    throw Error{Code::Unreadable, reason(error), "It is kept as it is."};
  }
}

void checkSize(int width, int height) {
  if (width < 1 || height < 1) throw Error{Code::Unreadable, "the picture has no size", ""};
  if (static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) > pixelLimit) {
    throw Error{Code::MediaLimit,
                fmt::format("{} by {} pixels are more than will be decoded", width, height), ""};
  }
}

Pixels pixelsOf(const VImage& image, int width, int height, VipsSize how) {
  auto small =
      image.thumbnail_image(width, VImage::option()->set("height", height)->set("size", how));
  if (!small.has_alpha()) small = small.bandjoin(255);
  if (small.bands() != 4)
    throw Error{Code::Unreadable, "the picture has an unusual number of channels", ""};
  small = small.cast(VIPS_FORMAT_UCHAR);
  std::size_t size = 0;
  void* memory = small.write_to_memory(&size);
  Pixels pixels{static_cast<std::uint32_t>(small.width()),
                static_cast<std::uint32_t>(small.height()),
                std::string(static_cast<const char*>(memory), size)};
  g_free(memory);
  return pixels;
}

VImage onWhite(const VImage& image) {
  return image.flatten(VImage::option()->set("background", std::vector<double>{255}));
}

std::string encode(VImage image, PreviewFormat format) {
  VipsBlob* blob = nullptr;
  if (format == PreviewFormat::Jpeg) {
    if (image.has_alpha()) image = onWhite(image);
    blob = image.jpegsave_buffer(VImage::option()->set("Q", 82)->set("strip", true));
  } else {
    blob =
        image.webpsave_buffer(VImage::option()->set("Q", 78)->set("strip", true)->set("effort", 2));
  }
  std::size_t size = 0;
  const void* memory = ::vips_blob_get(blob, &size);
  std::string bytes(static_cast<const char*>(memory), size);
  ::vips_area_unref(VIPS_AREA(blob));
  return bytes;
}

VImage noLargerThan(const VImage& image, int edge) {
  if (std::max(image.width(), image.height()) <= edge) return image;
  return image.thumbnail_image(edge,
                               VImage::option()->set("height", edge)->set("size", VIPS_SIZE_DOWN));
}

Preview render(const VImage& from, const PreviewRequest& request) {
  const auto image = noLargerThan(from, static_cast<int>(request.longEdge));
  return {request, encode(image, request.format), static_cast<std::uint32_t>(image.width()),
          static_cast<std::uint32_t>(image.height())};
}

/// From an upright sRGB picture of at most workingEdge.
void fill(Picture& picture, VImage image, const std::vector<PreviewRequest>& requests) {
  image = image.copy_memory();
  const auto small = noLargerThan(image, smallEdge).copy_memory();
  for (const auto& request : requests) {
    picture.previews.push_back(render(request.longEdge <= smallEdge ? small : image, request));
  }
  // What looks alike on a white page is alike: black letters on nothing are not all black.
  const auto seen = small.has_alpha() ? onWhite(small) : small;
  picture.perceptualHash = perceptualHash(pixelsOf(seen, 32, 32, VIPS_SIZE_FORCE));
  const auto tiny = pixelsOf(small, 64, 64, VIPS_SIZE_DOWN);
  picture.thumbHash = thumbHash(tiny);
  picture.colour = averageColour(tiny);
}

int number(const VImage& image, const char* name, int otherwise) {
  return image.get_typeof(name) == G_TYPE_INT ? image.get_int(name) : otherwise;
}

/// What the header says, before any pixel is decoded.
Picture header(const VImage& image) {
  checkSize(image.width(), image.height());
  Picture picture;
  const int orientation = number(image, VIPS_META_ORIENTATION, 0);
  if (orientation >= 1 && orientation <= 8)
    picture.orientation = static_cast<std::uint32_t>(orientation);
  picture.width = static_cast<std::uint32_t>(image.width());
  picture.height = static_cast<std::uint32_t>(image.height());
  if (orientation >= 5) std::swap(picture.width, picture.height);
  const int pages = number(image, VIPS_META_N_PAGES, 1);
  if (pages > 1) picture.pages = static_cast<std::uint32_t>(pages);
  return picture;
}

/// Without EXIF, XMP, IPTC and profile: previews carry none. They also must go before the picture
/// they came with does: libvips 8.14 lends the EXIF block of a HEIF file and forgets to keep its
/// owner.
VImage bare(const VImage& image) {
  auto copy = image.copy();
  for (const auto* name :
       {VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME, VIPS_META_ICC_NAME}) {
    if (copy.get_typeof(name) != 0) copy.remove(name);
  }
  return copy;
}

/// A JPEG shrinks by 2, 4 or 8 while it is decoded, at a fraction of the cost. libvips leaves twice
/// the size wanted for its own filter; for a preview once is enough.
int shrinkOnLoad(const VImage& header) {
  if (!std::string_view(header.get_string("vips-loader")).starts_with("jpegload")) return 1;
  const int excess = std::max(header.width(), header.height()) / workingEdge;
  return excess >= 8 ? 8 : excess >= 4 ? 4 : excess >= 2 ? 2 : 1;
}

VImage shrunk(const std::function<VSource()>& open, int shrink, VOption* options) {
  if (shrink == 1) return VImage::thumbnail_source(open(), workingEdge, options);
  return VImage::new_from_source(open(), "",
                                 VImage::option()
                                     ->set("shrink", shrink)
                                     ->set("access", VIPS_ACCESS_SEQUENTIAL)
                                     ->set("fail_on", VIPS_FAIL_ON_NONE))
      .thumbnail_image(workingEdge, options);
}

/// Whether its colours are those of sRGB as they are. Then the way through the profile connection
/// space, which costs as much as the decoding, would change nothing.
bool isPlainSrgb(const VImage& image) {
  if (image.interpretation() != VIPS_INTERPRETATION_sRGB) return false;
  if (image.get_typeof(VIPS_META_ICC_NAME) == 0) return true;
  // The profile that most pictures carry: "sRGB IEC61966-2.1", 3,144 bytes, copyright 1998.
  constexpr std::string_view known =
      "2b3aa1645779a9e634744faf9b01e9102b0c9b88fd6deced7934df86b949af7e";
  std::size_t size = 0;
  const void* profile = image.get_blob(VIPS_META_ICC_NAME, &size);
  return Sha256::of({static_cast<const char*>(profile), size}).hex() == known;
}

VImage workingCopy(const std::function<VSource()>& open, const VImage& header) {
  const int shrink = shrinkOnLoad(header);
  const auto options = [&] {
    auto* all = VImage::option()->set("height", workingEdge)->set("size", VIPS_SIZE_DOWN);
    return shrink == 1 ? all->set("fail_on", VIPS_FAIL_ON_NONE) : all;
  };
  try {
    auto* exact = options();
    if (!isPlainSrgb(header)) exact->set("export_profile", "srgb");
    return bare(shrunk(open, shrink, exact)).copy_memory();
  } catch (const VError& error) {
    // A damaged colour profile is no reason not to look at the picture.
    if (std::string_view(error.what()).find("VipsIcc") == std::string_view::npos) throw;
    ::vips_error_clear();
    return bare(shrunk(open, shrink, options())).copy_memory();
  }
}

VImage turned(VImage image, std::uint32_t orientation) {
  if (orientation < 2 || orientation > 8) return image;
  image = image.copy();
  image.set(VIPS_META_ORIENTATION, static_cast<int>(orientation));
  return image.autorot();
}

/// `orientation` is for pictures that do not say themselves how they are to be turned.
Picture fromVipsSource(const std::function<VSource()>& open,
                       const std::vector<PreviewRequest>& requests, std::uint32_t orientation = 1) {
  return decoding([&] {
    const auto unread = VImage::new_from_source(open(), "");
    auto picture = header(unread);
    if (picture.orientation) orientation = 1;
    fill(picture, turned(workingCopy(open, unread), orientation), requests);
    return picture;
  });
}

/// Borrows the pixels.
VImage imageOf(const Pixels& pixels) {
  return VImage::new_from_memory(const_cast<char*>(pixels.rgba.data()), pixels.rgba.size(),
                                 static_cast<int>(pixels.width), static_cast<int>(pixels.height), 4,
                                 VIPS_FORMAT_UCHAR)
      .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
}

}  // namespace

void warmUp() {
  ::setenv("VIPS_NOVECTOR", "1", 1);  // its compiler would need memory that can be executed
  if (VIPS_INIT("atelier") != 0) return;
  ::vips_concurrency_set(1);
  ::vips_cache_set_max(0);
  ::vips_block_untrusted_set(TRUE);
  // Fuzzed by their makers and wanted here; everything else that libvips calls untrusted stays
  // blocked.
  for (const auto* name : {"VipsForeignLoadSvg", "VipsForeignLoadHeif", "VipsForeignLoadJxl",
                           "VipsForeignLoadJp2k", "VipsForeignLoadPdf"}) {
    ::vips_operation_block_set(name, FALSE);
  }
}

Picture headerOf(const Source& source) {
  return decoding([&] {
    source.rewind();
    return header(VImage::new_from_source(VSource::new_from_descriptor(source.fd()), ""));
  });
}

Picture fromSource(const Source& source, const std::vector<PreviewRequest>& requests) {
  return fromVipsSource(
      [&] {
        source.rewind();
        return VSource::new_from_descriptor(source.fd());
      },
      requests);
}

Picture fromMemory(std::string_view encoded, const std::vector<PreviewRequest>& requests,
                   std::uint32_t orientation) {
  return fromVipsSource([&] { return VSource::new_from_memory(encoded.data(), encoded.size()); },
                        requests, orientation);
}

Picture fromPixels(const Pixels& pixels, const std::vector<PreviewRequest>& requests) {
  checkSize(static_cast<int>(pixels.width), static_cast<int>(pixels.height));
  return decoding([&] {
    const auto image = imageOf(pixels);
    Picture picture;
    picture.width = pixels.width;
    picture.height = pixels.height;
    fill(picture, noLargerThan(image, workingEdge), requests);
    return picture;
  });
}

std::string encoded(const Pixels& pixels, PreviewFormat format) {
  return decoding([&] {
    return encode(imageOf(pixels).extract_band(0, VImage::option()->set("n", 3)), format);
  });
}

}  // namespace atelier::media::vips
