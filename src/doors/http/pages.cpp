#include "doors/http/pages.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace atelier::http {

namespace {

constexpr std::string_view indexPath = "/index.html";

const PageFile* fileAt(std::string_view path) {
  const auto files = pageFiles();
  const auto found = std::ranges::find(files, path, &PageFile::path);
  return found == files.end() ? nullptr : &*found;
}

bool isPlaceInThePage(const Request& request) {
  return request.path.find('.') == std::string::npos &&
         request.headers.get("accept").find("text/html") != std::string_view::npos;
}

std::optional<Answer> embedded(std::string_view path) {
  const auto* file = fileAt(path);
  if (file == nullptr) return std::nullopt;
  Answer answer;
  answer.type = file->type;
  answer.etag = file->etag;
  const bool lasting = path.starts_with("/page/");
  answer.cache = lasting ? "public, max-age=31536000, immutable" : "no-cache";
  answer.body = FixedBytes{file->data, file->gzipped};
  return answer;
}

std::filesystem::path& pageFolder() {
  static std::filesystem::path folder;
  return folder;
}

std::string_view typeOf(std::string_view path) {
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  return "text/html; charset=utf-8";
}

std::optional<Answer> fromFolder(std::string_view path) {
  if (path.find("..") != std::string_view::npos) return std::nullopt;
  std::ifstream file(pageFolder() / path.substr(1), std::ios::binary);
  if (!file) return std::nullopt;
  Answer answer;
  answer.type = typeOf(path);
  answer.cache = "no-cache";
  answer.body = Bytes{std::string(std::istreambuf_iterator<char>(file), {})};
  return answer;
}

}  // namespace

void servePageFrom(std::filesystem::path folder) { pageFolder() = std::move(folder); }

std::optional<Answer> pageAnswer(const Request& request) {
  const auto read = pageFolder().empty() ? &embedded : &fromFolder;
  auto answer = read(request.path == "/" ? indexPath : std::string_view(request.path));
  if (!answer && isPlaceInThePage(request)) answer = read(indexPath);
  if (answer) answer->trust = Trust::Page;
  return answer;
}

}  // namespace atelier::http
