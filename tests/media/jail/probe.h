#pragma once

#include "media/jail/zygote.h"

#include <chrono>
#include <string>

/// Runs a function inside of the jail and tells what became of it.
namespace atelier::media::test {

struct Outcome {
  std::string said;   ///< what the function sent before it ended; empty if it did not come so far
  std::string ended;  ///< how the worker ended, in the zygote's words
};

inline Outcome inJail(WorkerMain function) {
  Zygote zygote([] {}, function);
  auto worker = zygote.spawn();
  Message message;
  receive(worker.socket.get(), message, 4096, std::chrono::seconds{5});
  worker.socket.reset();
  return {message.bytes, zygote.bury(worker.pid)};
}

/// What a call returned, for `said`: "ok" or the error's name.
inline std::string result(long returned) { return returned >= 0 ? "ok" : ::strerrorname_np(errno); }

}  // namespace atelier::media::test
