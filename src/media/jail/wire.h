#pragma once

#include "media/media.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Jobs and answers as they travel between the program and a worker: JSON, then one message with
/// the bytes of each preview. What a worker says is foreign, too: it is checked like anything that
/// comes from outside.
namespace atelier::media {

enum class Task : std::uint8_t { Examine, Waveform };

struct Job {
  Task task = Task::Examine;
  std::string name;
  std::vector<PreviewRequest> previews;
};

std::string toText(const Job& job);
Job jobFromText(std::string_view text);

/// Without the previews' bytes.
std::string toText(const Examined& examined);
/// Throws Error if the worker says what no worker should: sizes, names or texts that cannot be.
Examined examinedFromText(std::string_view text);

std::string toText(const std::optional<Waveform>& waveform);
std::optional<Waveform> waveformFromText(std::string_view text);

inline constexpr std::size_t answerLimit = std::size_t{8} << 20;
inline constexpr std::size_t previewLimit = std::size_t{8} << 20;

}  // namespace atelier::media
