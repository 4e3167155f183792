#pragma once

#include "base/clock.h"
#include "store/connection.h"

#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// The one database file of a studio (SQLite, WAL, synchronous=FULL): what write() acknowledged
/// survives a kill and a power cut.
///
/// One thread with the only writing connection does all writing and all checkpointing: SQLite
/// before 3.51.3 can corrupt a database when two connections do (the WAL-reset bug). Readers are
/// pooled and cannot write. Who opens a store must hold the studio's lock, so that no other process
/// writes.
namespace atelier::store {

/// What a writing closure works with.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Statement prepare(std::string_view sql) { return connection_.prepare(sql); }
  void execute(std::string_view sql) { connection_.execute(sql); }
  std::int64_t lastRowId() const { return connection_.lastRowId(); }

  /// For functions that only read: sees what this transaction has written.
  Connection& connection() { return connection_; }

  /// Runs on the writer's thread once the change is durable, before write() returns; dropped if the
  /// closure throws or the commit fails. Must not throw and must not call write().
  void afterCommit(std::function<void()> action) { afterCommit_.push_back(std::move(action)); }

  /// The closure runs to its end and gives its result, and then nothing of it was done.
  void undoAtEnd() { undone_ = true; }

 private:
  friend class Store;
  Connection& connection_;
  std::vector<std::function<void()>> afterCommit_;
  bool undone_ = false;
};

/// One numbered step of the schema. Rooms contribute lists: access has the 100s, catalog the 200s,
/// vault the 300s. A step that was published is never edited; a new one follows it. Text must live
/// for ever.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;                 ///< any number of statements; may be empty
  void (*run)(Transaction&) = nullptr;  ///< after the sql, for what SQL cannot say
};

struct Options {
  std::size_t readers = 4;  ///< at most so many closures read at once, further ones wait
  int readerCacheKibibytes = 4096;
  int writerCacheKibibytes = 16384;
  std::size_t groupLimit = 256;  ///< closures in one commit
  std::chrono::microseconds groupTime{2000};
  int checkpointPages = 8000;  ///< of 4 KiB in the log before they are copied home
  std::string vfs;  ///< name of an SQLite file layer, for fault tests; empty: the real one
};

class Store {
 public:
  /// Opens or makes the database and brings its schema up to date, all steps in one transaction:
  /// after a kill it is either as before or as after. Before an existing one is changed, a copy is
  /// left beside it as "<path>.before-<first new number>". Migrations come in ascending order of
  /// number. Errors: SchemaNewer if a newer Atelier has been at work here (nothing is touched),
  /// Database if the file is no database or not ours, NoSpace, Io.
  static std::unique_ptr<Store> open(const std::filesystem::path& path, const Clock& clock,
                                     std::span<const Migration> migrations,
                                     const Options& options = {});

  /// Commits what is queued, checkpoints and closes.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Runs `closure(Transaction&)` on the writer's thread and returns its result once the group of
  /// closures it was committed with is durable. If it throws, its own changes are undone and the
  /// exception arrives here; the others of the group are not touched. A failing disk fails the
  /// whole group. The closure must be short, must not wait for anything and must not call write()
  /// itself.
  template <class Closure>
  auto write(Closure&& closure) -> std::invoke_result_t<Closure&, Transaction&> {
    return writeLater(std::forward<Closure>(closure)).get();
  }

  /// The same without waiting: the future is ready when the change is durable.
  template <class Closure>
  auto writeLater(Closure&& closure) -> std::future<std::invoke_result_t<Closure&, Transaction&>>;

  /// Runs `closure(Connection&)` on the caller's thread in one consistent snapshot. Do not nest
  /// reads.
  template <class Closure>
  auto read(Closure&& closure) -> std::invoke_result_t<Closure&, Connection&> {
    Reader reader(*this);
    return closure(reader.connection());
  }

  /// Grows with every group of commits: what was computed at a version holds while it stands. Read
  /// it before the snapshot that is computed from.
  std::uint64_t dataVersion() const;

  /// A consistent copy at a path that must not exist yet. Blocks writers, not readers.
  void copyTo(const std::filesystem::path& to);

  /// What `pragma integrity_check` finds wrong; empty if all is well. Slow: it reads everything.
  std::vector<std::string> check();

  /// The highest migration applied, 0 if there are none.
  int schema() const;

  const std::filesystem::path& path() const;

 private:
  struct Job {
    std::move_only_function<void(Transaction&)> work;
    std::move_only_function<void(std::exception_ptr)> finished;  ///< null: it is durable
  };
  struct State;

  /// A pooled reading connection inside a snapshot, for as long as it lives.
  class Reader {
   public:
    explicit Reader(Store& store);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Connection& connection() { return *connection_; }

   private:
    Store& store_;
    std::unique_ptr<Connection> connection_;
  };

  explicit Store(std::unique_ptr<State> state);
  void submit(Job job);

  std::unique_ptr<State> state_;
};

template <class Closure>
auto Store::writeLater(Closure&& closure)
    -> std::future<std::invoke_result_t<Closure&, Transaction&>> {
  using Result = std::invoke_result_t<Closure&, Transaction&>;
  using Kept = std::conditional_t<std::is_void_v<Result>, char, std::optional<Result>>;
  struct Shared {
    std::promise<Result> promise;
    Kept result{};
  };
  auto shared = std::make_shared<Shared>();
  auto future = shared->promise.get_future();
  Job job;
  job.work = [shared, work = std::forward<Closure>(closure)](Transaction& transaction) mutable {
    if constexpr (std::is_void_v<Result>) {
      work(transaction);
    } else {
      shared->result.emplace(work(transaction));
    }
  };
  job.finished = [shared](const std::exception_ptr& problem) {
    if (problem) {
      shared->promise.set_exception(problem);
    } else if constexpr (std::is_void_v<Result>) {
      shared->promise.set_value();
    } else {
      shared->promise.set_value(std::move(*shared->result));
    }
  };
  submit(std::move(job));
  return future;
}

}  // namespace atelier::store
