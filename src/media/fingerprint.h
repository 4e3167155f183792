#pragma once

#include "media/source.h"

#include <cstdint>
#include <string>

/// Small marks made from a small picture: what it looks like while it loads, and what it looks like
/// to a machine.
namespace atelier::media {

/// ThumbHash (evanw, 2023) in base64: average colour, shape and a few cosine coefficients in at
/// most 28 bytes. `pixels` is at most 100 by 100.
std::string thumbHash(const Pixels& pixels);

/// 64-bit perceptual hash: grey values of a 32 by 32 picture, cosine transform (DCT-II), the 8 by 8
/// lowest frequencies row by row; a bit is set where the coefficient is above the median of all but
/// the first. The first bit (the mean brightness) is always 0. Pictures that look alike differ in
/// few bits.
std::uint64_t perceptualHash(const Pixels& pixels32);

/// "#rrggbb", transparent pixels left out.
std::string averageColour(const Pixels& pixels);

}  // namespace atelier::media
