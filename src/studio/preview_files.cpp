#include "studio/preview_files.h"

#include <fmt/format.h>

namespace atelier::studio {

PreviewFiles::PreviewFiles(Files& files, Random& random, fs::path folder)
    : files_(files), random_(random), folder_(std::move(folder)) {
  files_.makeFolders(folder_);
}

fs::path PreviewFiles::place(const Digest& digest, std::string_view name) const {
  const auto digits = digest.hex();
  return folder_ / digits.substr(0, 2) / fmt::format("{}-{}", digits, name);
}

bool PreviewFiles::has(const Digest& digest, std::string_view name) const {
  return files_.exists(place(digest, name));
}

PreviewFile PreviewFiles::open(const Digest& digest, std::string_view name,
                               std::string_view mediaType) const {
  auto file = files_.open(place(digest, name), Open::Read);
  const auto size = file->size();
  return {std::move(file), size, fmt::format("\"{}-{}\"", digest.hex().substr(0, 32), name),
          mediaType};
}

void PreviewFiles::remove(const Digest& digest, std::string_view name) const {
  files_.removeFile(place(digest, name));
}

fs::path PreviewFiles::fresh(const Digest& digest, std::string_view name) const {
  auto path = place(digest, name);
  files_.makeFolders(path.parent_path());
  path += fmt::format(".{}", random_.token(6));
  return path;
}

void PreviewFiles::take(const fs::path& fresh, const Digest& digest, std::string_view name) const {
  files_.replace(fresh, place(digest, name));
}

void PreviewFiles::put(const Digest& digest, std::string_view name, std::string_view bytes) const {
  const auto partial = fresh(digest, name);
  files_.createText(partial, bytes, false);
  take(partial, digest, name);
}

}  // namespace atelier::studio
