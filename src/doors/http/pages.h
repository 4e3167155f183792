#pragma once

#include "doors/http/message.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

/// The page's files, which are part of the program (cmake/embed.cmake).
namespace atelier::http {

struct PageFile {
  std::string_view path;  ///< "/index.html"; "/page/main-5F3K.js" never has another content
  std::string_view type;  ///< media type
  std::string_view etag;  ///< with quotes
  std::string_view data;
  std::string_view gzipped;  ///< empty if it would not shrink
};

std::span<const PageFile> pageFiles();

/// Serves the page from a folder instead, read anew for each request: for those who change it.
/// To be called before the server runs.
void servePageFrom(std::filesystem::path folder);

/// A file, or the page itself for addresses of places in it: those without a dot that a browser
/// navigates to. Nothing if there is no such file.
std::optional<Answer> pageAnswer(const Request& request);

}  // namespace atelier::http
