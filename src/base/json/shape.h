#pragma once

#include "base/json/names.h"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/fwd.hpp>

/// What a type looks like in JSON, as a table made at compile time from Boost.Describe. Decoder,
/// encoder, schema, command-line flags and help are ordinary functions that walk it, so one more
/// type costs a table and no code.
///
/// A record is an aggregate that lists all its members, and says in words what each is for if it is
/// a request. Members are camelCase here and snake_case in JSON; so are the words of an enum.
///
///   struct FindAssets {
///     std::optional<std::string> query;
///     std::uint32_t limit = 50;
///     static constexpr std::array help{"What to look for", "How many at most"};
///   };
///   BOOST_DESCRIBE_STRUCT(FindAssets, (), (query, limit))
///   enum class Kind { Image, Video };
///   BOOST_DESCRIBE_ENUM(Kind, Image, Video)          // "image", "video"
///
/// In a request a member may be absent if it is optional, a list, a map, a boolean or raw JSON; if
/// T{} gives it a value that is not zero or empty (limit above); if it is named in `static
/// constexpr std::array mayBeAbsent{"sort"}`; or if it is a record of such members only. In an
/// answer every member is written except empty optionals.
namespace atelier::json {

enum class Kind : std::uint8_t {
  Text,    ///< std::string, or a type with a TextForm
  Signed,  ///< whole numbers of 8 to 64 bits
  Unsigned,
  Real,  ///< float, double; never NaN or infinite
  Boolean,
  Enum,
  Optional,
  List,  ///< std::vector<T>
  Map,   ///< std::map<std::string, T>
  Record,
  Any,  ///< boost::json::value as it is
};

struct Shape;

struct Word {
  std::string_view text;
  std::int64_t value;
};

struct Field {
  std::string_view name;  ///< as in JSON
  std::string_view help;  ///< empty if the record has no help
  const Shape* shape;
  void* (*of)(void* record);
  bool mayBeAbsent;  ///< said so by the record itself; see mayBeAbsent() for the whole rule
};

/// How to reach into an optional, a list or a map.
struct Holder {
  using Each = void (*)(void* context, std::string_view key, const void* item);
  std::size_t (*size)(const void* holder);
  void (*clear)(void* holder);
  void* (*add)(void* holder, std::string_view key);  ///< a fresh item; the key counts for maps only
  void (*visit)(const void* holder, void* context, Each each);
};

/// How a type that is not std::string reads and writes itself as text.
struct TextAccess {
  bool (*read)(void* into, std::string_view text);  ///< false if the text does not fit
  std::string (*write)(const void* from);
  std::string_view format;    ///< of JSON Schema: "uuid", "date-time"; may be empty
  std::string_view expected;  ///< completes "Expected ...": "an id such as 0193..."
};

struct Shape {
  Kind kind = Kind::Any;
  std::uint8_t size = 0;            ///< bytes, of numbers and enums
  std::string_view name{};          ///< of records and enums, without namespace
  std::span<const Word> words{};    ///< of enums
  std::span<const Field> fields{};  ///< of records
  const Shape* item = nullptr;      ///< of optionals, lists and maps
  const Holder* holder = nullptr;   ///< of optionals, lists and maps
  const TextAccess* text = nullptr;
  /// Shows a fresh T{} of a record to `use`.
  void (*fresh)(void* context, void (*use)(void* context, const void* record)) = nullptr;

