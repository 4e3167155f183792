#pragma once

#include "media/source.h"

/// PDF: title, author, pages and text (poppler). Runs in the jail only; the picture of the first
/// page is drawn by libvips, which uses the same renderer.
namespace atelier::media::poppler {

/// Throws Error{Unreadable} with the reason: encrypted, damaged.
void readPdf(const Source& source, Inspected& into);

}  // namespace atelier::media::poppler
