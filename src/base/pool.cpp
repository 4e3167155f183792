#include "base/pool.h"

#include <utility>

namespace atelier {

Pool::Pool(std::size_t threads, std::size_t queueLimit) : queueLimit_(queueLimit) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  hasWork_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Pool::post(std::function<void()> job) {
  std::unique_lock lock{mutex_};
  hasRoom_.wait(lock, [this] { return queue_.size() < queueLimit_; });
  queue_.push_back(std::move(job));
  lock.unlock();
  hasWork_.notify_one();
}

bool Pool::tryPost(std::function<void()> job) {
  std::unique_lock lock{mutex_};
  if (queue_.size() >= queueLimit_) return false;
  queue_.push_back(std::move(job));
  lock.unlock();
  hasWork_.notify_one();
  return true;
}

void Pool::work() {
  for (;;) {
    std::unique_lock lock{mutex_};
    hasWork_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    hasRoom_.notify_one();
    job();
  }
}

}  // namespace atelier
