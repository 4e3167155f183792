#pragma once

#include "media/source.h"

/// The small pictures beside the seek bar. Runs in the jail only.
namespace atelier::media::ffmpeg {

/// All tiles on one sheet, each the last keyframe before the middle of its stretch of time: the
/// film between them is not decoded. A tile that cannot be had repeats the one before. Throws
/// Error{Unreadable}.
Pixels storyboard(const Source& source, const Storyboard& board, const Piece& tell);

}  // namespace atelier::media::ffmpeg
