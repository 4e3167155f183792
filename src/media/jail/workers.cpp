#include "media/jail/workers.h"

namespace atelier::media {

namespace {

using Steady = std::chrono::steady_clock;

constexpr int jobsPerWorker = 256;
constexpr std::size_t idleWorkers = 8;
// The kernel counts a worker's processor time over all of its jobs (RLIMIT_CPU): none may die of
// its forerunners.
constexpr auto busyPerWorker = std::chrono::seconds{20};
constexpr auto longest = std::chrono::minutes{30};  // a long work, if it gets on all the while
constexpr auto stopInterval = std::chrono::milliseconds{50};

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

Step Workers::nextStep(Worker& worker, const Long& work, std::string& bytes) {
  const int socket = worker.process.socket.get();
  const auto until = Steady::now() + patience_;
  while (!awaits(socket, stopInterval)) {
    if (work.stop || Steady::now() > until) break;
  }
  if (work.stop) throw Error{Code::Cancelled, "It was stopped before it was done.", ""};
  auto step = stepFromText(next(worker, stepLimit));
  bytes = next(worker, previewLimit);
  return step;
}

/// What the last step says, and its bytes. What is thrown at the file's making is not the file's
/// fault, so it is kept apart from what the worker did.
std::pair<Step, std::string> Workers::finishLong(const Job& job, int fd, const Long& work) {
  std::exception_ptr ours;
  try {
    return withWorker(job, fd, [&](Worker& worker) {
      const auto until = Steady::now() + longest;
      for (std::string bytes;;) {
        auto step = nextStep(worker, work, bytes);
        if (step.last) return std::pair(std::move(step), std::move(bytes));
        if (Steady::now() > until) lose(worker, Received::TimedOut);
        try {
          work.tell(step.done, bytes);
        } catch (...) {
          ours = std::current_exception();
          throw Error{Code::Cancelled, "", ""};
        }
      }
    });
  } catch (const Lost&) {
    if (ours) std::rethrow_exception(ours);
    if (work.stop) throw Error{Code::Cancelled, "It was stopped before it was done.", ""};
    throw;
  }
}

std::optional<SoundLength> Workers::peaks(const Job& job, int fd, const Long& work) {
  std::uint64_t bytes = 0;
  const Piece counted = [&](double done, std::string_view piece) {
    bytes += piece.size();
    if (bytes > peaksLimit) throw Lost("the decoder's answer is too large");
    work.tell(done, piece);
  };
  const auto step = finishLong(job, fd, {counted, work.stop}).first;
  if (!step.problem.empty()) throw Lost(step.problem);
  const auto peaks = step.sound ? (step.sound->frames - 1) / framesPerPeak + 1 : 0;
  if (bytes != 2 * peaks) throw Lost("the decoder's answer cannot be: number of peaks");
  return step.sound;
}

std::string Workers::storyboard(const Job& job, int fd, const Long& work) {
  auto [step, sheet] = finishLong(job, fd, work);
  if (!step.problem.empty()) throw Lost(step.problem);
  if (!looksLike(PreviewFormat::WebP, sheet))
    throw Lost("the decoder's answer cannot be: a sheet of another format");
  return std::move(sheet);
}

void Workers::makeSure() { giveBack(take(), Milliseconds{0}); }

}  // namespace atelier::media
