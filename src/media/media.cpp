#include "media/media.h"

#include "base/error.h"
#include "base/text.h"
#include "media/examine.h"
#include "media/jail/sandbox.h"
#include "media/jail/wire.h"
#include "media/jail/worker.h"
#include "media/jail/zygote.h"
#include "media/sniff.h"

#include <mutex>

#include <unistd.h>

namespace atelier::media {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 35s;          // a worker ends itself after 30
constexpr int jobsPerWorker = 64;       // then a fresh one: leaks and whatever a job left behind go with it
constexpr std::size_t idleWorkers = 8;

std::unique_ptr<Zygote>& zygote() {
  static std::unique_ptr<Zygote> instance;
  return instance;
}

struct Worker {
  Zygote::Worker process;
  int jobs = 0;
};

/// Why a worker did not answer, for `unreadable`.
class Lost : public Error {
 public:
  explicit Lost(std::string why) : Error(Code::Unreadable, std::move(why)) {}
};

/// What a file is can still be told from its first bytes.
Examined withoutDecoding(int fd, std::string_view fileName, const std::string& why) {
  std::vector<std::byte> head(sniffBytes);
  const auto got = ::pread(fd, head.data(), head.size(), 0);
  head.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto type = sniff(head, fileName);
  Examined examined;
  examined.inspected.technical.kind = type.kind;
  examined.inspected.technical.mediaType = type.mediaType;
  examined.inspected.unreadable = why;
  return examined;
}

}  // namespace

void startZygote() {
  if (!zygote()) zygote() = std::make_unique<Zygote>(&warmUp, &workerMain);
}

struct Media::State {
  std::mutex mutex;
  std::vector<Worker> idle;

  Worker take() {
    {
      const std::lock_guard lock{mutex};
      if (!idle.empty()) {
        auto worker = std::move(idle.back());
        idle.pop_back();
        return worker;
      }
    }
    if (!zygote()) throw Error{Code::JailUnavailable, "The decoder jail was not started.", ""};
    return {zygote()->spawn(), 0};
  }

  void giveBack(Worker worker) {
    if (++worker.jobs < jobsPerWorker) {
      const std::lock_guard lock{mutex};
      if (idle.size() < idleWorkers) {
        idle.push_back(std::move(worker));
        return;
      }
    }
    worker.process.socket.reset();
    zygote()->bury(worker.process.pid);
  }

  [[noreturn]] static void lose(Worker worker, Received how) {
    const auto pid = worker.process.pid;
    if (how == Received::TimedOut) {
      zygote()->bury(pid);
      throw Lost("decoding it took too long");
    }
    const auto ending = zygote()->bury(pid);
    if (how == Received::TooLarge) throw Lost("the decoder's answer is too large");
    throw Lost(ending.empty() ? "the decoder ended before it answered" : "the decoder failed: " + ending);
  }

  /// One message of the worker's answer; the worker is lost if there is none.
  static std::string next(Worker& worker, std::size_t limit) {
    Message message;
    const auto how = receive(worker.process.socket.get(), message, limit, patience);
    if (how != Received::Message) lose(std::move(worker), how);
    return std::move(message.bytes);
  }

  void start(Worker& worker, const Job& job, int fd) const {
    if (!send(worker.process.socket.get(), toText(job), fd)) lose(std::move(worker), Received::Closed);
  }

  Examined examine(int fd, const Job& job) {
    auto worker = take();
    start(worker, job, fd);
    const auto text = next(worker, answerLimit);
    Examined examined;
    try {
      examined = examinedFromText(text);
    } catch (const Error& error) {
      zygote()->bury(worker.process.pid);
      throw Lost(error.message);
    }
    for (auto& preview : examined.previews) preview.bytes = next(worker, previewLimit);
    giveBack(std::move(worker));
    return examined;
  }
};

Media::Media() : state_(std::make_unique<State>()) {}

Media::~Media() {
  for (auto& worker : state_->idle) {
    worker.process.socket.reset();
    try {
      zygote()->bury(worker.process.pid);
    } catch (const Error&) {
      return;  // the zygote is gone, and its workers with it
    }
  }
}

Examined Media::examine(int fd, std::string_view fileName, const std::vector<PreviewRequest>& previews) {
  const Job job{Task::Examine, std::string(cutUtf8(toUtf8(fileName), 1024)), previews};
  try {
    return state_->examine(fd, job);
  } catch (const Lost& lost) {
    return withoutDecoding(fd, fileName, lost.message);
  }
}

std::optional<Waveform> Media::waveform(int fd) {
  try {
    auto worker = state_->take();
    state_->start(worker, {Task::Waveform, {}, {}}, fd);
    auto waveform = waveformFromText(State::next(worker, answerLimit));
    state_->giveBack(std::move(worker));
    return waveform;
  } catch (const Lost&) {
    return std::nullopt;
  }
}

JailStatus Media::status() {
  JailStatus status;
  const auto walls = offered();
  status.landlock = walls.landlock;
  status.seccomp = walls.seccomp;
  try {
    auto worker = state_->take();
    status.ready = true;
    state_->giveBack(std::move(worker));
  } catch (const Error&) {
    status.ready = false;
  }
  return status;
}

}  // namespace atelier::media
