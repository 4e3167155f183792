#pragma once

#include "base/json/shape.h"

#include <cstdint>

/// Whole numbers of any width, behind a pointer.
namespace atelier::json {

struct Range {
  std::int64_t least;
  std::uint64_t most;
};

/// What fits into a shape of kind Signed or Unsigned.
Range rangeOf(const Shape& integer);

void putInteger(void* into, std::uint8_t bytes, std::int64_t value);

/// Sign-extended if asked for; an unsigned number of 64 bits comes as its bit pattern.
std::int64_t getInteger(const void* from, std::uint8_t bytes, bool isSigned);

}  // namespace atelier::json
