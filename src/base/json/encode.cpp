#include "base/error.h"
#include "base/json/codec.h"
#include "base/json/numbers.h"
#include "base/text.h"

#include <cmath>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::json {

namespace {

[[noreturn]] void bug(std::string what) {
  throw Error(Code::Internal, std::move(what), "Nothing was changed. Please report this.");
}

void encodeText(const void* from, const Shape& shape, boost::json::value& out) {
  auto& text = out.emplace_string();
  if (shape.text != nullptr) {
    text = shape.text->write(from);
    return;
  }
  const auto& bytes = *static_cast<const std::string*>(from);
  // What others wrote into a file may be anything; what we send is UTF-8.
  if (isUtf8(bytes)) {
    text = bytes;
  } else {
    text = toUtf8(bytes);
  }
}

void encodeEnum(const void* from, const Shape& shape, boost::json::value& out) {
  for (const bool isSigned : {true, false}) {
    const auto value = getInteger(from, shape.size, isSigned);
    for (const auto& word : shape.words) {
      if (word.value == value) {
        out.emplace_string() = word.text;
        return;
      }
    }
  }
  bug(fmt::format("A value of {} has no word.", shape.name));
}

void encodeReal(const void* from, const Shape& shape, boost::json::value& out) {
  const double number = shape.size == sizeof(double)
                            ? *static_cast<const double*>(from)
                            : static_cast<double>(*static_cast<const float*>(from));
  if (!std::isfinite(number)) bug("A number to be written is NaN or infinite.");
  out = number;
}

/// What a visit of a holder fills.
struct Filling {
  const Shape& item;
  boost::json::value& out;
};

void encodeRecord(const void* from, const Shape& shape, boost::json::value& out) {
  auto& object = out.emplace_object();
  object.reserve(shape.fields.size());
  for (const auto& field : shape.fields) {
    const void* member = field.of(const_cast<void*>(from));
    if (field.shape->kind == Kind::Optional && field.shape->holder->size(member) == 0) continue;
    encode(member, *field.shape, object[field.name]);
  }
}

void encodeList(const void* from, const Shape& shape, boost::json::value& out) {
  out.emplace_array().reserve(shape.holder->size(from));
  Filling filling{*shape.item, out};
  shape.holder->visit(from, &filling, [](void* context, std::string_view, const void* item) {
    auto& to = *static_cast<Filling*>(context);
    auto& list = to.out.get_array();
    encode(item, to.item, list.emplace_back(nullptr));
  });
}

void encodeMap(const void* from, const Shape& shape, boost::json::value& out) {
  out.emplace_object().reserve(shape.holder->size(from));
  Filling filling{*shape.item, out};
  shape.holder->visit(from, &filling, [](void* context, std::string_view key, const void* item) {
    auto& to = *static_cast<Filling*>(context);
    encode(item, to.item, to.out.get_object()[key]);
  });
}

void encodeOptional(const void* from, const Shape& shape, boost::json::value& out) {
  out = nullptr;  // an empty one inside a list; as a member it is left out
  Filling filling{*shape.item, out};
  shape.holder->visit(from, &filling, [](void* context, std::string_view, const void* item) {
    auto& to = *static_cast<Filling*>(context);
    encode(item, to.item, to.out);
  });
}

}  // namespace

void encode(const void* from, const Shape& shape, boost::json::value& out) {
  switch (shape.kind) {
    case Kind::Text:
      return encodeText(from, shape, out);
    case Kind::Signed:
      out = getInteger(from, shape.size, true);
      return;
    case Kind::Unsigned:
      out = static_cast<std::uint64_t>(getInteger(from, shape.size, false));
      return;
    case Kind::Real:
      return encodeReal(from, shape, out);
    case Kind::Boolean:
      out = *static_cast<const bool*>(from);
      return;
    case Kind::Enum:
      return encodeEnum(from, shape, out);
    case Kind::Optional:
      return encodeOptional(from, shape, out);
    case Kind::List:
      return encodeList(from, shape, out);
    case Kind::Map:
      return encodeMap(from, shape, out);
    case Kind::Record:
      return encodeRecord(from, shape, out);
    case Kind::Any:
      out = *static_cast<const boost::json::value*>(from);
      return;
  }
}

}  // namespace atelier::json
