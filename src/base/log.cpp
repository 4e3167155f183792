#include "base/log.h"

#include "base/text.h"

#include <array>
#include <cerrno>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace atelier {

namespace {

constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string(toUtf8(text)));
}

std::string valueText(const Log::Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::string_view>) {
          return quoted(held);
        } else {
          return fmt::format("{}", held);
        }
      },
      value);
}

}  // namespace

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (fd_ < 0 || level < least_) return;
  const auto time = toRfc3339(clock_.now());
  const auto name = names[static_cast<std::size_t>(level)];
  std::string line = format_ == Format::Json ? fmt::format(R"({{"ts":"{}","level":"{}","event":{})",
                                                           time, name, quoted(event))
                                             : fmt::format("{} {:7} {}", time, name, event);
  for (const auto& field : fields) {
    line += format_ == Format::Json
                ? fmt::format(",{}:{}", quoted(field.name), valueText(field.value))
                : fmt::format(" {}={}", field.name, valueText(field.value));
  }
  line += format_ == Format::Json ? "}\n" : "\n";
  const std::lock_guard lock{mutex_};
  // A log that cannot be written must not stop the work that it tells of.
  for (std::string_view rest = line; !rest.empty();) {
    const auto written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace atelier
