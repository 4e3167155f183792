#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

/// Another program, run to its end. There is no shell: what is passed arrives as it is. It gets no
/// descriptor of ours but its three, an environment of its own, and a process group that ends with
/// it: nothing it started outlives the call. Not a sandbox: foreign bytes belong into media's jail.
namespace atelier {

struct Command {
  /// The program first: a path, or a name to be found in PATH.
  std::vector<std::string> arguments;
  std::string input{};                          ///< all that it can read from its standard input
  std::chrono::milliseconds wallLimit{30'000};  ///< killed after that
  std::size_t outputLimit = std::size_t{16} << 20;  ///< bytes kept of each of its two streams
  std::vector<std::string> environment{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"};
};

struct Finished {
  int exitStatus = 0;     ///< 128 + n if signal n ended it, as shells tell it
  bool timedOut = false;  ///< it was killed at the wall limit
  bool cut = false;       ///< it said more than the limit; the rest was read and dropped
  std::string output;
  std::string errors;

  bool good() const { return exitStatus == 0 && !timedOut; }
};

/// Blocks until it has ended. Error{ProcessFailed} if it cannot be started; a program that ran and
/// failed is an answer, not an Error.
Finished run(const Command& command, const Clock& clock);

}  // namespace atelier
