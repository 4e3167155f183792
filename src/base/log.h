#pragma once

#include "base/clock.h"

#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

/// Structured log: one event a line, with named values, to a file descriptor. Text for people, JSON
/// for machines. Secrets have types of their own that this interface does not accept.
namespace atelier {

class Log {
 public:
  enum class Level : std::uint8_t { Debug, Info, Warning, Error };
  enum class Format : std::uint8_t { Text, Json };

  using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;
  struct Field {
    std::string_view name;
    Value value;
  };

  /// `fd` stays open for as long as the log lives; -1 keeps silent.
  Log(const Clock& clock, int fd, Format format = Format::Text, Level least = Level::Info)
      : clock_(clock), fd_(fd), format_(format), least_(least) {}

  void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
  void info(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::Info, event, fields);
  }
  void warn(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::Warning, event, fields);
  }
  void error(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::Error, event, fields);
  }

 private:
  const Clock& clock_;
  int fd_;
  Format format_;
  Level least_;
  std::mutex mutex_;
};

}  // namespace atelier
