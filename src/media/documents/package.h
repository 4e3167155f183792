#pragma once

#include "media/source.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

/// The files in a ZIP package (EPUB, OOXML, OpenDocument), by libarchive. Bounded: a bomb is an
/// error.
namespace atelier::media::documents {

/// The wanted entries by name. Throws Error{Unreadable} if the package is damaged,
/// Error{MediaLimit} if what is wanted is larger than any honest document.
std::map<std::string, std::string> entries(
    const Source& source, const std::function<bool(std::string_view name)>& wanted);

}  // namespace atelier::media::documents
