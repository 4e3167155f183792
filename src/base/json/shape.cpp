#include "base/json/shape.h"

#include "base/json/numbers.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace atelier::json {

namespace {

template <class T>
void put(void* into, std::int64_t value) {
  const auto narrow = static_cast<T>(value);
  std::memcpy(into, &narrow, sizeof narrow);
}

template <class T>
T load(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class Signed, class Unsigned>
std::int64_t widened(const void* from, bool isSigned) {
  if (isSigned) return load<Signed>(from);  // not ?:, which would make both unsigned
  return load<Unsigned>(from);
}

bool isEmpty(const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::Text:
      return shape.text != nullptr || static_cast<const std::string*>(value)->empty();
    case Kind::Signed:
    case Kind::Unsigned:
    case Kind::Enum:
      return getInteger(value, shape.size, true) == 0;
    case Kind::Real:
      return shape.size == sizeof(double) ? load<double>(value) == 0 : load<float>(value) == 0;
    default:
      return true;
  }
}

}  // namespace

Range rangeOf(const Shape& integer) {
  const int bits = integer.size * 8;
  const auto all = std::numeric_limits<std::uint64_t>::max() >> (64 - bits);
  if (integer.kind == Kind::Unsigned) return {0, all};
  return {-static_cast<std::int64_t>(all / 2) - 1, all / 2};
}

void putInteger(void* into, std::uint8_t bytes, std::int64_t value) {
  switch (bytes) {
    case 1:
      return put<std::uint8_t>(into, value);
    case 2:
      return put<std::uint16_t>(into, value);
    case 4:
      return put<std::uint32_t>(into, value);
    default:
      return put<std::uint64_t>(into, value);
  }
}

std::int64_t getInteger(const void* from, std::uint8_t bytes, bool isSigned) {
  switch (bytes) {
    case 1:
      return widened<std::int8_t, std::uint8_t>(from, isSigned);
    case 2:
      return widened<std::int16_t, std::uint16_t>(from, isSigned);
    case 4:
      return widened<std::int32_t, std::uint32_t>(from, isSigned);
    default:
      return load<std::int64_t>(from);
  }
}

const Field* Shape::find(std::string_view fieldName) const {
  for (const auto& field : fields) {
    if (field.name == fieldName) return &field;
  }
  return nullptr;
}

bool mayBeAbsent(const Field& field, const void* record) {
  if (field.mayBeAbsent) return true;
  const void* value = field.of(const_cast<void*>(record));
  switch (field.shape->kind) {
    case Kind::Boolean:
    case Kind::Optional:
    case Kind::List:
    case Kind::Map:
    case Kind::Any:
      return true;
    case Kind::Record:
      for (const auto& inner : field.shape->fields) {
        if (!mayBeAbsent(inner, value)) return false;
      }
      return true;
    default:
      return !isEmpty(*field.shape, value);
  }
}

bool mayBeAbsent(const Shape& record, const Field& field) {
  struct Ask {
    const Field& field;
    bool answer = false;
  } ask{field};
  record.fresh(&ask, [](void* context, const void* fresh) {
    auto& asked = *static_cast<Ask*>(context);
    asked.answer = mayBeAbsent(asked.field, fresh);
  });
  return ask.answer;
}

void collectRecords(const Shape& shape, std::vector<const Shape*>& records) {
  if (shape.item != nullptr) return collectRecords(*shape.item, records);
  if (shape.fields.empty() || std::ranges::find(records, &shape) != records.end()) return;
  records.push_back(&shape);
  for (const auto& field : shape.fields) collectRecords(*field.shape, records);
}

}  // namespace atelier::json
