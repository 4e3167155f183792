#pragma once

#include "media/jail/channel.h"

#include <mutex>
#include <optional>
#include <string>

#include <sys/types.h>

/// A small process, forked before anything else and with the decoders loaded, that forks the
/// workers. It speaks to one parent; when that is gone, so is it, and so are its workers.
namespace atelier::media {

/// What a worker runs in the sandbox, until its socket closes.
using WorkerMain = void (*)(int socket);

class Zygote {
 public:
  /// Forks it. `warmUp` runs once in the zygote: load what every worker needs.
  Zygote(void (*warmUp)(), WorkerMain worker);

  /// The zygote ends when its socket closes.
  ~Zygote();
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;

  /// Ends it before its time. What is asked of it afterwards is answered with
  /// Error{JailUnavailable}.
  void end();

  pid_t pid() const { return pid_; }

  struct Worker {
    Fd socket;
    pid_t pid = -1;
  };

  /// Error{JailUnavailable} if the zygote is gone.
  Worker spawn();

  /// Ends a worker and says how it ended: nothing if it went quietly, otherwise "it crashed
  /// (SIGSEGV)" and the like.
  std::string bury(pid_t pid);

 private:
  std::string ask(std::string_view question, int fd = -1);

  std::mutex mutex_;
  pid_t pid_ = -1;
  Fd control_;
};

}  // namespace atelier::media
