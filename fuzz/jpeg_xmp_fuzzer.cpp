// rooms: media
#include "base/text.h"
#include "media/exiv2/jpeg_xmp.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

// Whatever the segments say: no read beyond the bytes, and text that is not longer than they allow.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto found = atelier::media::exiv2::jpegXmp(std::as_bytes(std::span(data, size)));
  if (found.packet.size() > 2 * size || found.extension.size() > 2 * size) std::abort();
  return 0;
}