  const Field* find(std::string_view fieldName) const;  ///< null if there is none
};

/// Specialise for a type that travels as text:
///   static bool read(T&, std::string_view); static std::string write(const T&);
///   static constexpr std::string_view format, expected;
template <class T>
struct TextForm;

namespace detail {
template <class T>
consteval Shape shapeOf();
}

template <class T>
inline constexpr Shape shape = detail::shapeOf<T>();

namespace detail {

template <class T>
concept HasTextForm = requires(const T& value) { TextForm<T>::write(value); };

template <class T>
inline constexpr TextAccess textAccess{
    [](void* into, std::string_view text) {
      return TextForm<T>::read(*static_cast<T*>(into), text);
    },
    [](const void* from) { return TextForm<T>::write(*static_cast<const T*>(from)); },
    TextForm<T>::format, TextForm<T>::expected};

template <class T>
struct HolderOf;

template <class T>
struct HolderOf<std::optional<T>> {
  using Item = T;
  static constexpr Kind kind = Kind::Optional;
  static constexpr Holder holder{
      [](const void* h) {
        return std::size_t{static_cast<const std::optional<T>*>(h)->has_value()};
      },
      [](void* h) { static_cast<std::optional<T>*>(h)->reset(); },
      [](void* h, std::string_view) -> void* {
        return &static_cast<std::optional<T>*>(h)->emplace();
      },
      [](const void* h, void* context, Holder::Each each) {
        const auto& held = *static_cast<const std::optional<T>*>(h);
        if (held) each(context, {}, &*held);
      }};
};

template <class T>
struct HolderOf<std::vector<T>> {
  static_assert(!std::is_same_v<T, bool>, "std::vector<bool> has no items to point at");
  using Item = T;
  static constexpr Kind kind = Kind::List;
  static constexpr Holder holder{
      [](const void* h) { return static_cast<const std::vector<T>*>(h)->size(); },
      [](void* h) { static_cast<std::vector<T>*>(h)->clear(); },
      [](void* h, std::string_view) -> void* {
        return &static_cast<std::vector<T>*>(h)->emplace_back();
      },
      [](const void* h, void* context, Holder::Each each) {
        for (const auto& item : *static_cast<const std::vector<T>*>(h)) each(context, {}, &item);
      }};
};

template <class T>
struct HolderOf<std::map<std::string, T>> {
  using Map = std::map<std::string, T>;
  using Item = T;
  static constexpr Kind kind = Kind::Map;
  static constexpr Holder holder{[](const void* h) { return static_cast<const Map*>(h)->size(); },
                                 [](void* h) { static_cast<Map*>(h)->clear(); },
                                 [](void* h, std::string_view key) -> void* {
                                   return &(*static_cast<Map*>(h))[std::string(key)];
                                 },
                                 [](const void* h, void* context, Holder::Each each) {
                                   for (const auto& [key, item] : *static_cast<const Map*>(h))
                                     each(context, key, &item);
                                 }};
};

template <class T>
concept IsHolder = requires { typename HolderOf<T>::Item; };

template <class E, class List>
struct Words;

template <class E, template <class...> class List, class... D>
struct Words<E, List<D...>> {
  static_assert(sizeof...(D) > 0, "an enum without words cannot travel");
  static constexpr std::initializer_list<const char*> names{D::name...};
  static constexpr NamePool<snakeTotal(names), sizeof...(D)> pool{names};
  static constexpr auto table = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{Word{pool[I], static_cast<std::int64_t>(D::value)}...};
  }(std::index_sequence_for<D...>{});
};

template <class T, auto Pointer>
void* memberOf(void* record) {
  return &(static_cast<T*>(record)->*Pointer);
}

template <class T, class... Members>
consteval bool isMadeOf() {
  // One more initialiser fits exactly if the aggregate has a member that was not described.
  return requires { T{std::declval<Members>()...}; } &&
         !requires { T{std::declval<Members>()..., {}}; };
}

template <class T>
consteval std::string_view helpOf(std::size_t index) {
  if constexpr (requires { T::help.size(); }) {
    return T::help[index];
  } else {
    return {};
  }
}

template <class T, std::size_t Count>
consteval bool helpFits() {
  if constexpr (requires { T::help.size(); }) {
    return T::help.size() == Count;
  } else {
    return true;
  }
}

template <class T>
consteval bool saysMayBeAbsent(std::string_view member) {
  if constexpr (requires { T::mayBeAbsent.size(); }) {
    for (std::string_view each : T::mayBeAbsent) {
      if (each == member) return true;
    }
  }
  return false;
}

template <class T, class List>
struct Fields;

template <class T, template <class...> class List, class... D>
struct Fields<T, List<D...>> {
  template <class M>
  using Type = std::remove_cvref_t<decltype(std::declval<T&>().*M::pointer)>;

