#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

/// Makes what takes long to make: in the background, a few at a time, each once however many ask
/// for it. Thread-safe.
namespace atelier::studio {

class Workshop {
 public:
  /// Reports how far it is by `done`, 0 to 1, and ends soon after `stop` is true.
  using Make = std::function<void(std::atomic<double>& done, const std::atomic<bool>& stop)>;

  Workshop();
  ~Workshop();  ///< what is under way is stopped, what waits is dropped
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  /// Has it made unless somebody has already, and waits a while. Nothing once it is made; else how
  /// far it is. Throws what the making threw, also to those who ask after it failed: bytes that
  /// cannot be decoded are not tried again. Error{Unavailable} if too much waits.
  std::optional<double> make(const std::string& name, const Make& make,
                             std::chrono::milliseconds patience);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
