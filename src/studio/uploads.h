#pragma once

#include "access/caller.h"
#include "studio/intake.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Uploads that arrive in parts (tus 1.0 speaks to this). What was appended stays, across broken
/// connections and restarts; an upload nobody touched for a day is swept. An upload belongs to the
/// caller who began it. Errors: NotFound, Conflict (wrong offset), TooLarge, NoSpace.
namespace atelier::studio {

class Studio;

struct UploadStatus {
  std::uint64_t length = 0;
  std::uint64_t offset = 0;
  std::string fileName;
  std::chrono::sys_time<std::chrono::milliseconds> expires;
  std::optional<Arrival> arrival;  ///< once it is complete
};

class Uploads {
 public:
  explicit Uploads(Studio& studio);
  ~Uploads();

  static constexpr std::uint64_t lengthLimit = std::uint64_t{1} << 42;

  /// Returns the id. Room for all of it is checked first.
  std::string begin(std::uint64_t length, std::string_view fileName,
                    std::optional<CollectionId> collection, const access::Caller& caller);

  std::optional<UploadStatus> status(std::string_view id, const access::Caller& caller);

  /// Appends at exactly `offset` (Conflict otherwise) and returns the new offset. One writer at a
  /// time per upload: a second one gets Conflict.
  std::uint64_t append(std::string_view id, std::uint64_t offset, std::span<const std::byte> bytes,
                       const access::Caller& caller);

  /// Takes back what a part with a wrong checksum appended.
  void rewind(std::string_view id, std::uint64_t offset, const access::Caller& caller);

  /// Turns a complete upload into an asset. Calling it again gives the same answer.
  Arrival finish(std::string_view id, const access::Caller& caller);

  void remove(std::string_view id, const access::Caller& caller);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
