#include "studio/drawings.h"

#include "base/error.h"
#include "media/media.h"
#include "studio/operations/views.h"
#include "studio/peaks_file.h"
#include "studio/studio.h"
#include "studio/versions.h"
#include "studio/workshop.h"
#include "vault/vault.h"

namespace atelier::studio {

namespace {

// With the number of their format: files that an older Atelier made are not taken for new ones.
constexpr std::string_view peaksName = "1.peaks";
constexpr std::string_view sheetName = "storyboard-1.webp";
constexpr std::string_view peaksType = "application/octet-stream";
constexpr std::string_view sheetType = "image/webp";

Error noSound() {
  return {Code::NotFound, "This asset has no sound to draw.",
          "Peaks are made of sounds and films."};
}

}  // namespace

struct Drawings::State {
  Studio& studio;
  PreviewFiles files;
  Workshop workshop;  ///< ends first: what it makes uses the rest

  using Work = std::function<void(const Version& version, File& original, const media::Piece& tell,
                                  const std::atomic<bool>& stop)>;

  State(Studio& s, PreviewFiles f) : studio(s), files(std::move(f)) {}

  Drawing get(const Version& version, std::string_view name, std::string_view mediaType,
              std::chrono::milliseconds patience, const Work& work) {
    const auto& digest = version.description.digest;
    if (!files.has(digest, name)) {
      const auto make = [this, version, name, work](std::atomic<double>& done,
                                                    const std::atomic<bool>& stop) {
        makeOnce(version, name, work, done, stop);
      };
      const auto key = digest.hex() + std::string(name);
      if (const auto done = workshop.make(key, make, patience)) return Making{*done};
    }
    return files.open(digest, name, mediaType);
  }

  void makeOnce(const Version& version, std::string_view name, const Work& work,
                std::atomic<double>& done, const std::atomic<bool>& stop) {
    const auto& digest = version.description.digest;
    if (files.has(digest, name)) return;  // since it was looked for
    try {
      const auto original = openOriginal(studio, version);
      const media::Piece tell = [&](double far, std::string_view) { done = far; };
      work(version, *original, tell, stop);
    } catch (const Error& error) {
      if (error.code != Code::Unreadable) throw;
      throw Error{Code::Unreadable, "It cannot be drawn: " + error.message,
                  "The original is kept as it is."};
    }
    // Erased while it was being made: then nobody else forgets it.
    if (!studio.vault().has(version.id)) files.remove(digest, name);
  }

  void makePeaks(const Version& version, File& original, const media::Piece& tell,
                 const std::atomic<bool>& stop) const {
    const auto& digest = version.description.digest;
    const auto fresh = files.fresh(digest, peaksName);
    PeaksFile outline(files.files(), files.fresh(digest, peaksName));
    const auto add = [&](double done, std::string_view pairs) {
      outline.add(pairs);
      tell(done, {});
    };
    const auto sound = studio.media().peaks(original.descriptor(), add, stop);
    if (!sound) throw noSound();
    try {
      outline.write(fresh, sound->sampleRate, sound->frames);
    } catch (...) {
      files.files().removeFile(fresh);
      throw;
    }
    files.take(fresh, digest, peaksName);
  }
};

Drawings::Drawings(Studio& studio, PreviewFiles files)
    : state_(std::make_unique<State>(studio, std::move(files))) {}

Drawings::~Drawings() = default;

Drawing Drawings::peaks(AssetId id, std::chrono::milliseconds patience) {
  const auto version = versionOf(state_->studio, id);
  const auto kind = version.description.technical.kind;
  if (kind != metadata::Kind::Audio && kind != metadata::Kind::Video) throw noSound();
  return state_->get(
      version, peaksName, peaksType, patience,
      [this](const Version& of, File& original, const media::Piece& tell,
             const std::atomic<bool>& stop) { state_->makePeaks(of, original, tell, stop); });
}

Drawing Drawings::sheet(AssetId id, std::chrono::milliseconds patience) {
  const auto version = versionOf(state_->studio, id);
  const auto board = storyboardOf(version.description);
  return state_->get(version, sheetName, sheetType, patience,
                     [this, board](const Version& of, File& original, const media::Piece& tell,
                                   const std::atomic<bool>& stop) {
                       const auto picture = state_->studio.media().storyboard(original.descriptor(),
                                                                              board, tell, stop);
                       state_->files.put(of.description.digest, sheetName, picture);
                     });
}

void Drawings::forget(const Digest& digest) {
  for (const auto name : {peaksName, sheetName}) state_->files.remove(digest, name);
}

}  // namespace atelier::studio
