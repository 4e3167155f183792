#pragma once

#include "base/digest.h"
#include "base/files.h"
#include "base/id.h"
#include "media/media.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pictures of assets at two sizes and in two formats. They live in cache/previews, named by the
/// digest of the original, are never synced and may be deleted at any time: what is missing is made
/// again.
namespace atelier::studio {

class Studio;

using media::PreviewFormat;
std::string_view mediaTypeOf(PreviewFormat format);

struct PreviewFile {
  std::unique_ptr<File> file;
  std::uint64_t size = 0;
  std::string etag;
  std::string_view mediaType;
};

class Previews {
 public:
  Previews(Studio& studio, fs::path folder);
  ~Previews();

  static constexpr std::uint32_t small = 320;  ///< pixels of the long edge
  static constexpr std::uint32_t large = 1280;

  /// Keeps what was made while the bytes came in.
  void keep(const Digest& digest, std::uint32_t longEdge, PreviewFormat format,
            std::string_view bytes);

  /// The preview, made now if it is missing. Error{NotFound} for no such asset, Error{Unreadable}
  /// if the asset has no picture; `longEdge` is one of the two sizes.
  PreviewFile open(AssetId id, std::uint32_t longEdge, PreviewFormat format);

  /// Of the sound in an asset; nothing if it has none.
  std::optional<media::Waveform> waveform(AssetId id);

  /// Removes the previews of an erased original.
  void forget(const Digest& digest);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
