#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

/// Rings when the journal of events grew. The journal in the index is the truth; the bell is only a
/// hint to look at it again.
namespace atelier::studio {

class EventBell {
 public:
  using Listener = std::function<void()>;

  /// The listener is called on whichever thread rings; it must be quick and must not throw.
  std::uint64_t listen(Listener listener) {
    const std::lock_guard lock{mutex_};
    listeners_.emplace(++last_, std::move(listener));
    return last_;
  }

  /// After this returns the listener is not called any more.
  void stop(std::uint64_t id) {
    const std::lock_guard lock{mutex_};
    listeners_.erase(id);
  }

  void ring() {
    const std::lock_guard lock{mutex_};
    for (const auto& [id, listener] : listeners_) listener();
  }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, Listener> listeners_;
  std::uint64_t last_ = 0;
};

}  // namespace atelier::studio
