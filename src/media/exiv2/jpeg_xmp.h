#pragma once

#include <cstddef>
#include <span>
#include <string>

/// The XMP of a JPEG as far as exiv2 passes it by: in UTF-16, behind a header that is a little
/// wrong, or continued in segments of its own because 64 KiB were too few (XMP Specification Part
/// 3, 1.1.3.1). Pure, and never reads beyond the bytes it is given.
namespace atelier::media::exiv2 {

struct JpegXmp {
  std::string packet;     ///< UTF-8; empty if there is none
  std::string extension;  ///< of that packet, whole; empty if there is none or a part is missing
};

JpegXmp jpegXmp(std::span<const std::byte> jpeg);

}  // namespace atelier::media::exiv2
