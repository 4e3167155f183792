#include "media/text/words.h"

#include "base/text.h"

#include <string>

namespace atelier::media::text {

namespace {

constexpr std::size_t textLimit = std::size_t{1} << 20;

void appendUtf8(std::string& to, char32_t c) {
  if (c < 0x80) {
    to += static_cast<char>(c);
  } else if (c < 0x800) {
    to += static_cast<char>(0xC0 | (c >> 6));
    to += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    to += static_cast<char>(0xE0 | (c >> 12));
    to += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    to += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    to += static_cast<char>(0xF0 | (c >> 18));
    to += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    to += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    to += static_cast<char>(0x80 | (c & 0x3F));
  }
}

/// UTF-16 by its byte order mark.
std::string fromUtf16(std::string_view bytes, bool big) {
  std::string text;
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(bytes[at]);
    const auto b = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big ? a << 8 | b : b << 8 | a);
  };
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size()) {
      const char32_t low = unit(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    appendUtf8(text, c);
  }
  return text;
}

std::string decoded(std::string_view bytes) {
  bytes = bytes.substr(0, textLimit * 2);
  if (bytes.starts_with("\xFF\xFE")) return toUtf8(fromUtf16(bytes, false));
  if (bytes.starts_with("\xFE\xFF")) return toUtf8(fromUtf16(bytes, true));
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return toUtf8(bytes);
}

std::string_view unquoted(std::string_view value) {
  value = trim(value);
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
      value.back() == value.front()) {
    value = value.substr(1, value.size() - 2);
  }
  return value;
}

/// The block between "---" lines at the top of a Markdown file: title and author, as publishing
/// tools write them.
void readFrontMatter(std::string_view text, Inspected& into) {
  if (!text.starts_with("---")) return;
  for (auto line : split(text.substr(3, text.find("\n---", 3)), '\n')) {
    if (line.starts_with("title:")) {
      addField(into, "title", unquoted(line.substr(6)), metadata::Origin::File, "yaml:title");
    } else if (line.starts_with("author:")) {
      addField(into, "creator", unquoted(line.substr(7)), metadata::Origin::File, "yaml:author");
    }
  }
}

void readHeading(std::string_view text, Inspected& into) {
  for (auto line : split(text.substr(0, std::size_t{64} << 10), '\n')) {
    if (line.starts_with("# ")) {
      addField(into, "title", line.substr(2), metadata::Origin::File, "markdown:heading");
      return;
    }
  }
}

}  // namespace

void readText(const Source& source, Inspected& into) {
  const auto text = decoded(source.text());
  if (into.technical.mediaType == "text/markdown") {
    readFrontMatter(text, into);
    if (lacks(into, "title")) readHeading(text, into);
  }
  into.text = std::string(cutUtf8(text, textLimit));
}

}  // namespace atelier::media::text
