#pragma once

#include "media/source.h"

/// Plain text and Markdown: a title and the words, for searching. Pure; no library.
namespace atelier::media::text {

void readText(const Source& source, Inspected& into);

}  // namespace atelier::media::text
