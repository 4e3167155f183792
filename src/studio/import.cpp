#include "studio/import.h"

#include "base/text.h"
#include "studio/collections.h"
#include "studio/source_files.h"
#include "studio/studio.h"
#include "studio/walk.h"
#include "vault/vault.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <fmt/format.h>

namespace atelier::studio {

namespace {

using Found = FoundFile;

/// A file on its way: looked at and queued, not yet acknowledged. A known one is done already.
struct Pending {
  Found file;
  std::future<Arrival> arrival;
};

/// A queue between two stages that makes the faster one wait.
template <class Item>
class Channel {
 public:
  explicit Channel(std::size_t limit) : limit_(limit) {}

  void push(Item item) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return items_.size() < limit_ || closed_; });
    items_.push_back(std::move(item));
    changed_.notify_all();
  }

  /// Nothing once the channel is closed and empty.
  std::optional<Item> pop() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !items_.empty() || closed_; });
    if (items_.empty()) return std::nullopt;
    std::optional<Item> item(std::move(items_.front()));
    items_.pop_front();
    changed_.notify_all();
    return item;
  }

  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  std::size_t limit_;
  bool closed_ = false;
};

/// One run: a walker finds files, several readers spool and look, one collector counts what
/// arrived.
class Import {
 public:
  Import(Studio& studio, const ImportOptions& options, const access::Caller& caller,
         const std::function<void(const ImportProgress&)>& progress)
      : studio_(studio),
        options_(options),
        caller_(caller),
        tell_(progress),
        found_(4096),
        pending_(Intake::backlogLimit) {
    progress_.counting = true;
  }

  ImportReport run(const std::vector<fs::path>& paths) {
    const auto start = studio_.clock().elapsed();
    needAll(studio_.files(), paths);
    const auto count = options_.threads != 0 ? options_.threads
                                             : std::max(1U, std::thread::hardware_concurrency());
    {
      std::jthread walker([&] { walkAll(paths); });
      std::jthread collector([&] { collect(); });
      {
        std::vector<std::jthread> readers;
        for (std::size_t i = 0; i < count; ++i) readers.emplace_back([this] { read(); });
      }
      pending_.close();
    }
    settle();
    report_.seconds = std::chrono::duration<double>(studio_.clock().elapsed() - start).count();
    report_.stopped = halted();
    if (fullDisk_) throw fullDiskError();
    return std::move(report_);
  }

 private:
  bool halted() const { return full_ || (options_.stop != nullptr && *options_.stop); }

  void walkAll(const std::vector<fs::path>& paths) {
    walkFiles(
        studio_.files(), paths, studio_.folder(),
        [this](Found file) { return found(std::move(file)); },
        [this](const fs::path& path, Error error) { fail(path, std::move(error)); });
    {
      const std::lock_guard lock{mutex_};
      progress_.counting = false;
    }
    found_.close();
  }

  bool found(Found file) {
    {
      const std::lock_guard lock{mutex_};
      ++progress_.filesFound;
      progress_.bytesFound += file.status.size;
    }
    found_.push(std::move(file));
    return !halted();
  }

  void read() {
    while (auto file = found_.pop()) {
      if (halted()) continue;  // drain, so that the walker never waits for us
      try {
        pending_.push(take(*file));
      } catch (...) {
        fail(file->path, currentError());
      }
    }
  }

  Pending take(const Found& file) {
    if (auto known = studio_.sources().known(file.path, file.status)) {
      std::promise<Arrival> done;
      done.set_value({*known, {}, file.status.size, true, {}});
      return {file, done.get_future()};
    }
    auto spooled = studio_.vault().spoolFile(file.path);
    auto arrival = studio_.intake().submit(
        std::move(spooled), {file.path.filename().string(), file.path.string(), options_.collection,
                             options_.previews, caller_});
    return {file, std::move(arrival)};
  }

  void collect() {
    while (auto item = pending_.pop()) {
      try {
        count(item->file, item->arrival.get());
      } catch (...) {
        fail(item->file.path, currentError());
      }
    }
  }

  void count(const Found& file, const Arrival& arrival) {
    constexpr std::size_t batch = 256;
    const auto modified = file.status.modified.time_since_epoch().count();
    remembered_.push_back({file.path.string(), file.status.size, modified, arrival.id});
    if (arrival.duplicate && options_.collection) toFile_.push_back(arrival.id);
    if (remembered_.size() >= batch) settle();
    if (options_.arrived) options_.arrived(file.path, arrival);
    const std::lock_guard lock{mutex_};
    if (arrival.duplicate) {
      ++report_.duplicates;
    } else {
      ++report_.imported;
      report_.bytes += arrival.bytes;
      if (!arrival.unreadable.empty()) ++report_.unreadable;
    }
    advance(file.status.size);
  }

  /// What need not wait for each file: where it came from, and that known assets join, too.
  void settle() {
    studio_.sources().remember(remembered_);
    remembered_.clear();
    if (!toFile_.empty()) changeMembers(studio_, *options_.collection, toFile_, {}, caller_);
    toFile_.clear();
  }

  void fail(const fs::path& path, Error error) {
    const std::lock_guard lock{mutex_};
    if (error.code == Code::NoSpace) {
      if (!full_) fullDisk_ = error;
      full_ = true;
      return;
    }
    ++report_.failed;
    report_.failures.push_back({path.string(), std::move(error)});
    advance(0);
  }

  void advance(std::uint64_t bytes) {
    ++progress_.filesDone;
    progress_.bytesDone += bytes;
    if (tell_) tell_(progress_);
  }

  Error fullDiskError() const {
    const auto missing = progress_.bytesFound - progress_.bytesDone;
    auto error = fullDisk_.value_or(Error{Code::NoSpace, {}});
    error.message = "The studio's disk is full.";
    error.hint = fmt::format(
        "Nothing was lost: {} of {} files are in. Free {}, then run the import again; it goes on "
        "where it "
        "stopped.",
        progress_.filesDone, progress_.filesFound, humanBytes(missing + missing / 50));
    return error;
  }

  Studio& studio_;
  const ImportOptions& options_;
  const access::Caller& caller_;
  const std::function<void(const ImportProgress&)>& tell_;
  Channel<Found> found_;
  Channel<Pending> pending_;
  std::mutex mutex_;  ///< guards what follows
  ImportProgress progress_;
  ImportReport report_;
  std::optional<Error> fullDisk_;
  std::atomic<bool> full_ = false;
  std::vector<SourceFile> remembered_;  ///< this and the next are the collector's own
  std::vector<AssetId> toFile_;         ///< known ones that are not in the collection yet
};

}  // namespace

ImportPlan planImport(Studio& studio, const std::vector<fs::path>& paths) {
  needAll(studio.files(), paths);
  ImportPlan plan;
  walkFiles(
      studio.files(), paths, studio.folder(),
      [&](const Found& file) {
        ++plan.files;
        if (studio.sources().known(file.path, file.status)) {
          ++plan.known;
        } else {
          plan.bytes += file.status.size;
        }
        return true;
      },
      [](const fs::path&, const Error& error) { throw error; });
  return plan;
}

ImportReport importPaths(Studio& studio, const std::vector<fs::path>& paths,
                         const ImportOptions& options, const access::Caller& caller,
                         const std::function<void(const ImportProgress&)>& progress) {
  return Import(studio, options, caller, progress).run(paths);
}

}  // namespace atelier::studio
