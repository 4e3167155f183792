#include "formats/json_text.h"

#include "base/error.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_set>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <fmt/format.h>

namespace atelier::formats {

namespace {

namespace json = boost::json;

/// Builds the document while the parser reads, and remembers the names of every object that is
/// open.
class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  using Failure = boost::system::error_code;

  Builder() { stack_.reset(); }
  json::value release() { return stack_.release(); }
  std::vector<std::string> repeated;

  bool on_document_begin(Failure&) { return true; }
  bool on_document_end(Failure&) { return true; }
  bool on_object_begin(Failure&) { return open(); }
  bool on_object_end(std::size_t size, Failure&) {
    stack_.push_object(size);
    return close();
  }
  bool on_array_begin(Failure&) { return open(); }
  bool on_array_end(std::size_t size, Failure&) {
    stack_.push_array(size);
    return close();
  }
  bool on_key_part(json::string_view part, std::size_t, Failure&) {
    key_.append(part.data(), part.size());
    stack_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, Failure&) {
    key_.append(part.data(), part.size());
    stack_.push_key(part);
    auto& level = levels_.back();
    level.current = std::exchange(key_, {});
    if (!level.seen.insert(level.current).second) repeated.push_back(pointer());
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, Failure&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, Failure&) {
    stack_.push_string(part);
    return true;
  }
  bool on_number_part(json::string_view part, Failure&) {
    number_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t value, json::string_view, Failure&) {
    number_.clear();
    stack_.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view, Failure&) {
    number_.clear();
    stack_.push_uint64(value);
    return true;
  }
  bool on_double(double value, json::string_view part, Failure&) {
    number_.append(part.data(), part.size());
    std::from_chars(number_.data(), number_.data() + number_.size(), value);
    number_.clear();
    stack_.push_double(value);
    return true;
  }
  bool on_bool(bool value, Failure&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(Failure&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, Failure&) { return true; }
  bool on_comment(json::string_view, Failure&) { return true; }

 private:
  struct Level {
    std::unordered_set<std::string> seen;
    std::string current;
  };

  bool open() {
    levels_.emplace_back();
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  std::string pointer() const {
    std::string path;
    for (const auto& level : levels_) path += "/" + level.current;
    return path;
  }

  json::value_stack stack_;
  std::vector<Level> levels_;
  std::string key_;
  std::string number_;
};

std::string positionOf(std::string_view text, std::size_t offset) {
  auto before = text.substr(0, offset);
  auto line = std::ranges::count(before, '\n') + 1;
  auto lineBreak = before.rfind('\n');
  auto column = lineBreak == std::string_view::npos ? offset + 1 : offset - lineBreak;
  return fmt::format("{}:{}", line, column);
}

}  // namespace

boost::json::value parseJson(std::string_view text, std::string_view nameOfIt,
                             std::vector<std::string>* repeatedKeys) {
  json::basic_parser<Builder> parser{json::parse_options{}};
  boost::system::error_code failure;
  auto read = parser.write_some(false, text.data(), text.size(), failure);
  if (!failure && read < text.size()) failure = json::error::extra_data;
  if (failure) {
    throw Error{Code::JsonSyntax, fmt::format("{} is not JSON: {}.", nameOfIt, failure.message()),
                "Nothing was changed.", positionOf(text, read)};
  }
  auto& repeated = parser.handler().repeated;
  if (repeatedKeys == nullptr && !repeated.empty()) {
    throw Error{Code::JsonShape, "The same name stands in this object twice.",
                "Nothing was changed. Keep one of the two.", repeated.front()};
  }
  if (repeatedKeys != nullptr) *repeatedKeys = std::move(repeated);
  return parser.handler().release();
}

}  // namespace atelier::formats
