#pragma once

#include "store/store.h"

#include <span>

namespace atelier::studio {

/// The schema of this room, numbers 300 to 399.
std::span<const store::Migration> migrations();

}  // namespace atelier::studio
