#include "media/jail/zygote.h"

#include "base/error.h"
#include "media/jail/sandbox.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atelier::media {

namespace {

constexpr auto forEver = std::chrono::hours{24 * 365};
constexpr auto soon = std::chrono::seconds{10};
constexpr std::size_t questionBytes = 64;

// Questions of the parent: "spawn" with a socket, answered by the pid; "bury PID", answered by how
// it ended.

/// Closes everything but the standard descriptors and this one: what the parent had open is none of
/// our business.
void keepOnly(int descriptor) {
  constexpr unsigned firstOther = STDERR_FILENO + 1;
  const auto kept = static_cast<unsigned>(descriptor);
  if (kept > firstOther) ::close_range(firstOther, kept - 1, 0);
  ::close_range(std::max(kept + 1, firstOther), ~0U, 0);
}

void becomeWorker(int socket, WorkerMain worker) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // not inherited from the zygote
  keepOnly(socket);
  int exitStatus = 0;
  try {
    enter();
    worker(socket);
  } catch (...) {
    exitStatus = 70;
  }
  ::_exit(exitStatus);  // no destructors: the memory is a copy of the zygote's
}

std::string howItEnded(int status) {
  if (WIFEXITED(status)) {
    return WEXITSTATUS(status) == 0 ? ""
                                    : fmt::format("it gave up (status {})", WEXITSTATUS(status));
  }
  switch (WTERMSIG(status)) {
    case SIGSYS:
      return "it tried something that is forbidden in the jail (SIGSYS)";
    case SIGALRM:
    case SIGXCPU:
      return "it took too long";
    case SIGKILL:
      return "";
    default:
      return fmt::format("it crashed (SIG{})", ::sigabbrev_np(WTERMSIG(status)));
  }
}

std::string bury(pid_t pid) {
  int status = 0;
  // Some time to end by itself: its way of ending is what we want to know.
  for (int tries = 0; tries < 20; ++tries) {
    if (::waitpid(pid, &status, WNOHANG) == pid) return howItEnded(status);
    ::usleep(2000);
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, &status, 0);
  return howItEnded(status);
}

std::string answer(Message& question, WorkerMain worker) {
  const std::string_view words = question.bytes;
  if (words == "spawn") {
    const pid_t pid = ::fork();
    if (pid == 0) becomeWorker(question.fd.get(), worker);
    return std::to_string(pid);
  }
  pid_t pid = 0;
  std::from_chars(words.data() + 5, words.data() + words.size(), pid);
  return pid > 0 ? bury(pid) : "";
}

[[noreturn]] void zygoteMain(int control, void (*warmUp)(), WorkerMain worker) {
  ::prctl(PR_SET_NAME, "atelier-jail");
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the parent: what is under way may finish
  std::signal(SIGPIPE, SIG_IGN);
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDOUT_FILENO);
  if (::getenv("ATELIER_JAIL_STDERR") == nullptr) ::dup2(null, STDERR_FILENO);
  keepOnly(control);
  warmUp();
  Message question;
  while (receive(control, question, questionBytes, forEver) == Received::Message) {
    const auto text = answer(question, worker);
    question.fd.reset();
    if (!send(control, text)) break;
  }
  ::_exit(0);
}

}  // namespace

Zygote::Zygote(void (*warmUp)(), WorkerMain worker) {
  auto [ours, theirs] = socketPair();
  const pid_t pid = ::fork();
  if (pid < 0) throw systemError(errno, "start the decoder jail", "");
  if (pid == 0) {
    ours.reset();
    zygoteMain(theirs.get(), warmUp, worker);
  }
  pid_ = pid;
  control_ = std::move(ours);
}

Zygote::~Zygote() { end(); }

void Zygote::end() {
  const std::lock_guard lock{mutex_};
  control_.reset();
  if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string Zygote::ask(std::string_view question, int fd) {
  const std::lock_guard lock{mutex_};
  Message reply;
  if (!send(control_.get(), question, fd) ||
      receive(control_.get(), reply, questionBytes * 4, soon) != Received::Message) {
    control_.reset();  // an answer that comes late must not be taken for the next one
    throw Error{Code::JailUnavailable, "The decoder jail is gone.",
                "What comes in is kept but not looked at. Start Atelier again."};
  }
  return reply.bytes;
}

Zygote::Worker Zygote::spawn() {
  auto [ours, theirs] = socketPair();
  const auto reply = ask("spawn", theirs.get());
  Worker worker{std::move(ours), -1};
  std::from_chars(reply.data(), reply.data() + reply.size(), worker.pid);
  if (worker.pid <= 0) {
    throw Error{Code::JailUnavailable, "No more processes can be started.",
                "Try again when there is less to do."};
  }
  return worker;
}

std::string Zygote::bury(pid_t pid) { return ask(fmt::format("bury {}", pid)); }

}  // namespace atelier::media
