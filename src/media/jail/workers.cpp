#include "media/jail/workers.h"

namespace atelier::media {

namespace {

using Steady = std::chrono::steady_clock;

constexpr int jobsPerWorker = 256;
constexpr std::size_t idleWorkers = 8;
// The kernel counts a worker's processor time over all of its jobs (RLIMIT_CPU): none may die of
// its forerunners.
constexpr auto busyPerWorker = std::chrono::seconds{20};

bool looksLike(PreviewFormat format, std::string_view bytes) {
  if (format == PreviewFormat::Jpeg) return bytes.starts_with("\xFF\xD8\xFF");
  return bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP");
}

}  // namespace

Workers::Workers(std::function<Zygote&()> zygote, Milliseconds patience)
    : zygote_(std::move(zygote)), patience_(patience) {}

Workers::~Workers() {
  for (auto& worker : idle_) {
    worker.process.socket.reset();
    try {
      zygote_().bury(worker.process.pid);
    } catch (const Error&) {
      return;  // the zygote is gone, and its workers with it
    }
  }
}

Workers::Worker Workers::take() {
  {
    const std::lock_guard lock{mutex_};
    if (!idle_.empty()) {
      auto worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return {zygote_().spawn(), 0, Milliseconds{0}};
}

void Workers::giveBack(Worker worker, Milliseconds spent) {
  worker.busy += spent;
  if (++worker.jobs < jobsPerWorker && worker.busy < busyPerWorker) {
    const std::lock_guard lock{mutex_};
    if (idle_.size() < idleWorkers) {
      idle_.push_back(std::move(worker));
      return;
    }
  }
  worker.process.socket.reset();
  zygote_().bury(worker.process.pid);
}

void Workers::lose(Worker& worker, Received how) {
  const auto ending = zygote_().bury(worker.process.pid);
  if (how == Received::TimedOut) throw Lost("decoding it took too long");
  if (how == Received::TooLarge) throw Lost("the decoder's answer is too large");
  throw Lost(ending.empty() ? "the decoder ended before it answered"
                            : "the decoder failed: " + ending);
}

std::string Workers::next(Worker& worker, std::size_t limit) {
  Message message;
  const auto how = receive(worker.process.socket.get(), message, limit, patience_);
  if (how != Received::Message) lose(worker, how);
  return std::move(message.bytes);
}

/// One job from the first byte to the last. A worker whose answer cannot be is ended, too.
template <class Talk>
auto Workers::withWorker(const Job& job, int fd, const Talk& talk) {
  for (;;) {
    auto worker = take();
    const auto since = Steady::now();
    if (!send(worker.process.socket.get(), toText(job), fd)) {
      if (worker.jobs == 0) lose(worker, Received::Closed);
      zygote_().bury(worker.process.pid);
      continue;  // it had died while it was idle: no fault of this file
    }
    auto answer = [&] {
      try {
        return talk(worker);
      } catch (const Lost&) {
        throw;
      } catch (const Error& error) {
        zygote_().bury(worker.process.pid);
        throw Lost(error.message);
      }
    }();
    giveBack(std::move(worker), std::chrono::duration_cast<Milliseconds>(Steady::now() - since));
    return answer;
  }
}

Examined Workers::examine(const Job& job, int fd) {
  return withWorker(job, fd, [&](Worker& worker) {
    auto examined = examinedFromText(next(worker, answerLimit));
    if (examined.previews.size() > job.previews.size()) {
      throw Error{Code::Unreadable, "the decoder's answer cannot be: more previews than asked for",
                  ""};
    }
    for (auto& preview : examined.previews) {
      preview.bytes = next(worker, previewLimit);
      if (!looksLike(preview.request.format, preview.bytes)) {
        throw Error{Code::Unreadable, "the decoder's answer cannot be: a preview of another format",
                    ""};
      }
    }
    return examined;
  });
}

std::optional<Waveform> Workers::waveform(const Job& job, int fd) {
  return withWorker(job, fd,
                    [&](Worker& worker) { return waveformFromText(next(worker, answerLimit)); });
}

void Workers::makeSure() { giveBack(take(), Milliseconds{0}); }

}  // namespace atelier::media
