// rooms: media
#include "media/documents/xml_walker.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Every walk comes to an end, whatever the bytes; a step never takes less than a byte, but an empty
// element is two.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using atelier::media::documents::XmlWalker;
  XmlWalker walker({reinterpret_cast<const char*>(data), size});
  std::size_t steps = 0;
  for (auto step = walker.next(); step != XmlWalker::Step::End; step = walker.next()) {
    if (++steps > 2 * size) std::abort();
    if (step == XmlWalker::Step::Text) walker.text();
    if (step == XmlWalker::Step::Open) walker.attribute("id");
  }
  return 0;
}
