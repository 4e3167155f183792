#include "base/json/schema.h"

#include "base/json/codec.h"
#include "base/json/numbers.h"

#include <algorithm>

#include <boost/json/value.hpp>

namespace atelier::json {

namespace {

class Maker {
 public:
  Maker(Direction direction, const Reference& reference)
      : direction_(direction), reference_(reference) {}

  boost::json::object of(const Shape& shape) {
    switch (shape.kind) {
      case Kind::Text:
        return text(shape);
      case Kind::Signed:
      case Kind::Unsigned:
        return integer(shape);
      case Kind::Real:
        return {{"type", "number"}};
      case Kind::Boolean:
        return {{"type", "boolean"}};
      case Kind::Enum:
        return words(shape);
      case Kind::Optional:
        return of(*shape.item);
      case Kind::List:
        return {{"type", "array"}, {"items", of(*shape.item)}};
      case Kind::Map:
        return {{"type", "object"}, {"additionalProperties", of(*shape.item)}};
      case Kind::Record:
        return record(shape);
      case Kind::Any:
        return {};
    }
    return {};
  }

  boost::json::object record(const Shape& shape) {
    if (reference_) {
      const auto ref = reference_(shape);
      if (!ref.empty()) return {{"$ref", ref}};
    }
    return members(shape);
  }

  /// Never a reference to itself.
  boost::json::object members(const Shape& shape) {
    if (std::ranges::find(open_, &shape) != open_.end()) return {{"type", "object"}};
    open_.push_back(&shape);
    const auto given = defaults(shape);
    boost::json::object properties;
    boost::json::array required;
    for (const auto& field : shape.fields) {
      auto property = of(*field.shape);
      if (!field.help.empty()) property["description"] = field.help;
      const bool isInput = direction_ == Direction::Request;
      if (const auto* value = given.if_contains(field.name); value != nullptr && isInput) {
        property["default"] = *value;
      }
      properties[field.name] = std::move(property);
      const bool optional =
          isInput ? mayBeAbsent(shape, field) : field.shape->kind == Kind::Optional;
      if (!optional) required.emplace_back(field.name);
    }
    open_.pop_back();
    boost::json::object made{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) made["required"] = std::move(required);
    // What we take is exact; what we answer may grow.
    if (direction_ == Direction::Request) made["additionalProperties"] = false;
    return made;
  }

 private:
  static boost::json::object text(const Shape& shape) {
    boost::json::object made{{"type", "string"}};
    if (shape.text != nullptr && !shape.text->format.empty()) made["format"] = shape.text->format;
    return made;
  }

  static boost::json::object integer(const Shape& shape) {
    const auto range = rangeOf(shape);
    boost::json::object made{{"type", "integer"}, {"minimum", range.least}};
    if (shape.size < 8) made["maximum"] = range.most;  // 2^64-1 is no number for most readers
    return made;
  }

  static boost::json::object words(const Shape& shape) {
    boost::json::array list;
    for (const auto& word : shape.words) list.emplace_back(word.text);
    return {{"type", "string"}, {"enum", std::move(list)}};
  }

  Direction direction_;
  const Reference& reference_;
  std::vector<const Shape*> open_;
};

/// Records first: a member that may be absent need not have a default worth telling.
bool isTold(const Field& field, const void* fresh, const boost::json::value& value) {
  if (!mayBeAbsent(field, fresh)) return false;
  if (value.is_array()) return !value.get_array().empty();
  if (value.is_object()) return false;
  if (value.is_string()) return !value.get_string().empty();
  return !value.is_null();
}

}  // namespace

boost::json::object defaults(const Shape& record) {
  struct Ask {
    const Shape& record;
    boost::json::object found{};
  } ask{record};
  record.fresh(&ask, [](void* context, const void* fresh) {
    auto& asked = *static_cast<Ask*>(context);
    for (const auto& field : asked.record.fields) {
      const auto kind = field.shape->kind;
      if (kind == Kind::Record || kind == Kind::Any) continue;
      boost::json::value value;
      encode(field.of(const_cast<void*>(fresh)), *field.shape, value);
      if (isTold(field, fresh, value)) asked.found[field.name] = std::move(value);
    }
  });
  return std::move(ask.found);
}

boost::json::value schema(const Shape& shape, Direction direction, const Reference& reference) {
  Maker maker(direction, reference);
  return shape.kind == Kind::Record ? maker.members(shape) : maker.of(shape);
}

boost::json::value schema(const Shape& shape, Direction direction) {
  return schema(shape, direction, Reference{});
}

}  // namespace atelier::json
