#include "studio/previews.h"

#include "base/error.h"
#include "catalog/catalog.h"
#include "studio/operations/views.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <array>
#include <mutex>

#include <fmt/format.h>

namespace atelier::studio {

namespace {

std::string_view endingOf(PreviewFormat format) {
  return format == PreviewFormat::WebP ? "webp" : "jpg";
}

std::string nameOf(const media::PreviewRequest& request) {
  return fmt::format("{}.{}", request.longEdge, endingOf(request.format));
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
  fs::path folder;
  std::array<std::mutex, 16> making;  ///< chosen by digest: one maker per original at a time

  State(Studio& s, fs::path f) : studio(s), folder(std::move(f)) {}

  fs::path place(const Digest& digest, std::string_view suffix) const {
    const auto name = digest.hex();
    return folder / name.substr(0, 2) / fmt::format("{}-{}", name, suffix);
  }

  std::unique_ptr<File> openOriginal(AssetId id) const {
    return studio.vault().open(id, studio.vault().originalPath(id));
  }

  void make(const catalog::Detail& asset, const media::PreviewRequest& request) {
    const auto file = openOriginal(asset.summary.id);
    const auto seen =
        studio.media().examine(file->descriptor(), asset.description.fileName, {request});
    for (const auto& preview : seen.previews) {
      studio.previews().keep(asset.description.digest, request.longEdge, request.format,
                             preview.bytes);
    }
    if (seen.previews.empty()) {
      const auto& why = seen.inspected.unreadable;
      throw Error{Code::NotFound, "There is no picture of this asset.",
                  why.empty() ? "Its kind has none." : why};
    }
  }
};

Previews::Previews(Studio& studio, fs::path folder)
    : state_(std::make_unique<State>(studio, std::move(folder))) {
  studio.files().makeFolders(state_->folder);
}

Previews::~Previews() = default;

void Previews::keep(const Digest& digest, std::uint32_t longEdge, PreviewFormat format,
                    std::string_view bytes) {
  auto& files = state_->studio.files();
  const auto target = state_->place(digest, nameOf({longEdge, format}));
  auto partial = target;
  partial += fmt::format(".{}", state_->studio.random().token(6));
  files.makeFolders(target.parent_path());
  files.createText(partial, bytes, false);
  files.replace(partial, target);
}

PreviewFile Previews::open(AssetId id, std::uint32_t longEdge, PreviewFormat format) {
  if (longEdge != small && longEdge != large) {
    throw Error{Code::InvalidInput, "Previews are 320 or 1280 pixels long.",
                "Ask for one of these.", "/size"};
  }
  auto& studio = state_->studio;
  const auto asset = studio.catalog().detail(id);
  if (!asset) throw noSuchAsset(id.text());
  const auto& digest = asset->description.digest;
  const auto path = state_->place(digest, nameOf({longEdge, format}));
  if (!studio.files().exists(path)) {
    const std::lock_guard lock{state_->making[digest.bytes[0] % state_->making.size()]};
    if (!studio.files().exists(path)) state_->make(*asset, {longEdge, format});
  }
  auto file = studio.files().open(path, Open::Read);
  const auto size = file->size();
  return {std::move(file), size,
          fmt::format("\"{}-{}{}\"", digest.hex().substr(0, 32), longEdge, endingOf(format)),
          mediaTypeOf(format)};
}

std::optional<media::Waveform> Previews::waveform(AssetId id) {
  const auto file = state_->openOriginal(id);
  return state_->studio.media().waveform(file->descriptor());
}

void Previews::forget(const Digest& digest) {
  for (const auto& request : allRequests) {
    state_->studio.files().removeFile(state_->place(digest, nameOf(request)));
  }
}

}  // namespace atelier::studio
