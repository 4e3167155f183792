#pragma once

#include "doors/cli/terminal.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// How far a long command is, on standard error: a bar with rate and time left on a terminal, or
/// JSON lines for programs. At most ten times a second.
namespace atelier::cli {

enum class ProgressStyle : std::uint8_t { None, Bar, Json };

struct Done {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> itemsTotal = {};  ///< none while it is still being counted
  std::optional<std::uint64_t> bytesTotal = {};
};

class Progress {
 public:
  Progress(Terminal& terminal, ProgressStyle style, std::string label);
  ~Progress();  ///< wipes the bar
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(const Done& done);
  void finish();  ///< shows the last state and ends the line

  /// "Importing  [#####.....]  41 of 60  1.2 GB  310 MB/s  0:12 left", at most `width` columns.
  static std::string bar(std::string_view label, const Done& done, std::chrono::nanoseconds elapsed,
                         std::size_t width);

 private:
  void show();
  void showJson() const;

  Terminal& terminal_;
  ProgressStyle style_;
  std::string label_;
  Done done_;
  std::chrono::nanoseconds started_;
  std::optional<std::chrono::nanoseconds> shown_;
  bool onScreen_ = false;
};

}  // namespace atelier::cli
