#pragma once

#include "doors/http/message.h"

#include <optional>
#include <span>
#include <string_view>

/// The page's files, which are part of the program (cmake/embed.cmake).
namespace atelier::http {

struct PageFile {
  std::string_view path;     ///< "/app.js"
  std::string_view type;     ///< media type
  std::string_view etag;     ///< with quotes
  std::string_view version;  ///< what ?v= says where it may be kept for ever
  std::string_view data;
  std::string_view gzipped;  ///< empty if it would not shrink
};

std::span<const PageFile> pageFiles();

/// A file, or the page itself for addresses of places in it: those without a dot that a browser
/// navigates to. Nothing if there is no such file.
std::optional<Answer> pageAnswer(const Request& request);

}  // namespace atelier::http
