#include "base/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace atelier {

namespace {

/// For fewer things than this another thread costs more than it brings.
constexpr std::size_t worthAThread = 8;

class Work {
 public:
  Work(std::size_t count, const std::function<void(std::size_t)>& work)
      : count_(count), work_(work) {}

  void run() {
    for (auto at = next_++; at < count_ && !failed_; at = next_++) {
      try {
        work_(at);
      } catch (...) {
        const std::lock_guard lock{mutex_};
        if (!failed_.exchange(true)) problem_ = std::current_exception();
      }
    }
  }

  void rethrow() const {
    if (problem_) std::rethrow_exception(problem_);
  }

 private:
  const std::size_t count_;
  const std::function<void(std::size_t)>& work_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::exception_ptr problem_;
};

}  // namespace

void sideBySide(std::size_t count, const std::function<void(std::size_t)>& work) {
  const auto cores = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  const auto threads = std::min(cores, count / worthAThread);
  Work all(count, work);
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back([&all] { all.run(); });
    all.run();
  }
  all.rethrow();
}

}  // namespace atelier
