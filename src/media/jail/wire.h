#pragma once

#include "media/media.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Jobs and answers as they travel between the program and a worker: JSON, then one message with
/// the bytes of each preview or step. What a worker says is foreign, too: it is checked like
/// anything that comes from outside.
namespace atelier::media {

enum class Task : std::uint8_t { Examine, Peaks, Storyboard };

struct Job {
  Task task = Task::Examine;
  std::string name{};
  std::vector<PreviewRequest> previews{};
  std::optional<Storyboard> board{};
};

std::string toText(const Job& job);
Job jobFromText(std::string_view text);

/// Without the previews' bytes.
std::string toText(const Examined& examined);
/// Throws Error if the worker says what no worker should: sizes, names or texts that cannot be.
Examined examinedFromText(std::string_view text);

/// A long work comes in steps, each followed by one message with its bytes. The last one says what
/// came of it.
struct Step {
  double done = 0;
  bool last = false;
  std::string problem{};               ///< why it failed; only in the last
  std::optional<SoundLength> sound{};  ///< of peaks, in the last: nothing if there is no sound
};
std::string toText(const Step& step);
Step stepFromText(std::string_view text);

inline constexpr std::size_t answerLimit = std::size_t{8} << 20;
inline constexpr std::size_t stepLimit = std::size_t{64} << 10;
inline constexpr std::size_t previewLimit = std::size_t{8} << 20;

}  // namespace atelier::media
