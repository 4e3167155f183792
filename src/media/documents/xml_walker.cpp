#include "media/documents/xml_walker.h"

#include "base/text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace atelier::media::documents {

namespace {

constexpr std::string_view blanks = " \t\r\n";

void appendUtf8(std::string& to, std::uint32_t c) {
  const auto tail = [&](int shift) { to += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    to += static_cast<char>(c);
  } else if (c < 0x800) {
    to += static_cast<char>(0xC0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    to += static_cast<char>(0xE0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    to += static_cast<char>(0xF0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

/// "amp" or "#x2019"; false if it means nothing.
bool appendEntity(std::string& to, std::string_view entity) {
  struct Named {
    std::string_view name;
    char means;
  };
  static constexpr std::array names{Named{"amp", '&'}, Named{"lt", '<'}, Named{"gt", '>'},
                                    Named{"quot", '"'}, Named{"apos", '\''}};
  for (const auto& each : names) {
    if (entity != each.name) continue;
    to += each.means;
    return true;
  }
  if (!entity.starts_with('#')) return false;
  entity.remove_prefix(1);
  const bool hexadecimal = entity.starts_with('x');
  if (hexadecimal) entity.remove_prefix(1);
  std::uint32_t number = 0;
  const auto [end, problem] =
      std::from_chars(entity.data(), entity.data() + entity.size(), number, hexadecimal ? 16 : 10);
  const bool character = number > 0 && number < 0x110000 && (number < 0xD800 || number > 0xDFFF);
  if (problem != std::errc{} || end != entity.data() + entity.size() || !character) return false;
  appendUtf8(to, number);
  return true;
}

std::string resolved(std::string_view raw) {
  constexpr std::size_t longestEntity = 12;
  std::string text;
  while (!raw.empty()) {
    const auto start = std::min(raw.find('&'), raw.size());
    text += raw.substr(0, start);
    raw.remove_prefix(start);
    if (raw.empty()) break;
    const auto end = raw.substr(0, longestEntity).find(';');
    if (end != std::string_view::npos && appendEntity(text, raw.substr(1, end - 1))) {
      raw.remove_prefix(end + 1);
    } else {
      text += '&';
      raw.remove_prefix(1);
    }
  }
  return text;
}

std::string_view local(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

bool XmlWalker::skipPast(std::string_view end) {
  const auto at = rest_.find(end);
  rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
  return at != std::string_view::npos;
}

XmlWalker::Step XmlWalker::next() {
  if (closes_) {
    closes_ = false;
    return Step::Close;
  }
  while (!rest_.empty()) {
    if (rest_[0] != '<') {
      const auto end = std::min(rest_.find('<'), rest_.size());
      text_ = rest_.substr(0, end);
      verbatim_ = false;
      rest_.remove_prefix(end);
      return Step::Text;
    }
    if (rest_.starts_with("<![CDATA[")) {
      const auto end = std::min(rest_.find("]]>"), rest_.size());
      text_ = rest_.substr(9, end - 9);
      verbatim_ = true;
      skipPast("]]>");
      return Step::Text;
    }
    if (rest_.starts_with("<!--")) {
      skipPast("-->");
    } else if (rest_.starts_with("<?")) {
      skipPast("?>");
    } else if (rest_.starts_with("<!")) {
      // A DTD with declarations of its own ends with "]>" (XML 1.0, 2.8).
      const auto bracket = rest_.find('[');
      skipPast(bracket != std::string_view::npos && bracket < rest_.find('>') ? "]>" : ">");
    } else {
      return tag();
    }
  }
  return Step::End;
}

XmlWalker::Step XmlWalker::tag() {
  std::size_t end = 1;
  for (char quote = 0; end < rest_.size() && (quote != 0 || rest_[end] != '>'); ++end) {
    if (quote != 0) {
      if (rest_[end] == quote) quote = 0;
    } else if (rest_[end] == '"' || rest_[end] == '\'') {
      quote = rest_[end];
    }
  }
  if (end == rest_.size()) {
    rest_ = {};
    return Step::End;
  }
  auto inside = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  if (inside.starts_with('/')) {
    name_ = local(trim(inside.substr(1)));
    return Step::Close;
  }
  closes_ = inside.ends_with('/');
  if (closes_) inside.remove_suffix(1);
  const auto nameEnd = std::min(inside.find_first_of(blanks), inside.size());
  name_ = local(inside.substr(0, nameEnd));
  attributes_ = inside.substr(nameEnd);
  return Step::Open;
}

std::string XmlWalker::attribute(std::string_view wanted) const {
  auto rest = attributes_;
  for (;;) {
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return {};
    const auto key = trim(rest.substr(0, equals));
    rest = trim(rest.substr(equals + 1));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return {};
    const auto end = rest.find(rest[0], 1);
    if (end == std::string_view::npos) return {};
    if (local(key) == wanted) return resolved(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
}

std::string XmlWalker::text() const { return verbatim_ ? std::string(text_) : resolved(text_); }

}  // namespace atelier::media::documents
