#include "doors/cli/terminal.h"

#include <cstdlib>
#include <iostream>

#include <sys/ioctl.h>
#include <unistd.h>

namespace atelier::cli {

namespace {

std::size_t columns() {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return 80;
}

}  // namespace

Terminal systemTerminal(const Clock& clock) {
  return {.in = std::cin,
          .out = std::cout,
          .err = std::cerr,
          .clock = clock,
          .inIsTerminal = isatty(STDIN_FILENO) == 1,
          .outIsTerminal = isatty(STDOUT_FILENO) == 1,
          .errIsTerminal = isatty(STDERR_FILENO) == 1,
          .width = columns(),
          .environment = [](std::string_view name) -> std::optional<std::string> {
            const char* value = std::getenv(std::string(name).c_str());
            if (value == nullptr) return std::nullopt;
            return value;
          }};
}

}  // namespace atelier::cli
