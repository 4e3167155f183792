#include "base/pool.h"

#include <utility>

namespace atelier {

Pool::Pool(std::size_t mostThreads, std::size_t queueLimit, std::chrono::milliseconds idleTime)
    : mostThreads_(mostThreads), queueLimit_(queueLimit), idleTime_(idleTime) {}

Pool::~Pool() {
  Threads all;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    all.splice(all.end(), threads_);
    all.splice(all.end(), retired_);
  }
  hasWork_.notify_all();
  for (auto& thread : all) thread.join();
}

void Pool::post(std::function<void()> job) {
  std::unique_lock lock{mutex_};
  hasRoom_.wait(lock, [this] { return queue_.size() < queueLimit_; });
  enqueue(lock, std::move(job));
}

bool Pool::tryPost(std::function<void()> job) {
  std::unique_lock lock{mutex_};
  if (queue_.size() >= queueLimit_) return false;
  enqueue(lock, std::move(job));
  return true;
}

void Pool::enqueue(std::unique_lock<std::mutex>& lock, std::function<void()> job) {
  queue_.push_back(std::move(job));
  Threads ended;
  if (queue_.size() > idle_ && threads_.size() < mostThreads_) {
    ended.swap(retired_);
    const auto self = threads_.emplace(threads_.end());
    *self = std::thread([this, self] { work(self); });
  }
  lock.unlock();
  hasWork_.notify_one();
  for (auto& thread : ended) thread.join();
}

std::size_t Pool::threads() const {
  const std::lock_guard lock{mutex_};
  return threads_.size();
}

void Pool::work(Threads::iterator self) {
  std::unique_lock lock{mutex_};
  while (workOrRetire(lock, self)) {
    auto job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    hasRoom_.notify_one();
    job();
    job = nullptr;  // what it holds ends outside of the lock
    lock.lock();
  }
}

/// True if there is a job to take.
bool Pool::workOrRetire(std::unique_lock<std::mutex>& lock, Threads::iterator self) {
  ++idle_;
  const bool woken =
      hasWork_.wait_for(lock, idleTime_, [this] { return stopping_ || !queue_.empty(); });
  --idle_;
  if (!queue_.empty()) return true;
  if (!woken) retired_.splice(retired_.end(), threads_, self);
  return false;
}

}  // namespace atelier
