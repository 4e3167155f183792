// rooms: base
#include "../tests/base/json_samples.h"
#include "base/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <boost/json/value.hpp>

using namespace atelier::json;

// Any bytes are either refused with an Error that has a place, or read as a value that is written
// and read again without change, and as a record that is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const auto value = parse(text);
    for (const auto layout : {Layout::Line, Layout::Indented}) {
      if (parse(toText(value, layout), {.bytes = std::size_t{64} << 20}) != value) std::abort();
    }
    const auto record = decode<samples::Everything>(value);
    if (samples::fromText<samples::Everything>(samples::textOf(record)) != record) std::abort();
  } catch (const atelier::Error& error) {
    if (error.code == atelier::Code::Internal) std::abort();
  }
  return 0;
}
