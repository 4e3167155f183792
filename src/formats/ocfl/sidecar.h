#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::ocfl {

/// The digest in a sidecar, as written; nothing if it does not have the form "DIGEST
/// inventory.json" (E061).
std::optional<std::string> parseSidecar(std::string_view text);

/// True if the sidecar's digest is that of these bytes. Digests are the same in either case.
bool sidecarFits(std::string_view sidecar, std::string_view inventoryText,
                 std::string_view algorithm);

}  // namespace atelier::ocfl
