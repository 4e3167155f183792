#include "studio/watcher.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/json/codec.h"
#include "base/json/text.h"
#include "store/store.h"
#include "studio/folder_events.h"
#include "studio/import.h"
#include "studio/journal.h"
#include "studio/source_files.h"
#include "studio/studio.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

using namespace std::chrono_literals;

constexpr auto restTime = 2s;       // a file is whole when it has not changed for so long
constexpr auto scanInterval = 60s;  // network shares send no events
constexpr auto eventSettleTime = 500ms;

/// As kept in watches.json, beside studio.toml.
struct KeptWatch {
  std::string id;
  std::string path;
  std::optional<std::string> collection;
};
BOOST_DESCRIBE_STRUCT(KeptWatch, (), (id, path, collection))

struct KeptWatches {
  std::vector<KeptWatch> watches;
};
BOOST_DESCRIBE_STRUCT(KeptWatches, (), (watches))

/// A file that was seen but may still grow.
struct Growing {
  Growing(std::uint64_t bytes, std::int64_t changed, std::chrono::nanoseconds now)
      : size(bytes), modified(changed), since(now) {}
  std::uint64_t size;
  std::int64_t modified;
  std::chrono::nanoseconds since;
};

/// A copy that a browser or a synchroniser is still writing under a name of its own.
bool unfinishedName(std::string_view name) {
  return name.starts_with('.') || name.ends_with('~') || name.ends_with(".part") ||
         name.ends_with(".crdownload") || name.ends_with(".tmp");
}

bool inside(const fs::path& path, const fs::path& folder) {
  const auto mismatch = std::ranges::mismatch(folder, path);
  return mismatch.in1 == folder.end();
}

}  // namespace

struct Watcher::State {
  Studio& studio;
  fs::path file;
  std::mutex mutex;  ///< guards watches and their states
  std::vector<Watch> watches;
  std::mutex scanMutex;  ///< one scan at a time; guards growing
  std::map<std::string, Growing> growing;
  FolderEvents events;
  std::thread thread;

  explicit State(Studio& s) : studio(s), file(s.folder() / "watches.json") {}

  void load() {
    if (!studio.files().exists(file)) return;
    const auto kept = json::decode<KeptWatches>(json::parse(studio.files().readText(file)));
    for (const auto& each : kept.watches) {
      auto collection = each.collection ? CollectionId::parse(*each.collection) : std::nullopt;
      watches.push_back({each.id, each.path, collection, "scanning", {}, {}, 0});
    }
  }

  void save() {
    KeptWatches kept;
    for (const auto& watch : watches) {
      auto collection = watch.collection ? std::optional(watch.collection->text()) : std::nullopt;
      kept.watches.push_back({watch.id, watch.path, collection});
    }
    boost::json::value value;
    json::encode(kept, value);
    studio.files().replaceText(file, json::toText(value, json::Layout::Indented) + "\n");
  }

  /// Before the file is written: whatever breaks in between, it is known who wanted it.
  void enter(std::string_view action, const Watch& watch, const access::Caller& caller) {
    studio.store().write([&](store::Transaction& transaction) {
      studio.access().audit().append(transaction, caller, action, watch.id,
                                     json::toText(boost::json::object{{"path", watch.path}}));
    });
  }

  std::vector<Watch> copy() {
    const std::lock_guard lock{mutex};
    return watches;
  }

  /// Whether the file rested long enough since it was first seen like this.
  bool rested(const fs::path& path, const FileStatus& status) {
    const auto modified = status.modified.time_since_epoch().count();
    const auto now = studio.clock().elapsed();
    const auto [seen, isNew] = growing.try_emplace(path.string(), status.size, modified, now);
    if (seen->second.size != status.size || seen->second.modified != modified) {
      seen->second = {status.size, modified, now};
      return false;
    }
    return !isNew && now - seen->second.since >= restTime;
  }

  std::optional<FileStatus> statusOf(const fs::path& path) {
    try {
      return studio.files().status(path);
    } catch (const Error&) {
      return std::nullopt;  // its folder may be listed and not entered; it is tried again
    }
  }

  /// A folder that cannot be read keeps nobody from watching the others.
  std::vector<FolderEntry> entriesOf(const fs::path& folder) {
    try {
      events.watch(folder);
      return studio.files().list(folder);
    } catch (...) {
      const auto error = currentError();
      studio.log().warn("watch.folder-unreadable",
                        {{"path", folder.string()}, {"problem", std::string_view(error.message)}});
      return {};
    }
  }

  void gather(const fs::path& folder, std::vector<fs::path>& ready, std::uint64_t& waiting) {
    for (const auto& entry : entriesOf(folder)) {
      if (unfinishedName(entry.name)) continue;
      const auto path = folder / entry.name;
      if (entry.kind == EntryKind::Folder) {
        if (path != studio.folder()) gather(path, ready, waiting);
        continue;
      }
      const auto status = entry.kind == EntryKind::File ? statusOf(path) : std::nullopt;
      if (!status || studio.sources().known(path, *status)) continue;
      if (rested(path, *status)) {
        ready.push_back(path);
      } else {
        ++waiting;
      }
    }
  }

