#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string_view>

/// Names of C++ members, enumerators and types as JSON wants them, made at compile time.
namespace atelier::json::detail {

constexpr bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool isLower(char c) { return c >= 'a' && c <= 'z'; }

/// Calls `put` with every character of `name` in snake_case: "takenAt" is "taken_at", "JPEG" is
/// "jpeg", "HTTPServer" is "http_server", "delete_" is "delete".
template <class Put>
constexpr void eachOfSnake(std::string_view name, Put put) {
  if (name.ends_with('_')) name.remove_suffix(1);  // members that would be a C++ keyword
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool starts = isUpper(name[i]) && i > 0 && name[i - 1] != '_' &&
                        (!isUpper(name[i - 1]) || (i + 1 < name.size() && isLower(name[i + 1])));
    if (starts) put('_');
    put(isUpper(name[i]) ? static_cast<char>(name[i] - 'A' + 'a') : name[i]);
  }
}

constexpr std::size_t snakeTotal(std::initializer_list<const char*> names) {
  std::size_t total = 0;
  for (auto name : names) eachOfSnake(name, [&](char) { ++total; });
  return total;
}

/// The names of one record or enum, side by side in one array.
template <std::size_t Total, std::size_t Count>
struct NamePool {
  std::array<char, Total + 1> text{};
  std::array<std::size_t, Count + 1> ends{};

  constexpr NamePool(std::initializer_list<const char*> names) {
    std::size_t at = 0;
    std::size_t index = 0;
    for (auto name : names) {
      eachOfSnake(name, [&](char c) { text[at++] = c; });
      ends[++index] = at;
    }
  }

  constexpr std::string_view operator[](std::size_t index) const {
    return {text.data() + ends[index], ends[index + 1] - ends[index]};
  }
};

/// The name of a type without its namespaces.
template <class T>
consteval std::string_view typeName() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find("T = ") + 4);
  name = name.substr(0, name.find_first_of(";]"));
  const auto arguments = name.find('<');
  const auto space = name.substr(0, arguments).rfind("::");
  return space == std::string_view::npos ? name : name.substr(space + 2);
}

}  // namespace atelier::json::detail
