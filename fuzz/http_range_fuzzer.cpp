// rooms: doors
#include "doors/http/range.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Whatever is asked for, no range leaves the file and no more is sent than the file or sixteen
// parts have.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::uint64_t length = std::uint64_t{data[0]} << (data[1] % 56);
  const auto ranges =
      atelier::http::parseRange({reinterpret_cast<const char*>(data + 2), size - 2}, length);
  if (!ranges) return 0;
  if (ranges->size() > atelier::http::mostRanges) std::abort();
  for (const auto& range : *ranges) {
    if (range.first > range.last || range.last >= length) std::abort();
  }
  return 0;
}
