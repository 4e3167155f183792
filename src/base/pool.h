#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

/// Threads with a bounded queue: when the queue is full, the caller waits (post) or is told so
/// (tryPost). A thread is made when work waits and none is idle, and ends when it had nothing to do
/// for a while: many jobs that wait for the disk may run side by side, and cost nothing later.
namespace atelier {

class Pool {
 public:
  Pool(std::size_t mostThreads, std::size_t queueLimit,
       std::chrono::milliseconds idleTime = std::chrono::seconds{10});

  /// Runs what is queued, then joins.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Waits for room in the queue. A job must not throw: it has nobody to tell.
  void post(std::function<void()> job);

  /// False if the queue is full.
  bool tryPost(std::function<void()> job);

  std::size_t threads() const;  ///< at this moment

 private:
  using Threads = std::list<std::thread>;

  void enqueue(std::unique_lock<std::mutex>& lock, std::function<void()> job);
  void work(Threads::iterator self);
  bool workOrRetire(std::unique_lock<std::mutex>& lock, Threads::iterator self);

  mutable std::mutex mutex_;
  std::condition_variable hasWork_;
  std::condition_variable hasRoom_;
  std::deque<std::function<void()>> queue_;
  const std::size_t mostThreads_;
  const std::size_t queueLimit_;
  const std::chrono::milliseconds idleTime_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  Threads threads_;
  Threads retired_;  ///< ended, or about to; they are joined by the next who makes one
};

}  // namespace atelier
