#pragma once

#include "formats/metadata/description.h"
#include "media/storyboard.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Looks at foreign bytes: what they are, what they say of themselves, what they look and sound
/// like. All decoding happens in the jail (docs/architecture.md); what comes back was checked. A
/// file that cannot be decoded is an answer, not an error: `unreadable` says why. Errors: AT-2104
/// if there is no jail to decode in.
namespace atelier::media {

enum class PreviewFormat : std::uint8_t { WebP, Jpeg };

struct PreviewRequest {
  std::uint32_t longEdge = 320;  ///< pixels; smaller originals are not enlarged
  PreviewFormat format = PreviewFormat::WebP;

  bool operator==(const PreviewRequest&) const = default;
};

struct Preview {
  PreviewRequest request;
  std::string bytes;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// What a sound's outline (docs/formats/peaks.md) stands for.
struct SoundLength {
  std::uint32_t sampleRate = 0;
  std::uint64_t frames = 0;
};

inline constexpr std::uint32_t framesPerPeak = 256;
/// Bytes of an outline: four days of sound at 48 kHz.
inline constexpr std::size_t peaksLimit = std::size_t{128} << 20;

/// A piece of a long work: how far it is (0 to 1), and what came out since the last. Whoever throws
/// ends the work.
using Piece = std::function<void(double done, std::string_view bytes)>;

struct Inspected {
  metadata::Technical technical;
  std::vector<metadata::Field> fields;
  std::string text;        ///< of texts and documents, for searching
  std::string unreadable;  ///< why it could not be decoded; empty if it could
};

struct Examined {
  Inspected inspected;
  std::vector<Preview> previews;  ///< those asked for, as far as there is something to see
};

struct JailStatus {
  bool ready = false;     ///< the zygote answers
  bool landlock = false;  ///< the kernel offers it
  bool seccomp = false;
};

/// Starts the zygote. Call it first thing in main(), while the process is small and has one thread.
void startZygote();

/// All calls are thread-safe and blocking; several files are looked at at once, each by a worker of
/// its own.
class Media {
 public:
  Media();
  ~Media();
  Media(const Media&) = delete;
  Media& operator=(const Media&) = delete;

  /// `fd` is open for reading and stays the caller's. The name only breaks ties between kinds of
  /// text. Without previews no picture is decoded, so there are no fingerprints either.
  Examined examine(int fd, std::string_view fileName, const std::vector<PreviewRequest>& previews);

  /// The outline of its sound: for each `framesPerPeak` frames the lowest and the highest sample of
  /// all channels mixed, as two signed bytes. Nothing if it has no sound. Takes as long as it
  /// takes, and ends when `tell` throws or `stop` becomes true. Error{Unreadable | Cancelled}.
  std::optional<SoundLength> peaks(int fd, const Piece& tell, const std::atomic<bool>& stop);

  /// The sheet of a film's storyboard, as WebP; the pieces have no bytes. Otherwise as peaks().
  std::string storyboard(int fd, const Storyboard& board, const Piece& tell,
                         const std::atomic<bool>& stop);

  JailStatus status();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::media
