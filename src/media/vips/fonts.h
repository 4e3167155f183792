#pragma once

/// The fonts of this machine, for texts in SVG and PDF without fonts of their own.
namespace atelier::media::fonts {

/// Once, in the zygote: lists the installed fonts. A worker can open a font, but not look for one.
void warmUp();

}  // namespace atelier::media::fonts
