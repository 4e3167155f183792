#pragma once

#include <atomic>

/// Ctrl-C: once means "finish what is under way, then stop", twice means stop at once with status
/// 130.
namespace atelier::cli {

/// While it lives, SIGINT and SIGTERM are handled so. One at a time in a process.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static const std::atomic<bool>& requested();
};

}  // namespace atelier::cli
