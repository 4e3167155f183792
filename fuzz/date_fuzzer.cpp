// rooms: media
#include "media/date.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// A date that was read is read again as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto half = size / 2;
  for (const auto offset : {std::string_view(), std::string_view("+02:00"), text.substr(half)}) {
    const auto date = atelier::media::normalDate(text.substr(0, half), offset);
    if (date && atelier::media::normalDate(*date) != date) std::abort();
  }
  return 0;
}
