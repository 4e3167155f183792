#include "doors/cli/interrupt.h"

#include <cerrno>

#include <signal.h>
#include <unistd.h>

namespace atelier::cli {

namespace {

std::atomic<bool> asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler must not wait");

struct sigaction oldInterrupt;
struct sigaction oldTerminate;

void onSignal(int) {
  constexpr int cancelled = 130;
  if (asked.exchange(true)) _exit(cancelled);
  constexpr char words[] = "\nStopping after what is under way. Once more stops at once.\n";
  const int saved = errno;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, words, sizeof words - 1);
  errno = saved;
}

}  // namespace

Interrupt::Interrupt() {
  asked = false;
  struct sigaction action{};
  action.sa_handler = &onSignal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &oldInterrupt);
  sigaction(SIGTERM, &action, &oldTerminate);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &oldInterrupt, nullptr);
  sigaction(SIGTERM, &oldTerminate, nullptr);
}

const std::atomic<bool>& Interrupt::requested() { return asked; }

}  // namespace atelier::cli
