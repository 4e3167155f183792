#include "base/error.h"
#include "base/json/codec.h"
#include "base/json/text.h"
#include "base/text.h"

#include <charconv>
#include <cmath>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::json {

namespace {

[[noreturn]] void refuse(std::string_view where, std::string message) {
  throw Error(Code::InvalidInput, std::move(message), "Nothing was changed.", std::string(where));
}

template <class Number>
std::optional<Number> numberIn(std::string_view text) {
  Number number{};
  const char* const start = text.data();
  const char* const end = start + text.size();
  const auto result = std::from_chars(start, end, number);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

boost::json::value integer(std::string_view text, std::string_view where) {
  if (const auto number = numberIn<std::int64_t>(text)) return *number;
  if (const auto number = numberIn<std::uint64_t>(text)) return *number;
  refuse(where, fmt::format("Expected a whole number, but found \"{}\".", toUtf8(text)));
}

boost::json::value real(std::string_view text, std::string_view where) {
  const auto number = numberIn<double>(text);
  if (!number || !std::isfinite(*number)) {
    refuse(where, fmt::format("Expected a number, but found \"{}\".", toUtf8(text)));
  }
  return *number;
}

boost::json::value boolean(std::string_view text, std::string_view where) {
  if (text == "true" || text == "1" || text == "yes") return true;
  if (text == "false" || text == "0" || text == "no") return false;
  refuse(where, fmt::format("Expected true or false, but found \"{}\".", toUtf8(text)));
}

boost::json::value pairOf(std::string_view text, const Shape& shape, std::string_view where) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    refuse(where, fmt::format("Expected NAME=VALUE, but found \"{}\".", toUtf8(text)));
  }
  boost::json::object object;
  object[text.substr(0, equals)] = valueOfText(text.substr(equals + 1), *shape.item, where);
  return object;
}

}  // namespace

boost::json::value valueOfText(std::string_view text, const Shape& shape, std::string_view where) {
  switch (shape.kind) {
    case Kind::Signed:
    case Kind::Unsigned:
      return integer(text, where);
    case Kind::Real:
      return real(text, where);
    case Kind::Boolean:
      return boolean(text, where);
    case Kind::Optional:
      return valueOfText(text, *shape.item, where);
    case Kind::List:
      return boost::json::array{valueOfText(text, *shape.item, where)};
    case Kind::Map:
      return pairOf(text, shape, where);
    case Kind::Record:
    case Kind::Any:
      return parse(text);
    default:
      return boost::json::string(text);
  }
}

}  // namespace atelier::json
