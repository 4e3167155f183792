// rooms: formats
#include "base/error.h"
#include "formats/metadata/description.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Any bytes are either refused with an Error, or what was written from them reads as the same text
// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const auto written = toJson(atelier::metadata::descriptionFromJson(text));
    if (toJson(atelier::metadata::descriptionFromJson(written)) != written) std::abort();
  } catch (const atelier::Error&) {
  }
  return 0;
}
