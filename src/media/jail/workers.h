#pragma once

#include "base/error.h"
#include "media/jail/wire.h"
#include "media/jail/zygote.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

/// The workers at hand. A job goes to one that is idle or to a new one; after a number of jobs a
/// worker is replaced, and leaks and whatever a file left behind go with it. What a worker answers
/// is checked here.
namespace atelier::media {

/// Why a worker did not answer: what a file did to it.
class Lost : public Error {
 public:
  explicit Lost(std::string why) : Error(Code::Unreadable, std::move(why)) {}
};

/// Thread-safe.
class Workers {
 public:
  using Milliseconds = std::chrono::milliseconds;

  /// `zygote` may throw Error{JailUnavailable}. A worker that says nothing for `patience` is ended;
  /// it should have ended itself before.
  explicit Workers(std::function<Zygote&()> zygote,
                   Milliseconds patience = std::chrono::seconds{35});
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Throws Lost, or Error{JailUnavailable}.
  Examined examine(const Job& job, int fd);

  /// A work that tells its steps. It ends with what `tell` throws, or Error{Cancelled} soon after
  /// `stop` is true; its worker ends with it.
  struct Long {
    const Piece& tell;
    const std::atomic<bool>& stop;
  };
  std::optional<SoundLength> peaks(const Job& job, int fd, const Long& work);
  std::string storyboard(const Job& job, int fd, const Long& work);

  /// Throws Error{JailUnavailable} if there can be none.
  void makeSure();

 private:
  struct Worker {
    Zygote::Worker process;
    int jobs = 0;
    Milliseconds busy{0};
  };

  template <class Talk>
  auto withWorker(const Job& job, int fd, const Talk& talk);
  Worker take();
  void giveBack(Worker worker, Milliseconds spent);
  std::string next(Worker& worker, std::size_t limit);
  Step nextStep(Worker& worker, const Long& work, std::string& bytes);
  std::pair<Step, std::string> finishLong(const Job& job, int fd, const Long& work);
  [[noreturn]] void lose(Worker& worker, Received how);

  std::function<Zygote&()> zygote_;
  Milliseconds patience_;
  std::mutex mutex_;
  std::vector<Worker> idle_;
};

}  // namespace atelier::media
