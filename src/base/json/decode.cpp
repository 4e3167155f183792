#include "base/error.h"
#include "base/json/codec.h"
#include "base/json/numbers.h"
#include "base/json/pointer.h"
#include "base/text.h"

#include <cmath>
#include <cstring>
#include <limits>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::json {

namespace {

constexpr std::string_view safe = "Nothing was changed.";

std::string_view describe(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "a boolean";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::double_:
      return "a number";
    case boost::json::kind::string:
      return "text";
    case boost::json::kind::array:
      return "a list";
    case boost::json::kind::object:
      return "an object";
  }
  return "something else";
}

[[noreturn]] void refuse(const Place& place, std::string message, std::string hint = {}) {
  throw Error(Code::JsonShape, std::move(message),
              hint.empty() ? std::string(safe) : std::move(hint), place.pointer());
}

[[noreturn]] void expected(const Place& place, std::string_view what,
                           const boost::json::value& found) {
  refuse(place, fmt::format("Expected {}, but found {}.", what, describe(found)));
}

void decodeAt(const boost::json::value& value, const Shape& shape, void* into, const Place& place);

std::string_view textOf(const boost::json::value& value, std::string_view what,
                        const Place& place) {
  if (!value.is_string()) expected(place, what, value);
  const std::string_view text = value.get_string();
  if (!isUtf8(text)) refuse(place, "The text is not valid UTF-8.");
  if (text.find('\0') != std::string_view::npos) refuse(place, "The text holds a NUL character.");
  return text;
}

void decodeText(const boost::json::value& value, const Shape& shape, void* into,
                const Place& place) {
  if (shape.text == nullptr) {
    *static_cast<std::string*>(into) = textOf(value, "text", place);
    return;
  }
  const auto text = textOf(value, shape.text->expected, place);
  if (!shape.text->read(into, text))
    refuse(place, fmt::format("Expected {}.", shape.text->expected));
}

void decodeEnum(const boost::json::value& value, const Shape& shape, void* into,
                const Place& place) {
  std::vector<std::string_view> words;
  for (const auto& word : shape.words) words.push_back(word.text);
  const auto list = fmt::format("one of: {}", fmt::join(words, ", "));
  const auto text = textOf(value, list, place);
  for (const auto& word : shape.words) {
    if (word.text == text) return putInteger(into, shape.size, word.value);
  }
  const auto meant = nearest(text, words);
  refuse(place, fmt::format("Expected {}.", list),
         meant ? fmt::format("Did you mean \"{}\"? {}", *meant, safe) : std::string{});
}

void decodeInteger(const boost::json::value& value, const Shape& shape, void* into,
                   const Place& place) {
  const auto range = rangeOf(shape);
  const auto wanted = fmt::format("a whole number from {} to {}", range.least, range.most);
  if (value.is_double()) refuse(place, fmt::format("Expected {}, but found a fraction.", wanted));
  if (!value.is_int64() && !value.is_uint64()) expected(place, wanted, value);
  if (value.is_int64()) {
    const auto number = value.get_int64();
    const bool fits =
        number >= range.least && (number < 0 || static_cast<std::uint64_t>(number) <= range.most);
    if (!fits) refuse(place, fmt::format("Expected {}, but found {}.", wanted, number));
    return putInteger(into, shape.size, number);
  }
  const auto number = value.get_uint64();
  if (number > range.most) refuse(place, fmt::format("Expected {}, but found {}.", wanted, number));
  putInteger(into, shape.size, static_cast<std::int64_t>(number));
}

void decodeReal(const boost::json::value& value, const Shape& shape, void* into,
                const Place& place) {
  if (!value.is_number()) expected(place, "a number", value);
  const auto number = value.to_number<double>();
  const bool fits = std::isfinite(number) &&
                    (shape.size == sizeof(double) ||
                     std::fabs(number) <= static_cast<double>(std::numeric_limits<float>::max()));
  if (!fits) refuse(place, "The number is too large.");
  if (shape.size == sizeof(double)) {
    *static_cast<double*>(into) = number;
  } else {
    *static_cast<float*>(into) = static_cast<float>(number);
  }
}

