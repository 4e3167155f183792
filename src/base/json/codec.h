#pragma once

#include "base/json/shape.h"

#include <string_view>

#include <boost/json/fwd.hpp>

/// Between JSON values and C++ records, by their shape. Whatever comes in is checked completely: an
/// unknown member is refused with the name that was probably meant, a missing one is named, numbers
/// must be whole and fit, texts must be UTF-8 without NUL, and words of enums are compared whole.
/// Errors: AT-1021 with a JSON pointer (RFC 6901) in `where`.
namespace atelier::json {

/// `into` is a fresh object of the shape's type. After an Error its content is of no use.
void decode(const boost::json::value& value, const Shape& shape, void* into);

/// Empty optionals are left out. NaN and infinity are a bug of the caller: Error{Internal}.
void encode(const void* from, const Shape& shape, boost::json::value& out);

template <class T>
T decode(const boost::json::value& value) {
  T into{};
  decode(value, shape<T>, &into);
  return into;
}

template <class T>
void encode(const T& from, boost::json::value& out) {
  encode(&from, shape<T>, out);
}

/// The value that a person meant by `text` where this shape is wanted: on a command line, in a
/// query string. Optionals are what they hold; one item of a list is a list of one; "key=value" is
/// a map of one; records and raw values are JSON. Error{InvalidInput} with `where` as its place if
/// it does not fit.
boost::json::value valueOfText(std::string_view text, const Shape& shape, std::string_view where);

}  // namespace atelier::json
