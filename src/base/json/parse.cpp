#include "base/error.h"
#include "base/json/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>
#include <fmt/format.h>

namespace atelier::json {

namespace {

/// Builds the value, and refuses what Boost.JSON 1.81 would let pass: the same name twice in an
/// object, numbers that overflow to infinity. It also reads doubles exactly, which Boost.JSON 1.81
/// does not.
struct Builder {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Code = boost::json::error_code;

  boost::json::value_stack stack;
  std::vector<std::vector<std::string>> names;  // of the objects that are open
  std::string part;                             // of a key or number that comes in pieces
  std::string trouble;                          // what to say instead of the parser's own words

  Builder() { stack.reset(); }

  bool refuse(std::string what, Code& code) {
    trouble = std::move(what);
    code = boost::json::make_error_code(boost::json::error::syntax);
    return false;
  }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t count, Code&) {
    stack.push_array(count);
    return true;
  }
  bool on_object_begin(Code&) {
    names.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t count, Code& code) {
    auto& seen = names.back();
    std::ranges::sort(seen);
    const auto twice = std::ranges::adjacent_find(seen);
    if (twice != seen.end())
      return refuse(fmt::format("The name \"{}\" stands twice in one object", *twice), code);
    names.pop_back();
    stack.push_object(count);
    return true;
  }
  bool on_string_part(std::string_view text, std::size_t, Code&) {
    stack.push_chars(text);
    return true;
  }
  bool on_string(std::string_view text, std::size_t, Code&) {
    stack.push_string(text);
    return true;
  }
  bool on_key_part(std::string_view text, std::size_t, Code&) {
    part += text;
    stack.push_chars(text);
    return true;
  }
  bool on_key(std::string_view text, std::size_t, Code&) {
    names.back().push_back(part.append(text));
    part.clear();
    stack.push_key(text);
    return true;
  }
  bool on_number_part(std::string_view text, Code&) {
    part += text;
    return true;
  }
  bool on_int64(std::int64_t number, std::string_view, Code&) {
    part.clear();
    stack.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, std::string_view, Code&) {
    part.clear();
    stack.push_uint64(number);
    return true;
  }
  bool on_double(double rough, std::string_view text, Code& code) {
    part += text;
    double number = 0;
    const auto result = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool whole = part.find_first_of(".eE") == std::string::npos;
    part.clear();
    if (whole) return refuse("A whole number does not fit into 64 bits", code);
    // Too small for a double is zero; too large is nothing that JSON could write again.
    if (result.ec == std::errc::result_out_of_range && std::fabs(rough) > 1) {
      return refuse("A number is too large", code);
    }
    if (result.ec == std::errc::result_out_of_range) number = 0;
    stack.push_double(number);
    return true;
  }
  bool on_bool(bool value, Code&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(Code&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(std::string_view, Code&) { return true; }
  bool on_comment(std::string_view, Code&) { return true; }
};

/// Columns count characters, as editors do.
std::string lineAndColumn(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto column =
      std::ranges::count_if(before.substr(start), [](char c) { return (c & 0xC0) != 0x80; });
  return fmt::format("{}:{}", line, column + 1);
}

std::string words(const boost::json::error_code& code, const Builder& builder, std::size_t depth) {
  if (!builder.trouble.empty()) return builder.trouble + ".";
  if (code == boost::json::error::too_deep) {
    return fmt::format("Lists and objects are nested deeper than {} levels.", depth);
  }
  if (code == boost::json::error::incomplete) return "The JSON ends too early.";
  if (code == boost::json::error::extra_data) return "There is more after the end of the JSON.";
  return fmt::format("This is not JSON: {}.", code.message());
}

}  // namespace

boost::json::value parse(std::string_view text, Limits limits) {
  if (text.size() > limits.bytes) {
    throw Error(
        atelier::Code::TooLarge,
        fmt::format("The JSON has {} bytes; at most {} are taken.", text.size(), limits.bytes),
        "Nothing was changed. Send less at once.");
  }
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::basic_parser<Builder> parser(options);
  boost::json::error_code code;
  auto consumed = parser.write_some(false, text.data(), text.size(), code);
  if (!code && consumed < text.size())
    code = boost::json::make_error_code(boost::json::error::extra_data);
  if (code) {
    throw Error(atelier::Code::JsonSyntax, words(code, parser.handler(), limits.depth),
                "Nothing was changed.", lineAndColumn(text, std::min(consumed, text.size())));
  }
  return parser.handler().stack.release();
}

}  // namespace atelier::json
