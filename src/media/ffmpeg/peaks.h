#pragma once

#include "media/source.h"

#include <optional>

/// The outline of a sound, for drawing it. Runs in the jail only; needs the same memory for a
/// second as for a day.
namespace atelier::media::ffmpeg {

/// All channels mixed evenly to one; for each `framesPerPeak` frames its lowest and highest sample
/// as two signed bytes, handed out piece by piece. Nothing without sound. Throws Error{Unreadable |
/// MediaLimit}.
std::optional<SoundLength> peaks(const Source& source, const Piece& tell);

}  // namespace atelier::media::ffmpeg
