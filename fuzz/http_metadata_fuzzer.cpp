// rooms: doors
#include "base/error.h"
#include "doors/http/base64.h"
#include "doors/http/tus.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Metadata of an upload is refused, or says the same once it is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto fields =
        atelier::http::parseUploadMetadata({reinterpret_cast<const char*>(data), size});
    std::string written;
    for (const auto& field : fields) {
      written +=
          (written.empty() ? "" : ",") + field.name + " " + atelier::http::toBase64(field.value);
    }
    const auto again = atelier::http::parseUploadMetadata(written);
    if (again.size() != fields.size()) std::abort();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (again[i].name != fields[i].name || again[i].value != fields[i].value) std::abort();
    }
  } catch (const atelier::Error&) {
  }
  return 0;
}
