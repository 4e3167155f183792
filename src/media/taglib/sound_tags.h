#pragma once

#include "media/source.h"

#include <optional>
#include <string>

/// Tags of sound files, and the cover in them (TagLib). Runs in the jail only.
namespace atelier::media::taglib {

/// Adds fields; never throws for damaged tags.
void readTags(const Source& source, Inspected& into);

/// The front cover as it is embedded (JPEG, PNG); nothing if there is none.
std::optional<std::string> cover(const Source& source);

}  // namespace atelier::media::taglib
