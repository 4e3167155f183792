#include "catalog/query_scanner.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

bool isNameLetter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

bool isDigit(char letter) { return letter >= '0' && letter <= '9'; }

// Tokens of the index are made with private-use characters; none may come in by a query. Line ends
// and other controls count as spaces.
std::string withoutSpecials(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool special = byte == 0xEE && i + 2 < text.size() && text[i + 1] == '\x80';
    if (special) {
      clean += "   ";  // three bytes for three, so that positions stay
      i += 2;
    } else {
      clean += byte < 0x20 || byte == 0x7f ? ' ' : text[i];
    }
  }
  return clean;
}

}  // namespace

QueryScanner::QueryScanner(std::string_view text) : text_(withoutSpecials(text)) { skipSpace(); }

bool QueryScanner::isSpace(std::size_t position) const {
  return position >= text_.size() || text_[position] == ' ';
}

void QueryScanner::skipSpace() {
  while (position_ < text_.size() && text_[position_] == ' ') ++position_;
}

void QueryScanner::take(char mark) {
  if (at(mark)) ++position_;
  skipSpace();
}

bool QueryScanner::atOr() const {
  const auto word = std::string_view(text_).substr(position_, 2);
  if (word != "or" && word != "OR") return false;
  const auto after = position_ + 2;
  return isSpace(after) || text_[after] == '(' || text_[after] == ')';
}

void QueryScanner::takeOr() {
  position_ += 2;
  skipSpace();
}

bool QueryScanner::takeMinus() {
  if (!at('-') || isSpace(position_ + 1) || text_[position_ + 1] == ')') return false;
  ++position_;
  return true;
}

const QueryField* QueryScanner::takeField() {
  auto end = position_;
  const auto goesOn = [&] {
    return isNameLetter(text_[end]) || (end > position_ && isDigit(text_[end]));
  };
  while (end < text_.size() && goesOn()) ++end;
  if (end == position_ || end >= text_.size() || text_[end] != ':') return nullptr;
  const auto name = lowerAscii(std::string_view(text_).substr(position_, end - position_));
  const auto* field = findQueryField(name);
  if (field == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& known : queryFields()) names.push_back(known.name);
    const auto near = nearest(name, names);
    fail(fmt::format("There is no field \"{}\".", name),
         near ? fmt::format("Did you mean \"{}:\"? To look for the text itself, put it in quotes.",
                            *near)
              : std::string("To look for the text itself, put it in quotes."));
  }
  position_ = end + 1;
  return field;
}

QueryScanner::Value QueryScanner::takeValue() {
  Value value;
  value.position = position_;
  if (at('"')) {
    const auto close = text_.find('"', position_ + 1);
    if (close == std::string::npos)
      fail("This quote has no end.", "Add a closing \" or leave it out.");
    value.text = text_.substr(position_ + 1, close - position_ - 1);
    value.quoted = true;
    position_ = close + 1;
    if (at('*')) {
      value.star = true;
      ++position_;
    }
  } else {
    const auto end = std::min(text_.find_first_of(" ()\"", position_), text_.size());
    value.text = text_.substr(position_, end - position_);
    position_ = end;
  }
  skipSpace();
  return value;
}

void QueryScanner::fail(std::string_view what, std::string_view hint) const {
  failAt(position_, what, hint);
}

void QueryScanner::failAt(std::size_t position, std::string_view what,
                          std::string_view hint) const {
  std::size_t column = 1;
  for (std::size_t i = 0; i < std::min(position, text_.size()); ++i) {
    if ((static_cast<unsigned char>(text_[i]) & 0xC0U) != 0x80U) ++column;
  }
  throw Error{Code::QuerySyntax, std::string(what), std::string(hint),
              fmt::format("column {}", column)};
}

}  // namespace atelier::catalog