  /// Compares what was imported from this folder with what lies there now.
  void compare(Watch& watch) {
    watch.missing.clear();
    watch.changed.clear();
    const auto sources = studio.sources().below(watch.path);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const auto& source = sources[i];
      if (i > 0 && sources[i - 1].path == source.path) {
        if (watch.changed.empty() || watch.changed.back() != source.path) {
          watch.changed.push_back(source.path);
        }
        continue;
      }
      if (!studio.files().exists(source.path)) watch.missing.push_back(source.path);
    }
  }

  void look(Watch& watch) {
    const auto before = std::tuple(watch.state, watch.missing, watch.changed);
    watch.waiting = 0;
    if (!studio.files().exists(watch.path)) {
      watch.state = "unreachable";  // an unplugged disk is no reason to call its files lost
    } else {
      std::vector<fs::path> ready;
      gather(watch.path, ready, watch.waiting);
      take(watch, ready);
      compare(watch);
      watch.state = "watching";
    }
    publish(watch, before != std::tuple(watch.state, watch.missing, watch.changed));
  }

  void take(const Watch& watch, const std::vector<fs::path>& ready) {
    if (ready.empty()) return;
    auto caller = access::Caller::local();
    caller.via = "watch";
    ImportOptions options;
    options.collection = watch.collection;
    const auto report = importPaths(studio, ready, options, caller);
    for (const auto& path : ready) growing.erase(path.string());
    for (const auto& failure : report.failures) {
      studio.log().warn(
          "watch.import-failed",
          {{"path", failure.path}, {"problem", std::string_view(failure.error.message)}});
    }
  }

  void publish(const Watch& watch, bool changed) {
    {
      const std::lock_guard lock{mutex};
      for (auto& each : watches) {
        if (each.id == watch.id) each = watch;
      }
    }
    if (changed) {
      boost::json::object data{{"watch", watch.id},
                               {"state", watch.state},
                               {"missing", watch.missing.size()},
                               {"changed", watch.changed.size()}};
      journal(studio, "watch.changed", std::nullopt, data);
    }
  }

  void run() {
    for (;;) {
      bool waiting = false;
      try {
        scan();
        for (const auto& watch : copy()) waiting = waiting || watch.waiting > 0;
      } catch (...) {
        const auto error = currentError();
        studio.log().error("watch.failed", {{"problem", std::string_view(error.message)}});
      }
      const auto patience = waiting ? std::chrono::milliseconds(restTime) : scanInterval;
      if (!events.wait(patience, eventSettleTime)) return;
    }
  }

  void scan() {
    const std::lock_guard lock{scanMutex};
    for (auto& watch : copy()) {
      try {
        look(watch);
      } catch (...) {
        const auto error = currentError();
        studio.log().error("watch.failed",
                           {{"path", watch.path}, {"problem", std::string_view(error.message)}});
      }
    }
  }
};

Watcher::Watcher(Studio& studio) : state_(std::make_unique<State>(studio)) { state_->load(); }

Watcher::~Watcher() { stop(); }

void Watcher::start() {
  state_->thread = std::thread([this] { state_->run(); });
}

void Watcher::stop() {
  state_->events.close();
  if (state_->thread.joinable()) state_->thread.join();
}

Watch Watcher::add(const fs::path& folder, std::optional<CollectionId> collection,
                   const access::Caller& caller) {
  caller.require(access::Scope::ManageStudio);
  auto path = fs::absolute(folder).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  const auto status = state_->studio.files().status(path);
  if (!status || status->kind != EntryKind::Folder) {
    throw Error{Code::NotFound, fmt::format("There is no folder {}.", path.string()),
                "Nothing is watched. Check the spelling.", path.string()};
  }
  if (inside(path, state_->studio.folder()) || inside(state_->studio.folder(), path)) {
    throw Error{Code::Conflict, "A studio cannot watch itself.",
                "Choose a folder that neither lies in the studio nor holds it.", path.string()};
  }
  Watch watch{state_->studio.ids().make().text(), path.string(), collection, "scanning", {}, {}, 0};
  {
    const std::lock_guard lock{state_->mutex};
    for (const auto& each : state_->watches) {
      if (each.path == watch.path) {
        throw Error{Code::Conflict, "This folder is watched already.", "There is nothing to do.",
                    watch.path};
      }
    }
    state_->enter("watch.add", watch, caller);
    if (caller.rehearsal != nullptr) return watch;
    state_->watches.push_back(watch);
    state_->save();
  }
  state_->events.wake();
  return watch;
}

void Watcher::remove(std::string_view id, const access::Caller& caller) {
  caller.require(access::Scope::ManageStudio);
  const std::lock_guard lock{state_->mutex};
  const auto found = std::ranges::find(state_->watches, id, &Watch::id);
  if (found == state_->watches.end()) {
    throw Error{Code::NotFound, "This folder is not watched.", "Nothing was changed."};
  }
  state_->enter("watch.remove", *found, caller);
  if (caller.rehearsal != nullptr) return;
  state_->watches.erase(found);
  state_->save();
}

std::vector<Watch> Watcher::list() { return state_->copy(); }

void Watcher::scan() { state_->scan(); }

}  // namespace atelier::studio
