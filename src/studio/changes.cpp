#include "studio/changes.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/change_run.h"
#include "studio/event_bell.h"
#include "studio/studio.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <thread>
#include <unordered_set>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

constexpr auto kept = std::chrono::days{30};

using Shared = std::shared_ptr<Change>;

Error noSuchChange(std::string_view id) {
  return {Code::NotFound, fmt::format("There is no change {}.", id),
          "`change list` shows those of the last 30 days.", "/id"};
}

Error nothingToUndo() {
  return {Code::Conflict, "There is nothing to bring back.",
          "Nothing was changed. The change was undone already, or it changed nothing."};
}

void eachOnce(std::vector<AssetId>& ids) {
  std::unordered_set<AssetId> seen;
  std::erase_if(ids, [&](const AssetId& id) { return !seen.insert(id).second; });
}

bool canUndo(const ChangeProgress& progress) {
  return progress.changed > 0 && progress.state != ChangeState::Undone &&
         progress.state != ChangeState::Undoing;
}

/// What was asked shows at once, although the group at hand is finished first.
ChangeView viewOf(Change& change) {
  const std::lock_guard lock{change.mutex};
  const auto& header = change.header;
  const auto& progress = change.progress;
  ChangeView view{header.id,        progress.state,    progress.total,   progress.done,
                  progress.failed,  header.what,       header.by.name,   header.startedAt,
                  progress.endedAt, canUndo(progress), progress.problems};
  if (change.wish == ChangeWish::Stop) view.state = ChangeState::Stopped;
  if (change.wish == ChangeWish::Undo) {
    view.state = ChangeState::Undoing;
    view.endedAt.reset();
    view.canUndo = false;
  }
  return view;
}

/// From the file alone; reads all of it only if it has not ended.
Shared loaded(Files& files, const fs::path& path) {
  auto change = std::make_shared<Change>();
  change->path = path;
  const auto summary = ChangeFile::summary(files, path);
  change->header = summary.header;
  if (const auto& end = summary.end) {
    change->progress = {end->state.value(),
                        end->total.value_or(0),
                        end->done.value_or(0),
                        end->failed.value_or(0),
                        end->changed.value_or(0),
                        end->problems.value_or(std::vector<ChangeProblem>{}),
                        end->at};
    return change;
  }
  const auto story = ChangeFile::read(files, path);
  change->wish = story.wish;
  change->progress.state = story.undoing ? ChangeState::Undoing : ChangeState::Running;
  change->progress.total = story.undoing ? story.madeFrom.size() : story.header.total;
  change->progress.failed = story.failed;
  change->progress.done = story.through - std::min(story.failed, story.through);
  change->progress.changed = story.madeFrom.size();
  change->progress.problems = story.problems;
  return change;
}

}  // namespace

struct Changes::State {
  Studio& studio;
  fs::path folder;
  std::atomic<bool> closing = false;
  std::mutex mutex;  ///< guards what follows
  std::condition_variable hasWork;
  std::map<std::string, Shared, std::greater<>> changes;  ///< newest first
  std::deque<Shared> queue;
  std::thread worker;

  explicit State(Studio& s) : studio(s), folder(s.folder() / "changes") {}

  Shared find(std::string_view id) {
    const std::lock_guard lock{mutex};
    const auto found = changes.find(std::string(id));
    if (found == changes.end()) throw noSuchChange(id);
    return found->second;
  }

  /// The audit entry comes first: whatever breaks, it is known who wanted it. False in a rehearsal.
  bool enter(const access::Caller& caller, std::string_view action, const ChangeHeader& header,
             std::uint64_t assets) {
    const auto detail =
        boost::json::serialize(boost::json::object{{"what", header.what}, {"assets", assets}});
    studio.store().write([&](store::Transaction& transaction) {
      studio.access().audit().append(transaction, caller, action, header.id, detail);
    });
    if (caller.rehearsal == nullptr) return true;
    caller.rehearsal->steps.back().detail =
        fmt::format("{}: {} {}", header.what, assets, assets == 1 ? "asset" : "assets");
    return false;
  }

  /// Few at once, many later; the command line waits, because its studio closes when it is done.
  void launch(const Shared& change, std::uint64_t assets, const access::Caller& caller) {
    if (assets <= ChangeRun::few || caller.via == "cli")
      return ChangeRun(studio, *change, closing).run();
    tellProgress(studio, change->header, change->progress);
    enqueue(change);
  }

  void enqueue(const Shared& change) {
    const std::lock_guard lock{mutex};
    queue.push_back(change);
    if (!worker.joinable()) worker = std::thread([this] { run(); });
    hasWork.notify_one();
  }

