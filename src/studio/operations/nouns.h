#pragma once

#include "studio/operation.h"

#include <span>

/// One table of operations per noun.
namespace atelier::studio {

std::span<const Operation> assetOperations();
std::span<const Operation> collectionOperations();
std::span<const Operation> changeOperations();
std::span<const Operation> searchOperations();
std::span<const Operation> studioOperations();
std::span<const Operation> watchOperations();
std::span<const Operation> tokenOperations();
std::span<const Operation> userOperations();
std::span<const Operation> sessionOperations();
std::span<const Operation> auditOperations();
std::span<const Operation> playingOperations();
std::span<const Operation> streamOperations();

}  // namespace atelier::studio
