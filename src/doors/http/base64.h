#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Base64 with padding (RFC 4648, 4), as tus has it in its headers.
namespace atelier::http {

std::string toBase64(std::string_view bytes);

/// Nothing for letters outside the alphabet, missing padding or stray bits.
std::optional<std::string> fromBase64(std::string_view text);

}  // namespace atelier::http
