#include "doors/cli/progress.h"

#include "base/json/text.h"
#include "base/text.h"
#include "doors/cli/width.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

constexpr auto pause = std::chrono::milliseconds{100};
constexpr std::string_view wipe = "\r\x1b[K";

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// Bytes tell more about the time left than items do, if both totals are known.
std::optional<double> share(const Done& done) {
  const auto part = [](std::uint64_t have,
                       std::optional<std::uint64_t> all) -> std::optional<double> {
    if (!all || *all == 0) return std::nullopt;
    return std::min(1.0, static_cast<double>(have) / static_cast<double>(*all));
  };
  const auto bytes = part(done.bytes, done.bytesTotal);
  return bytes ? bytes : part(done.items, done.itemsTotal);
}

std::optional<std::uint64_t> secondsLeft(const Done& done, std::chrono::nanoseconds elapsed) {
  const auto part = share(done);
  if (!part || *part <= 0 || elapsed < std::chrono::seconds{1}) return std::nullopt;
  const double left = seconds(elapsed) * (1 - *part) / *part;
  if (left > 1e7) return std::nullopt;  // a hundred days: nobody knows
  return static_cast<std::uint64_t>(std::llround(left));
}

std::uint64_t bytesPerSecond(const Done& done, std::chrono::nanoseconds elapsed) {
  return elapsed.count() <= 0
             ? 0
             : static_cast<std::uint64_t>(static_cast<double>(done.bytes) / seconds(elapsed));
}

std::string clockText(std::uint64_t total) {
  const auto hours = total / 3600;
  const auto minutes = total / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, total % 60);
  return fmt::format("{}:{:02}", minutes, total % 60);
}

std::string meter(double part) {
  constexpr std::size_t cells = 20;
  const auto full = static_cast<std::size_t>(part * static_cast<double>(cells));
  return fmt::format("[{:#<{}}{:.<{}}]", "", full, "", cells - full);
}

}  // namespace

Progress::Progress(Terminal& terminal, ProgressStyle style, std::string label)
    : terminal_(terminal),
      style_(style),
      label_(std::move(label)),
      started_(terminal.clock.elapsed()) {}

Progress::~Progress() {
  if (onScreen_) terminal_.err << wipe << std::flush;
}

void Progress::update(const Done& done) {
  done_ = done;
  const auto now = terminal_.clock.elapsed();
  if (style_ == ProgressStyle::None || (shown_ && now - *shown_ < pause)) return;
  shown_ = now;
  show();
}

void Progress::finish() {
  if (style_ == ProgressStyle::None) return;
  show();
  if (onScreen_) terminal_.err << '\n' << std::flush;
  onScreen_ = false;
  style_ = ProgressStyle::None;
}

void Progress::show() {
  if (style_ == ProgressStyle::Json) return showJson();
  const auto width = terminal_.width > 1 ? terminal_.width - 1 : 1;  // the last column would wrap
  terminal_.err << wipe << bar(label_, done_, terminal_.clock.elapsed() - started_, width)
                << std::flush;
  onScreen_ = true;
}

void Progress::showJson() const {
  const auto elapsed = terminal_.clock.elapsed() - started_;
  boost::json::object line{{"type", "progress"}, {"label", label_}, {"items", done_.items}};
  if (done_.itemsTotal) line["items_total"] = *done_.itemsTotal;
  line["bytes"] = done_.bytes;
  if (done_.bytesTotal) line["bytes_total"] = *done_.bytesTotal;
  line["bytes_per_second"] = bytesPerSecond(done_, elapsed);
  if (const auto left = secondsLeft(done_, elapsed)) line["seconds_left"] = *left;
  terminal_.err << json::toText(line) << '\n' << std::flush;
}

std::string Progress::bar(std::string_view label, const Done& done,
                          std::chrono::nanoseconds elapsed, std::size_t width) {
  std::string line(label);
  if (const auto part = share(done)) line += "  " + meter(*part);
  line += done.itemsTotal ? fmt::format("  {} of {}", done.items, *done.itemsTotal)
                          : fmt::format("  {}", done.items);
  if (done.bytes > 0) {
    line += fmt::format("  {}  {}/s", humanBytes(done.bytes),
                        humanBytes(bytesPerSecond(done, elapsed)));
  }
  if (const auto left = secondsLeft(done, elapsed))
    line += fmt::format("  {} left", clockText(*left));
  return cutToWidth(line, width);
}

}  // namespace atelier::cli
