#pragma once

#include "media/source.h"

#include <optional>

/// Sound and film, by FFmpeg's libraries: input through the descriptor only, one thread, no
/// protocols, so no playlist can name another file. Runs in the jail only.
namespace atelier::media::ffmpeg {

/// Once, in the zygote.
void warmUp();

/// Duration, size, codec, tags. Throws Error{Unreadable} with the reason if it is neither sound nor
/// film.
void readStreams(const Source& source, Inspected& into);

/// The first picture that is not nearly black, of the first few seconds, upright. Nothing if there
/// is no picture.
std::optional<Pixels> firstFrame(const Source& source);

}  // namespace atelier::media::ffmpeg