  void run() {
    for (;;) {
      Shared change;
      {
        std::unique_lock lock{mutex};
        hasWork.wait(lock, [this] { return closing || !queue.empty(); });
        if (closing) return;
        change = std::move(queue.front());
        queue.pop_front();
      }
      try {
        ChangeRun(studio, *change, closing).run();
      } catch (const Error& error) {
        studio.log().error("change.failed", {{"change", std::string_view(change->header.id)},
                                             {"problem", std::string_view(error.message)}});
      }
    }
  }

  /// Sweeps what a crash left half written, and what ended long ago.
  void load(const FolderEntry& entry) {
    const auto path = folder / entry.name;
    if (!entry.name.ends_with(".jsonl")) return studio.files().removeFile(path);
    auto change = loaded(studio.files(), path);
    const auto& progress = change->progress;
    const auto at = fromRfc3339(progress.endedAt.value_or(""));
    if (ended(progress.state) && at && *at + kept < studio.clock().now())
      return studio.files().removeFile(path);
    const bool goesOn = !ended(progress.state);
    {
      const std::lock_guard lock{mutex};
      changes[change->header.id] = change;
    }
    if (goesOn) enqueue(change);
  }
};

Changes::Changes(Studio& studio) : state_(std::make_unique<State>(studio)) {}

Changes::~Changes() {
  {
    const std::lock_guard lock{state_->mutex};
    state_->closing = true;
  }
  state_->hasWork.notify_all();
  if (state_->worker.joinable()) state_->worker.join();
}

void Changes::resume() {
  auto& studio = state_->studio;
  if (!studio.files().exists(state_->folder)) return;
  for (const auto& entry : studio.files().list(state_->folder)) {
    try {
      state_->load(entry);
    } catch (const Error& error) {
      studio.log().warn("change.unreadable", {{"file", std::string_view(entry.name)},
                                              {"problem", std::string_view(error.message)}});
    }
  }
}

ChangeView Changes::start(std::vector<AssetId> assets, const Edit& edit, std::string what,
                          const access::Caller& caller) {
  auto& studio = state_->studio;
  eachOnce(assets);
  auto change = std::make_shared<Change>();
  auto& header = change->header;
  header.id = studio.ids().make().text();
  header.startedAt = toRfc3339(studio.clock().now());
  header.by = {caller.id, caller.name};
  header.what = std::move(what);
  header.total = change->progress.total = assets.size();
  header.edit = edit;
  change->path = state_->folder / (header.id + ".jsonl");
  if (!state_->enter(caller, "change.start", header, header.total)) return viewOf(*change);
  ChangeFile::create(studio.files(), change->path, header, assets);
  {
    const std::lock_guard lock{state_->mutex};
    state_->changes[header.id] = change;
  }
  state_->launch(change, header.total, caller);
  return viewOf(*change);
}

std::vector<ChangeView> Changes::list(std::size_t limit) {
  const auto oldest = toRfc3339(state_->studio.clock().now() - kept);
  std::vector<ChangeView> views;
  const std::lock_guard lock{state_->mutex};
  for (const auto& [id, change] : state_->changes) {
    if (views.size() == limit) break;
    if (change->header.startedAt >= oldest) views.push_back(viewOf(*change));
  }
  return views;
}

ChangeView Changes::show(std::string_view id) { return viewOf(*state_->find(id)); }

ChangeView Changes::stop(std::string_view id, const access::Caller& caller) {
  const auto change = state_->find(id);
  auto now = viewOf(*change);
  if (ended(now.state)) return now;
  if (!state_->enter(caller, "change.stop", change->header, now.total)) return now;
  {
    const std::lock_guard lock{change->mutex};
    if (!ended(change->progress.state)) change->ask(state_->studio.files(), ChangeWish::Stop);
  }
  return viewOf(*change);
}

ChangeView Changes::undo(std::string_view id, const access::Caller& caller) {
  const auto change = state_->find(id);
  const auto& edit = change->header.edit;
  if (edit.trash || edit.restore) caller.require(access::Scope::DeleteAssets);
  auto now = viewOf(*change);
  if (now.state == ChangeState::Undoing) return now;
  std::uint64_t assets = 0;
  {
    const std::lock_guard lock{change->mutex};
    if (ended(change->progress.state) && !canUndo(change->progress)) throw nothingToUndo();
    assets = change->progress.changed;
  }
  if (!state_->enter(caller, "change.undo", change->header, assets)) return now;
  {
    const std::lock_guard lock{change->mutex};
    change->ask(state_->studio.files(), ChangeWish::Undo);
  }
  state_->launch(change, change->header.total, caller);
  return viewOf(*change);
}

}  // namespace atelier::studio
