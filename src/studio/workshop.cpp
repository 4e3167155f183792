#include "studio/workshop.h"

#include "base/error.h"
#include "base/pool.h"

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>

namespace atelier::studio {

namespace {

constexpr std::size_t benches = 2;  // each is a worker of the jail that is busy all the while
constexpr std::size_t queueLimit = 256;
constexpr std::size_t failuresKept = 4096;
/// Each who waits holds a thread of those who serve: the others ask again.
constexpr int mostWaiting = 8;

struct Job {
  std::atomic<double> done = 0;
  bool over = false;
  std::exception_ptr failure;
};

/// Whether trying again would end the same.
bool liesInTheBytes(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error.code == Code::Unreadable || error.code == Code::MediaLimit ||
           error.code == Code::NotFound;
  } catch (...) {
    return false;
  }
}

}  // namespace

struct Workshop::State {
  using Jobs = std::map<std::string, std::shared_ptr<Job>>;

  std::mutex mutex;
  std::condition_variable changed;
  Jobs jobs;  ///< under way, waiting, or failed for good
  int waiting = 0;
  std::atomic<bool> stop = false;
  Pool pool{benches, queueLimit};  ///< ends first: its jobs use the rest

  std::shared_ptr<Job> find(const std::string& name, const Make& make) {
    auto& job = jobs[name];
    if (job) return job;
    job = std::make_shared<Job>();
    if (pool.tryPost([this, name, make, job] { run(name, make, *job); })) return job;
    jobs.erase(name);
    throw Error{Code::Unavailable, "Too much is being made already.",
                "Nothing was changed. Ask again in a minute."};
  }

  void run(const std::string& name, const Make& make, Job& job) {
    std::exception_ptr failure;
    try {
      if (stop) throw Error{Code::Cancelled, "It was stopped before it was begun.", ""};
      make(job.done, stop);
    } catch (...) {
      failure = std::current_exception();
    }
    {
      const std::lock_guard lock{mutex};
      job.failure = failure;
      job.over = true;
      if (!failure || !liesInTheBytes(failure)) jobs.erase(name);
      if (jobs.size() > failuresKept)
        std::erase_if(jobs, [](const Jobs::value_type& each) { return each.second->over; });
    }
    changed.notify_all();
  }
};

Workshop::Workshop() : state_(std::make_unique<State>()) {}

Workshop::~Workshop() { state_->stop = true; }

std::optional<double> Workshop::make(const std::string& name, const Make& make,
                                     std::chrono::milliseconds patience) {
  std::unique_lock lock{state_->mutex};
  const auto job = state_->find(name, make);
  if (!job->over && state_->waiting < mostWaiting) {
    ++state_->waiting;
    state_->changed.wait_for(lock, patience, [&] { return job->over; });
    --state_->waiting;
  }
  if (job->failure) std::rethrow_exception(job->failure);
  if (job->over) return std::nullopt;
  return job->done.load();
}

}  // namespace atelier::studio