  static_assert(isMadeOf<T, Type<D>...>(),
                "BOOST_DESCRIBE_STRUCT must list every member of the record, in order");
  static_assert(helpFits<T, sizeof...(D)>(), "help must have one text for every member");

  static constexpr std::initializer_list<const char*> names{D::name...};
  static constexpr NamePool<snakeTotal(names), sizeof...(D)> pool{names};
  static constexpr auto table = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<Field, sizeof...(D)>{Field{pool[I], helpOf<T>(I), &shape<Type<D>>,
                                                 &memberOf<T, D::pointer>,
                                                 saysMayBeAbsent<T>(D::name)}...};
  }(std::index_sequence_for<D...>{});
};

template <class T>
void showFresh(void* context, void (*use)(void*, const void*)) {
  const T record{};
  use(context, &record);
}

template <class T>
consteval Shape shapeOf() {
  if constexpr (std::is_same_v<T, bool>) {
    return {.kind = Kind::Boolean};
  } else if constexpr (std::is_enum_v<T>) {
    using All = Words<T, boost::describe::describe_enumerators<T>>;
    return {.kind = Kind::Enum, .size = sizeof(T), .name = typeName<T>(), .words = All::table};
  } else if constexpr (std::is_integral_v<T>) {
    return {.kind = std::is_signed_v<T> ? Kind::Signed : Kind::Unsigned, .size = sizeof(T)};
  } else if constexpr (std::is_floating_point_v<T>) {
    static_assert(sizeof(T) <= sizeof(double), "JSON has no number as long as this");
    return {.kind = Kind::Real, .size = sizeof(T)};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return {.kind = Kind::Text};
  } else if constexpr (std::is_same_v<T, boost::json::value>) {
    return {.kind = Kind::Any};
  } else if constexpr (HasTextForm<T>) {
    return {.kind = Kind::Text, .text = &textAccess<T>};
  } else if constexpr (IsHolder<T>) {
    using Of = HolderOf<T>;
    return {.kind = Of::kind, .item = &shape<typename Of::Item>, .holder = &Of::holder};
  } else {
    static_assert(std::is_aggregate_v<T>, "this type cannot travel as JSON");
    using All = Fields<T, boost::describe::describe_members<T, boost::describe::mod_public>>;
    return {
        .kind = Kind::Record, .name = typeName<T>(), .fields = All::table, .fresh = &showFresh<T>};
  }
}

}  // namespace detail

/// True if every member of the record, and of the records in it, says what it is for.
constexpr bool helpIsComplete(const Shape& record, int depth = 0) {
  if (depth > 8) return true;  // a record that holds itself was seen by now
  // Asked by kind: under the undefined-behaviour sanitizer g++ does not compare addresses at
  // compile time.
  const bool holds =
      record.kind == Kind::Optional || record.kind == Kind::List || record.kind == Kind::Map;
  if (holds) return helpIsComplete(*record.item, depth + 1);
  for (const auto& field : record.fields) {
    if (field.help.empty() || !helpIsComplete(*field.shape, depth + 1)) return false;
  }
  return true;
}

/// The rule above: whether a request may leave out `field` of `record`, a fresh or half-decoded
/// one.
bool mayBeAbsent(const Field& field, const void* record);

/// The same, asked of a fresh record.
bool mayBeAbsent(const Shape& record, const Field& field);

/// Adds `shape` and the records inside of it that have members to `records`: each once, in the
/// order in which they are met.
void collectRecords(const Shape& shape, std::vector<const Shape*>& records);

}  // namespace atelier::json
