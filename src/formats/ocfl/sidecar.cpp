#include "formats/ocfl/sidecar.h"

#include "base/text.h"
#include "formats/ocfl/hashing.h"
#include "formats/ocfl/inventory.h"

namespace atelier::ocfl {

std::optional<std::string> parseSidecar(std::string_view text) {
  // OCFL 1.1, 3.7: the digest, one or more spaces or tabs, the name. A missing line end is let
  // pass.
  const auto end = text.find_first_not_of("0123456789abcdefABCDEF");
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  auto rest = text.substr(end);
  const auto name = rest.find_first_not_of(" \t");
  if (name == 0 || name == std::string_view::npos) return std::nullopt;
  rest.remove_prefix(name);
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  if (rest != inventoryFile) return std::nullopt;
  return std::string{text.substr(0, end)};
}

bool sidecarFits(std::string_view sidecar, std::string_view inventoryText,
                 std::string_view algorithm) {
  auto digest = parseSidecar(sidecar);
  return digest && digestSupported(algorithm) &&
         lowerAscii(*digest) == digestOf(algorithm, inventoryText);
}

}  // namespace atelier::ocfl
