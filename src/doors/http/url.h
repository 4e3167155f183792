#pragma once

#include "doors/http/message.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Request targets and query strings (RFC 3986, RFC 9112 section 3.2), decoded once into text that
/// cannot mislead a later reader: a path never holds an encoded slash, a NUL, a dot segment or
/// broken UTF-8.
namespace atelier::http {

struct Target {
  std::string path;
  std::vector<Field> query;
  std::string authority;  ///< of the absolute form, else empty
};

/// Error{InvalidInput} with the byte offset of what is wrong.
Target parseTarget(std::string_view target);

/// "a=1&b=x+y": at most 100 parameters; '+' is a space.
std::vector<Field> parseQuery(std::string_view query);

/// Error{InvalidInput} on a malformed escape, a NUL or bytes that are no UTF-8.
std::string percentDecode(std::string_view text, bool plusIsSpace);

/// Everything but unreserved characters escaped (RFC 3986, 2.3), also for RFC 8187 parameters.
std::string percentEncode(std::string_view text);

/// `attachment; filename="..."; filename*=UTF-8''...` (RFC 6266), safe for any name.
std::string attachment(std::string_view fileName);

}  // namespace atelier::http
