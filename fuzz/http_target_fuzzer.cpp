// rooms: doors
#include "base/error.h"
#include "base/text.h"
#include "doors/http/url.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// A target is refused, or its path is absolute, clean UTF-8 that decodes to itself once escaped
// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw{reinterpret_cast<const char*>(data), size};
  try {
    const auto target = atelier::http::parseTarget(raw);
    if (!atelier::isUtf8(target.path) || target.path.find('\0') != std::string::npos) std::abort();
    if (target.path != "*" && !target.path.starts_with('/')) std::abort();
    for (const auto segment : atelier::split(target.path, '/')) {
      if (segment == "." || segment == "..") std::abort();
      if (atelier::http::percentDecode(atelier::http::percentEncode(segment), false) != segment) {
        std::abort();
      }
    }
    for (const auto& parameter : target.query) {
      if (!atelier::isUtf8(parameter.name) || !atelier::isUtf8(parameter.value)) std::abort();
    }
  } catch (const atelier::Error&) {
  }
  return 0;
}
