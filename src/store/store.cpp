#include "store/store.h"

#include "base/error.h"
#include "store/migrate.h"

#include <atomic>
#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace atelier::store {

namespace {
constexpr std::size_t queueLimit = 4096;
}

struct Store::State {
  std::filesystem::path path;
  const Clock& clock;
  Options options;
  int schema = 0;
  std::atomic<std::uint64_t> dataVersion{1};

  std::mutex queueMutex;
  std::condition_variable hasWork;
  std::condition_variable hasRoom;
  std::deque<Job> queue;
  bool stopping = false;
  bool broken = false;  // only the writer's thread looks at it

  std::unique_ptr<Connection> writer;
  std::thread thread;

  std::mutex readersMutex;
  std::condition_variable readerIsFree;
  std::vector<std::unique_ptr<Connection>> idleReaders;
  std::size_t openReaders = 0;

  struct Done {
    Job job;
    std::vector<std::function<void()>> actions;
  };

  State(std::filesystem::path where, const Clock& time, const Options& wanted)
      : path(std::move(where)), clock(time), options(wanted) {}

  void serve();
  std::optional<Job> next(bool wait);
  void commitGroup(Job first);
  void runLastOf(std::vector<Done>& group);
  void finish(std::vector<Done>& group);
  void fail(std::vector<Done>& group, const std::exception_ptr& problem);
  void checkpointIfDue();
};

std::unique_ptr<Store> Store::open(const std::filesystem::path& path, const Clock& clock,
                                   std::span<const Migration> migrations, const Options& options) {
  auto state = std::make_unique<State>(path, clock, options);
  state->writer = std::make_unique<Connection>(path.string(), Access::Write,
                                               options.writerCacheKibibytes, options.vfs);
  state->schema = migrate(*state->writer, path, migrations);
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->thread = std::thread([this] { state_->serve(); });
}

Store::~Store() {
  {
    std::lock_guard lock(state_->queueMutex);
    state_->stopping = true;
  }
  state_->hasWork.notify_all();
  state_->thread.join();
  state_->idleReaders.clear();
  try {
    if (!state_->broken) state_->writer->checkpoint(true);
  } catch (const Error&) {
    // The log stays beside the database and is read at the next start: nothing is lost.
  }
}

std::uint64_t Store::dataVersion() const { return state_->dataVersion.load(); }
int Store::schema() const { return state_->schema; }
const std::filesystem::path& Store::path() const { return state_->path; }

void Store::copyTo(const std::filesystem::path& to) {
  if (std::filesystem::exists(to)) {
    throw Error{Code::AlreadyExists, "There is a file at the path for the copy already.",
                "Nothing was changed. Name a new path.", to.string()};
  }
  // A connection of its own, since `query_only` forbids VACUUM INTO; it reads this database only.
  Connection connection(state_->path.string(), Access::Copy, 4096, state_->options.vfs);
  copyDatabase(connection, to);
}

std::vector<std::string> Store::check() {
  return read([](Connection& connection) {
    std::vector<std::string> findings;
    auto statement = connection.prepare("pragma integrity_check");
    while (statement.step()) {
      if (statement.text(0) != "ok") findings.emplace_back(statement.text(0));
    }
    return findings;
  });
}

// ---- writing

void Store::submit(Job job) {
  assert(std::this_thread::get_id() != state_->thread.get_id() &&
         "write() inside a write never ends");
  {
    std::unique_lock lock(state_->queueMutex);
    state_->hasRoom.wait(lock, [&] { return state_->queue.size() < queueLimit; });
    state_->queue.push_back(std::move(job));
  }
  state_->hasWork.notify_one();
}

void Store::State::serve() {
  while (auto job = next(true)) {
    commitGroup(std::move(*job));
    checkpointIfDue();
  }
}

std::optional<Store::Job> Store::State::next(bool wait) {
  std::unique_lock lock(queueMutex);
  if (wait) hasWork.wait(lock, [&] { return stopping || !queue.empty(); });
  if (queue.empty()) return std::nullopt;
  auto job = std::move(queue.front());
  queue.pop_front();
  lock.unlock();
  hasRoom.notify_one();
  return job;
}

