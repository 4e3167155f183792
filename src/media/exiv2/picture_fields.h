#pragma once

#include "media/source.h"

#include <optional>
#include <string>

/// What EXIF, IPTC-IIM and XMP in a picture say (exiv2), and the preview that a camera put into its
/// RAW file. Runs in the jail only.
namespace atelier::media::exiv2 {

/// Once, in the zygote.
void warmUp();

/// Adds fields and, for RAW files, sizes. Damaged metadata adds what could be read; never throws
/// for it.
void readFields(const Source& source, Inspected& into);

/// The largest embedded preview, encoded; nothing if there is none.
std::optional<std::string> embeddedPreview(const Source& source);

}  // namespace atelier::media::exiv2
