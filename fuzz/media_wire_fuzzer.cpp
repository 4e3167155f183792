// rooms: media
#include "base/error.h"
#include "media/jail/wire.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// What a worker says is refused with an Error, or means the same when it is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atelier;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const auto written = media::toText(media::examinedFromText(text));
    if (media::toText(media::examinedFromText(written)) != written) std::abort();
  } catch (const Error&) {
  }
  try {
    media::stepFromText(text);
  } catch (const Error&) {
  }
  return 0;
}
