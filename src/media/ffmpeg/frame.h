#pragma once

#include "media/source.h"

extern "C" {
#include <libavformat/avformat.h>
}

/// From a decoded frame to a picture that can be shown. Runs in the jail only.
namespace atelier::media::ffmpeg {

/// Clockwise degrees by which a player turns the picture: 0, 90, 180 or 270.
int rotation(const AVStream& stream);

/// Turned, and no larger than this. Throws Error{Unreadable} if its pixels cannot be shown.
Pixels upright(const AVFrame& frame, int longEdge, int turn);

/// Turned, and of exactly this size.
Pixels upright(const AVFrame& frame, int width, int height, int turn);

}  // namespace atelier::media::ffmpeg
