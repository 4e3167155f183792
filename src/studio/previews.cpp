#include "studio/previews.h"

#include "base/error.h"
#include "studio/studio.h"
#include "studio/versions.h"

#include <array>
#include <mutex>

#include <fmt/format.h>

namespace atelier::studio {

namespace {

std::string nameOf(const media::PreviewRequest& request) {
  return fmt::format("{}.{}", request.longEdge,
                     request.format == PreviewFormat::WebP ? "webp" : "jpg");
}

constexpr std::array allRequests{media::PreviewRequest{Previews::small, PreviewFormat::WebP},
                                 media::PreviewRequest{Previews::small, PreviewFormat::Jpeg},
                                 media::PreviewRequest{Previews::large, PreviewFormat::WebP},
                                 media::PreviewRequest{Previews::large, PreviewFormat::Jpeg}};

}  // namespace

std::string_view mediaTypeOf(PreviewFormat format) {
  return format == PreviewFormat::WebP ? "image/webp" : "image/jpeg";
}

struct Previews::State {
  Studio& studio;
  PreviewFiles files;
  std::array<std::mutex, 16> making;  ///< chosen by digest: one maker per original at a time

  State(Studio& s, PreviewFiles f) : studio(s), files(std::move(f)) {}

  void make(const Version& version, const media::PreviewRequest& request) {
    const auto file = openOriginal(studio, version);
    const auto seen =
        studio.media().examine(file->descriptor(), version.description.fileName, {request});
    for (const auto& preview : seen.previews)
      files.put(version.description.digest, nameOf(request), preview.bytes);
    if (seen.previews.empty()) {
      const auto& why = seen.inspected.unreadable;
      throw Error{Code::NotFound, "There is no picture of this asset.",
                  why.empty() ? "Its kind has none." : why};
    }
  }
};

Previews::Previews(Studio& studio, PreviewFiles files)
    : state_(std::make_unique<State>(studio, std::move(files))) {}

Previews::~Previews() = default;

void Previews::keep(const Digest& digest, std::uint32_t longEdge, PreviewFormat format,
                    std::string_view bytes) {
  state_->files.put(digest, nameOf({longEdge, format}), bytes);
}

PreviewFile Previews::open(AssetId id, std::uint32_t longEdge, PreviewFormat format,
                           std::optional<std::uint32_t> number) {
  if (longEdge != small && longEdge != large) {
    throw Error{Code::InvalidInput, "Previews are 320 or 1280 pixels long.",
                "Ask for one of these.", "/size"};
  }
  const auto version = versionOf(state_->studio, id, number);
  const auto& digest = version.description.digest;
  const media::PreviewRequest request{longEdge, format};
  if (!state_->files.has(digest, nameOf(request))) {
    const std::lock_guard lock{state_->making[digest.bytes[0] % state_->making.size()]};
    if (!state_->files.has(digest, nameOf(request))) state_->make(version, request);
  }
  return state_->files.open(digest, nameOf(request), mediaTypeOf(format));
}

void Previews::forget(const Digest& digest) {
  for (const auto& request : allRequests) state_->files.remove(digest, nameOf(request));
}

}  // namespace atelier::studio
