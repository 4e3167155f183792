#pragma once

#include "media/source.h"

/// HEIF and AVIF by libheif itself: for the files that libvips refuses although they are sound
/// (sequences with the brand "avis", rotated grids). Runs in the jail only.
namespace atelier::media::heif {

/// The primary picture, upright, at full size, its colours taken for sRGB. Throws Error{Unreadable
/// | MediaLimit}.
Pixels primaryPicture(const Source& source);

}  // namespace atelier::media::heif