// The group closes when nobody waits (idle), when it is full, or when its first member has waited
// long enough. While it is being synced the next one gathers by itself.
void Store::State::commitGroup(Job first) {
  std::vector<Done> group;
  if (broken) {
    group.push_back({std::move(first), {}});
    return fail(
        group, std::make_exception_ptr(
                   Error{Code::Io, "The disk failed before; nothing more is written.",
                         "What was acknowledged is safe. Check the disk, then start Atelier again.",
                         path.string()}));
  }
  bool committing = false;
  std::optional<Job> job = std::move(first);
  try {
    writer->prepare("begin immediate").run();
    const auto start = clock.elapsed();
    while (job) {
      group.push_back({std::move(*job), {}});
      job.reset();
      runLastOf(group);
      if (group.size() < options.groupLimit && clock.elapsed() - start < options.groupTime) {
        job = next(false);
      }
    }
    committing = true;
    writer->prepare("commit").run();
  } catch (...) {
    const auto error = currentError();
    // After a failed sync the pages may look clean and be lost: never go on as if nothing had been.
    if (committing && error.code == Code::Io) broken = true;
    if (job) group.push_back({std::move(*job), {}});
    if (writer->inTransaction()) writer->prepare("rollback").run();
    return fail(group, std::make_exception_ptr(error));
  }
  dataVersion.fetch_add(1);
  finish(group);
}

// Its own savepoint keeps a closure that throws from hurting the others. A full or failing disk
// makes SQLite roll back everything since `begin`: then the whole group has failed.
void Store::State::runLastOf(std::vector<Done>& group) {
  Transaction transaction(*writer);
  writer->prepare("savepoint closure").run();
  try {
    group.back().job.work(transaction);
    if (transaction.undone_) writer->prepare("rollback to closure").run();
    writer->prepare("release closure").run();
    if (!transaction.undone_) group.back().actions = std::move(transaction.afterCommit_);
  } catch (...) {
    const auto problem = std::current_exception();
    if (!writer->inTransaction()) throw currentError();
    writer->prepare("rollback to closure").run();
    writer->prepare("release closure").run();
    auto finished = std::move(group.back().job.finished);
    group.pop_back();
    finished(problem);
  }
}

void Store::State::finish(std::vector<Done>& group) {
  for (auto& done : group) {
    for (auto& action : done.actions) action();
  }
  for (auto& done : group) done.job.finished(nullptr);
}

void Store::State::fail(std::vector<Done>& group, const std::exception_ptr& problem) {
  for (auto& done : group) done.job.finished(problem);
}

void Store::State::checkpointIfDue() {
  const int pages = writer->logPages();
  if (broken || pages < options.checkpointPages) return;
  bool busy = false;
  {
    std::lock_guard lock(queueMutex);
    busy = !queue.empty();
  }
  if (busy && pages < 4 * options.checkpointPages) return;
  try {
    writer->checkpoint(false);
  } catch (const Error& error) {
    // On a full disk the log simply goes on growing or commits fail by themselves.
    if (error.code == Code::Io) broken = true;
  }
}

// ---- reading

Store::Reader::Reader(Store& store) : store_(store) {
  auto& state = *store.state_;
  std::unique_lock lock(state.readersMutex);
  state.readerIsFree.wait(lock, [&] {
    return !state.idleReaders.empty() || state.openReaders < state.options.readers;
  });
  if (!state.idleReaders.empty()) {
    connection_ = std::move(state.idleReaders.back());  // the one with the warmest cache
    state.idleReaders.pop_back();
  } else {
    ++state.openReaders;
    lock.unlock();
    try {
      connection_ = std::make_unique<Connection>(
          state.path.string(), Access::Read, state.options.readerCacheKibibytes, state.options.vfs);
    } catch (...) {
      std::lock_guard again(state.readersMutex);
      --state.openReaders;
      state.readerIsFree.notify_one();
      throw;
    }
  }
  connection_->prepare("begin").run();
}

Store::Reader::~Reader() {
  try {
    if (connection_->inTransaction()) connection_->prepare("rollback").run();
  } catch (const Error&) {
    connection_.reset();  // a connection that cannot even end its snapshot is not used again
  }
  auto& state = *store_.state_;
  {
    std::lock_guard lock(state.readersMutex);
    if (connection_) {
      state.idleReaders.push_back(std::move(connection_));
    } else {
      --state.openReaders;
    }
  }
  state.readerIsFree.notify_one();
}

}  // namespace atelier::store
