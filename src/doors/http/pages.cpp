#include "doors/http/pages.h"

#include <algorithm>

namespace atelier::http {

namespace {

const PageFile* fileAt(std::string_view path) {
  const auto files = pageFiles();
  const auto found = std::ranges::find(files, path, &PageFile::path);
  return found == files.end() ? nullptr : &*found;
}

bool isPlaceInThePage(const Request& request) {
  return request.path.find('.') == std::string::npos &&
         request.headers.get("accept").find("text/html") != std::string_view::npos;
}

}  // namespace

std::optional<Answer> pageAnswer(const Request& request) {
  const auto* file = fileAt(request.path == "/" ? "/index.html" : request.path);
  if (file == nullptr && isPlaceInThePage(request)) file = fileAt("/index.html");
  if (file == nullptr) return std::nullopt;
  Answer answer;
  answer.type = file->type;
  answer.etag = file->etag;
  answer.trust = Trust::Page;
  const bool versioned = request.param("v") == file->version;
  answer.cache = versioned ? "public, max-age=31536000, immutable" : "no-cache";
  answer.body = FixedBytes{file->data, file->gzipped};
  return answer;
}

}  // namespace atelier::http
