#pragma once

#include "media/media.h"
#include "media/source.h"

/// The work of a worker: which hands look at what. Runs in the jail only.
namespace atelier::media {

/// Once, in the zygote: loads what every worker needs, so that none has to open a file.
void warmUp();

/// Never throws for what the bytes are: the reason stands in `unreadable`.
Examined examineHere(const Source& source, const std::vector<PreviewRequest>& previews);

/// These throw Error{Unreadable | MediaLimit} with the reason, and what `tell` throws.
std::optional<SoundLength> peaksHere(const Source& source, const Piece& tell);
std::string storyboardHere(const Source& source, const Storyboard& board, const Piece& tell);

}  // namespace atelier::media
