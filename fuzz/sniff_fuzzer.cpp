// rooms: media
#include "media/sniff.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

// Any bytes are something, and what they are does not depend on more than the head.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atelier;
  const auto head = std::as_bytes(std::span(data, size));
  const auto is = media::sniff(head, "a.md");
  if (is.mediaType.empty()) std::abort();
  if (is.raw && is.kind != metadata::Kind::Image) std::abort();
  if (media::sniff(head, "a.md").mediaType != is.mediaType) std::abort();
  media::sniff(head, "b.json");
  return 0;
}
