#pragma once

#include "media/source.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pictures, by libvips: upright, in sRGB, at the sizes asked for. Runs in the jail only.
namespace atelier::media::vips {

/// Once, in the zygote: loads libvips with its modules and blocks the loaders that nobody fuzzes.
void warmUp();

struct Picture {
  std::uint32_t width = 0;  ///< of the original, upright
  std::uint32_t height = 0;
  std::optional<std::uint32_t> orientation;
  std::optional<std::uint32_t> pages;
  std::vector<Preview> previews;
  std::uint64_t perceptualHash = 0;
  std::string thumbHash;
  std::string colour;
};

/// Size, orientation and pages as the header says, without decoding. The rest stays empty.
Picture headerOf(const Source& source);

/// Throws Error{Unreadable | MediaLimit} with the reason.
Picture fromSource(const Source& source, const std::vector<PreviewRequest>& requests);
/// `orientation` (EXIF 1 to 8) is how the picture is to be turned if it does not say so itself.
Picture fromMemory(std::string_view encoded, const std::vector<PreviewRequest>& requests,
                   std::uint32_t orientation = 1);
Picture fromPixels(const Pixels& pixels, const std::vector<PreviewRequest>& requests);

/// As they are, without what lies behind them.
std::string encoded(const Pixels& pixels, PreviewFormat format);

}  // namespace atelier::media::vips
