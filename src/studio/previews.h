#pragma once

#include "base/digest.h"
#include "base/id.h"
#include "media/media.h"
#include "studio/preview_files.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

/// Pictures of assets at two sizes and in two formats. What is missing is made again.
namespace atelier::studio {

class Studio;

using media::PreviewFormat;
std::string_view mediaTypeOf(PreviewFormat format);

class Previews {
 public:
  Previews(Studio& studio, PreviewFiles files);
  ~Previews();

  static constexpr std::uint32_t small = 320;  ///< pixels of the long edge
  static constexpr std::uint32_t large = 1280;

  /// Keeps what was made while the bytes came in.
  void keep(const Digest& digest, std::uint32_t longEdge, PreviewFormat format,
            std::string_view bytes);

  /// The preview of the newest version or of that one, made now if it is missing. Error{NotFound}
  /// for no such asset or version, Error{Unreadable} if the asset has no picture; `longEdge` is one
  /// of the two sizes.
  PreviewFile open(AssetId id, std::uint32_t longEdge, PreviewFormat format,
                   std::optional<std::uint32_t> version = {});

  /// Removes the previews of an erased original.
  void forget(const Digest& digest);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
