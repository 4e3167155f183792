#pragma once

#include "formats/metadata/description.h"

#include <cstddef>
#include <span>
#include <string_view>

/// What bytes are, told from the bytes: pure, bounded, never by the name. The name only breaks ties
/// between kinds of plain text (Markdown looks like any other text).
namespace atelier::media {

struct Sniffed {
  metadata::Kind kind = metadata::Kind::Other;
  std::string_view mediaType = "application/octet-stream";
  bool raw = false;  ///< a camera's sensor data
};

/// `head`: the first 64 KiB, or all of a shorter file.
Sniffed sniff(std::span<const std::byte> head, std::string_view fileName);

inline constexpr std::size_t sniffBytes = std::size_t{64} << 10;

}  // namespace atelier::media
