#pragma once

#include "access/caller.h"
#include "base/clock.h"
#include "base/error.h"
#include "studio/change_file.h"
#include "studio/describer.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

/// The work on one change: group after group, forward or back, until all is done or somebody asks
/// for something else.
namespace atelier::studio {

class Studio;

struct ChangeProgress {
  ChangeState state = ChangeState::Running;
  std::uint64_t total = 0;  ///< in this direction, as are the next two
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t changed = 0;  ///< assets that can be brought back
  std::vector<ChangeProblem> problems;
  std::optional<std::string> endedAt;
};

/// A change as the studio that is open knows it.
struct Change {
  fs::path path;
  ChangeHeader header;  ///< never changes
  std::mutex running;   ///< held by who works on it

  std::mutex mutex;  ///< guards what follows
  ChangeProgress progress;
  ChangeWish wish = ChangeWish::GoOn;
  std::shared_ptr<ChangeFile> file;  ///< open while there is something to write

  /// Writes down what somebody asks for, durably. Under the mutex.
  void ask(Files& files, ChangeWish what);
};

/// "running", "done", ...
std::string_view stateName(ChangeState state);

/// Tells everybody how far it is.
void tellProgress(Studio& studio, const ChangeHeader& header, const ChangeProgress& progress);

class ChangeRun {
 public:
  /// A change of so few assets tells of each of them and is done before the answer; of more, only
  /// how far it is.
  static constexpr std::size_t few = 50;

  /// A group is committed whole, so a run begins with a small one: however soon it is cut off, and
  /// however often, it has come further.
  static constexpr std::size_t firstGroup = 64;

  /// `closing` ends the run after the group at hand; the next open goes on.
  ChangeRun(Studio& studio, Change& change, const std::atomic<bool>& closing);

  /// Throws what stopped all of it, after noting that it failed.
  void run();

 private:
  void work();
  bool nextGroup();
  void turn();
  bool end(ChangeState state);
  void fail(const Error& error);
  void settle();
  bool stands(const AssetId& id) const;
  void changeGroup(std::span<const AssetId> ids);
  bool takeBackOne(const AssetId& id, metadata::Description& now);
  void finishGroup(std::size_t size, std::vector<ChangeProblem> problems);
  void noteVersions(std::span<const Describer::Making> making);
  std::string eventName() const;
  ChangeProgress progressNow(ChangeState state) const;
  void show(ChangeState state);
  void tellSometimes();
  void write(std::span<const ChangeLine> lines, bool sync);
  std::uint64_t total() const;

  static constexpr std::size_t largestGroup = 512;

  Studio& studio_;
  Change& change_;
  const std::atomic<bool>& closing_;
  access::Caller caller_;
  std::shared_ptr<ChangeFile> file_;
  ChangeStory story_;
  std::size_t groupSize_ = firstGroup;
  std::vector<AssetId> made_;        ///< to be brought back, once undoing
  std::vector<ChangeProblem> kept_;  ///< what others said since, of the group at hand
  std::mutex keptMutex_;
  std::optional<std::chrono::nanoseconds> told_;
};

}  // namespace atelier::studio
