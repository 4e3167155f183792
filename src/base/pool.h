#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

/// A fixed number of threads with a bounded queue: when the queue is full, the caller waits (post)
/// or is told so (tryPost). Nothing inside the house makes threads of its own for work.
namespace atelier {

class Pool {
 public:
  Pool(std::size_t threads, std::size_t queueLimit);

  /// Runs what is queued, then joins.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Waits for room in the queue. A job must not throw: it has nobody to tell.
  void post(std::function<void()> job);

  /// False if the queue is full.
  bool tryPost(std::function<void()> job);

  std::size_t threads() const { return threads_.size(); }

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable hasWork_;
  std::condition_variable hasRoom_;
  std::deque<std::function<void()>> queue_;
  std::size_t queueLimit_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace atelier
