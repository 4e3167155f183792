#pragma once

#include "base/digest.h"
#include "base/files.h"
#include "base/id.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pictures of assets at two sizes and in two formats. They live in cache/previews, named by the digest of
/// the original, are never synced and may be deleted at any time: what is missing is made again.
namespace atelier::studio {

class Studio;

enum class PreviewFormat : std::uint8_t { WebP, Jpeg };
std::string_view mediaTypeOf(PreviewFormat format);

struct PreviewFile {
  std::unique_ptr<File> file;
  std::uint64_t size = 0;
  std::string etag;
  std::string_view mediaType;
};

/// Loudness over time, for drawing: pairs of lowest and highest sample of each stretch, -128 to 127.
struct WaveformView {
  std::vector<std::int8_t> peaks;
  double secondsPerPeak = 0;
};

class Previews {
 public:
  Previews(Studio& studio, fs::path folder);
  ~Previews();

  static constexpr std::uint32_t small = 320;   ///< pixels of the long edge
  static constexpr std::uint32_t large = 1280;

  /// Keeps what was made while the bytes came in.
  void keep(const Digest& digest, std::uint32_t longEdge, PreviewFormat format,
            std::string_view bytes);

  /// The preview, made now if it is missing. Error{NotFound} for no such asset, Error{Unreadable} if the
  /// asset has no picture; `longEdge` is one of the two sizes.
  PreviewFile open(AssetId id, std::uint32_t longEdge, PreviewFormat format);

  /// Of the sound in an asset; nothing if it has none.
  std::optional<WaveformView> waveform(AssetId id);

  /// Removes the previews of an erased original.
  void forget(const Digest& digest);

 private:
  fs::path place(const Digest& digest, std::string_view suffix) const;
  void make(AssetId id, const Digest& digest);

  Studio& studio_;
  fs::path folder_;
  struct Making;
  std::unique_ptr<Making> making_;  ///< one maker per original at a time
};

}  // namespace atelier::studio
