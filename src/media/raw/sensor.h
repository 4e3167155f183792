#pragma once

#include "media/source.h"

/// A camera's sensor data, by LibRaw: for RAW files without a preview worth the name. Runs in the
/// jail only.
namespace atelier::media::raw {

/// Adds what is still missing of camera, date and size: LibRaw knows the notes of some cameras
/// better than exiv2. Damaged files add nothing; never throws for them.
void readFields(const Source& source, Inspected& into);

/// Developed at half size with the camera's white balance, upright, sRGB. Throws Error{Unreadable |
/// MediaLimit}.
Pixels developed(const Source& source);

}  // namespace atelier::media::raw
