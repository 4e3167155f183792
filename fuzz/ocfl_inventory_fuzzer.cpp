// rooms: formats
#include "base/error.h"
#include "formats/ocfl/inventory.h"
#include "formats/ocfl/layout.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Any bytes are either refused with an Error or come back equal after a write and a read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const auto inventory = atelier::ocfl::parseInventory(text);
    if (atelier::ocfl::parseInventory(atelier::ocfl::toJson(inventory)) != inventory) std::abort();
  } catch (const atelier::Error&) {
  }
  try {
    atelier::ocfl::parseLayout(text, text).objectPath("urn:a");
  } catch (const atelier::Error&) {
  }
  return 0;
}
