#pragma once

#include "media/source.h"

#include <optional>
#include <string>

/// EPUB, OOXML (docx, pptx, xlsx) and OpenDocument: title, creator and the like, and the words for
/// searching. Runs in the jail only.
namespace atelier::media::documents {

/// `into.technical.mediaType` says which. Throws Error{Unreadable | MediaLimit} with the reason.
void readDocument(const Source& source, Inspected& into);

struct PackageList {
  std::string names;           ///< one a line
  std::string_view mediaType;  ///< of a document; empty if it is none
};

/// What stands in a ZIP. Throws Error{Unreadable} if it is damaged.
PackageList listPackage(const Source& source);

/// The picture that a package carries of itself: an EPUB's cover, an office document's thumbnail;
/// encoded.
std::optional<std::string> cover(const Source& source, std::string_view mediaType);

}  // namespace atelier::media::documents
