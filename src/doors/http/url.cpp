#include "doors/http/url.h"

#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::http {

namespace {

constexpr std::size_t mostParameters = 100;

[[noreturn]] void refuse(std::string_view what, std::size_t offset) {
  throw Error{Code::InvalidInput, fmt::format("The address of the request is not valid: {}.", what),
              "Nothing was done. Escape special characters as %XX of their UTF-8 bytes.",
              fmt::format("byte {}", offset)};
}

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A slash or backslash that hides behind an escape is read differently by proxies and by us, so no
/// path may hold one.
void refuseHiddenSlashes(std::string_view path) {
  for (std::size_t i = 0; i + 2 < path.size(); ++i) {
    if (path[i] != '%') continue;
    const int value = hexValue(path[i + 1]) * 16 + hexValue(path[i + 2]);
    if (value == '/' || value == '\\') refuse("an escaped slash in the path", i);
  }
}

void refuseDotSegments(std::string_view path) {
  std::size_t offset = 0;
  for (const auto segment : split(path, '/')) {
    if (segment == "." || segment == "..") refuse("a dot segment in the path", offset);
    offset += segment.size() + 1;
  }
}

std::string decodePath(std::string_view raw) {
  refuseHiddenSlashes(raw);
  auto path = percentDecode(raw, false);
  if (path.find('\\') != std::string::npos) refuse("a backslash in the path", path.find('\\'));
  const auto control = std::ranges::find_if(path, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (control != path.end()) {
    refuse("a control character in the path", static_cast<std::size_t>(control - path.begin()));
  }
  refuseDotSegments(path);
  return path;
}

}  // namespace

std::string percentDecode(std::string_view text, bool plusIsSpace) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plusIsSpace) {
      c = ' ';
    } else if (c == '%') {
      if (i + 2 >= text.size()) refuse("an escape that is cut off", i);
      const int high = hexValue(text[i + 1]);
      const int low = hexValue(text[i + 2]);
      if (high < 0 || low < 0) refuse("an escape that is not hexadecimal", i);
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') refuse("a NUL character", i);
    decoded += c;
  }
  if (!isUtf8(decoded)) refuse("bytes that are no UTF-8", 0);
  return decoded;
}

std::vector<Field> parseQuery(std::string_view query) {
  std::vector<Field> parameters;
  if (query.empty()) return parameters;
  for (const auto part : split(query, '&')) {
    if (part.empty()) continue;
    if (parameters.size() == mostParameters) refuse("more than 100 parameters", 0);
    const auto equals = part.find('=');
    const auto value = equals == std::string_view::npos ? "" : part.substr(equals + 1);
    parameters.push_back({percentDecode(part.substr(0, equals), true), percentDecode(value, true)});
  }
  return parameters;
}

Target parseTarget(std::string_view raw) {
  Target target;
  if (const auto bad = std::ranges::find_if(raw, [](char c) { return c <= 0x20 || c == 0x7F; });
      bad != raw.end()) {
    refuse("a character that must be escaped", static_cast<std::size_t>(bad - raw.begin()));
  }
  // RFC 9112, 3.2.2: a server accepts the absolute form, and its authority takes the place of Host.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (lowerAscii(raw.substr(0, scheme.size())) != scheme) continue;
    raw.remove_prefix(scheme.size());
    const auto end = std::min(raw.find_first_of("/?"), raw.size());
    target.authority = raw.substr(0, end);
    raw.remove_prefix(end);
    if (target.authority.empty()) refuse("no host in an absolute address", scheme.size());
    if (raw.empty() || raw.front() == '?') target.path = "/";
    break;
  }
  const auto question = raw.find('?');
  if (question != std::string_view::npos) target.query = parseQuery(raw.substr(question + 1));
  raw = raw.substr(0, question);
  if (raw == "*") {
    target.path = "*";
  } else if (!raw.empty() || target.path.empty()) {
    if (!raw.starts_with('/')) refuse("it must start with a slash", 0);
    if (raw.find('#') != std::string_view::npos) refuse("a fragment", raw.find('#'));
    target.path = decodePath(raw);
  }
  return target;
}

std::string percentEncode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 15];
    }
  }
  return encoded;
}

std::string attachment(std::string_view fileName) {
  // RFC 6266, appendix D: the plain name is ASCII without quotes, backslashes or percent signs.
  std::string plain;
  for (const char c : fileName) {
    const bool safe = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '%' && c != '/';
    plain += safe ? c : '_';
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain,
                     percentEncode(toUtf8(fileName)));
}

}  // namespace atelier::http