void decodeList(const boost::json::value& value, const Shape& shape, void* into,
                const Place& place) {
  if (!value.is_array()) expected(place, "a list", value);
  shape.holder->clear(into);
  std::size_t index = 0;
  for (const auto& item : value.get_array()) {
    decodeAt(item, *shape.item, shape.holder->add(into, {}), Place(place, index++));
  }
}

void decodeMap(const boost::json::value& value, const Shape& shape, void* into,
               const Place& place) {
  if (!value.is_object()) expected(place, "an object", value);
  shape.holder->clear(into);
  for (const auto& [key, item] : value.get_object()) {
    const Place here(place, key);
    if (!isUtf8(key)) refuse(here, "The name is not valid UTF-8.");
    decodeAt(item, *shape.item, shape.holder->add(into, key), here);
  }
}

[[noreturn]] void refuseUnknown(const Shape& shape, std::string_view name, const Place& place) {
  std::vector<std::string_view> names;
  for (const auto& field : shape.fields) names.push_back(field.name);
  const auto meant = nearest(name, names);
  std::string hint;
  if (meant) {
    hint = fmt::format("Did you mean \"{}\"? {}", *meant, safe);
  } else if (names.empty()) {
    hint = fmt::format("Nothing is expected here. {}", safe);
  } else {
    hint = fmt::format("Known are: {}. {}", fmt::join(names, ", "), safe);
  }
  refuse(Place(place, name), fmt::format("There is no member \"{}\" here.", toUtf8(name)), hint);
}

void decodeRecord(const boost::json::value& value, const Shape& shape, void* into,
                  const Place& place) {
  if (!value.is_object()) expected(place, "an object", value);
  const auto& object = value.get_object();
  for (const auto& member : object) {
    if (shape.find(member.key()) == nullptr) refuseUnknown(shape, member.key(), place);
  }
  for (const auto& field : shape.fields) {
    if (const auto* member = object.if_contains(field.name)) {
      decodeAt(*member, *field.shape, field.of(into), Place(place, field.name));
    } else if (!mayBeAbsent(field, into)) {
      refuse(Place(place, field.name), fmt::format("The member \"{}\" is missing.", field.name),
             field.help.empty() ? std::string{}
                                : fmt::format("Add \"{}\": {}. {}", field.name, field.help, safe));
    }
  }
}

void decodeOptional(const boost::json::value& value, const Shape& shape, void* into,
                    const Place& place) {
  shape.holder->clear(into);
  if (!value.is_null()) decodeAt(value, *shape.item, shape.holder->add(into, {}), place);
}

void decodeAt(const boost::json::value& value, const Shape& shape, void* into, const Place& place) {
  switch (shape.kind) {
    case Kind::Text:
      return decodeText(value, shape, into, place);
    case Kind::Signed:
    case Kind::Unsigned:
      return decodeInteger(value, shape, into, place);
    case Kind::Real:
      return decodeReal(value, shape, into, place);
    case Kind::Boolean:
      if (!value.is_bool()) expected(place, "true or false", value);
      *static_cast<bool*>(into) = value.get_bool();
      return;
    case Kind::Enum:
      return decodeEnum(value, shape, into, place);
    case Kind::Optional:
      return decodeOptional(value, shape, into, place);
    case Kind::List:
      return decodeList(value, shape, into, place);
    case Kind::Map:
      return decodeMap(value, shape, into, place);
    case Kind::Record:
      return decodeRecord(value, shape, into, place);
    case Kind::Any:
      *static_cast<boost::json::value*>(into) = value;
      return;
  }
}

}  // namespace

void decode(const boost::json::value& value, const Shape& shape, void* into) {
  decodeAt(value, shape, into, Place());
}

}  // namespace atelier::json
