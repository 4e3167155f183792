#include "base/process.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atelier {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Error cannotStart(const Command& command, int problem) {
  const auto& program = command.arguments.front();
  return {Code::ProcessFailed,
          fmt::format("Could not start {}: {}.", program, std::strerror(problem)),
          "Nothing was done. Check that it is installed.", program};
}

/// Its end, ours without waiting.
std::pair<Descriptor, Descriptor> pipeFromChild(const Command& command) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw cannotStart(command, errno);
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {Descriptor(ends[1]), Descriptor(ends[0])};
}

/// The input as a file in memory: no writing while it runs, and no deadlock if it does not read.
Descriptor inputFile(const Command& command) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  if (file.get() < 0) throw cannotStart(command, errno);
  for (std::string_view rest = command.input; !rest.empty();) {
    const auto put = ::write(file.get(), rest.data(), rest.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw cannotStart(command, errno);
    rest.remove_prefix(static_cast<std::size_t>(put));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> list;
  for (const auto& word : words) list.push_back(const_cast<char*>(word.c_str()));
  list.push_back(nullptr);
  return list;
}

/// How the child is set up, between its birth and the program.
class Setup {
 public:
  Setup(int input, int output, int errors) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);  // a server ignores SIGPIPE, it must not
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Setup() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  pid_t start(const Command& command) const {
    const auto arguments = pointers(command.arguments);
    const auto environment = pointers(command.environment);
    pid_t child = -1;
    const int problem = ::posix_spawnp(&child, arguments.front(), &actions_, &attributes_,
                                       arguments.data(), environment.data());
    if (problem != 0) throw cannotStart(command, problem);
    return child;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// A running program and the group that it leads.
class Child {
 public:
  Child(const Command& command, const Setup& setup)
      : pid_(setup.start(command)), watch_(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))) {}
  ~Child() {
    if (!ended_) end();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Becomes readable when it ends.
  int descriptor() const { return watch_.get(); }

  /// Kills what is left of the group and gives the exit status of its leader.
  int end() {
    ::kill(-pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_;
  Descriptor watch_;
  bool ended_ = false;
};

/// Takes what is there. False at the end of the stream.
bool drain(int fd, std::string& into, std::size_t limit, bool& cut) {
  std::array<char, 65'536> buffer;
  for (;;) {
    const auto got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 && errno == EAGAIN;
    const auto taken = std::min(static_cast<std::size_t>(got), limit - into.size());
    into.append(buffer.data(), taken);
    cut = cut || taken < static_cast<std::size_t>(got);
  }
}

}  // namespace

Finished run(const Command& command, const Clock& clock) {
  const auto deadline = clock.elapsed() + command.wallLimit;
  auto input = inputFile(command);
  auto [theirOutput, output] = pipeFromChild(command);
  auto [theirErrors, errors] = pipeFromChild(command);
  Child child(command, Setup(input.get(), theirOutput.get(), theirErrors.get()));
  theirOutput.close();
  theirErrors.close();
  if (child.descriptor() < 0) throw cannotStart(command, errno);

  Finished finished;
  std::array<pollfd, 3> watched{
      {{child.descriptor(), POLLIN, 0}, {output.get(), POLLIN, 0}, {errors.get(), POLLIN, 0}}};
  while (watched[0].revents == 0 && !finished.timedOut) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.elapsed()).count();
    finished.timedOut = left <= 0;
    ::poll(watched.data(), watched.size(),
           static_cast<int>(std::clamp<std::int64_t>(left, 0, 100)));
    for (auto* stream : {&watched[1], &watched[2]}) {
      auto& text = stream == &watched[1] ? finished.output : finished.errors;
      // A negative descriptor is not watched any more.
      if (stream->revents != 0 && !drain(stream->fd, text, command.outputLimit, finished.cut)) {
        stream->fd = -1;
      }
    }
  }
  finished.exitStatus = child.end();
  drain(output.get(), finished.output, command.outputLimit, finished.cut);
  drain(errors.get(), finished.errors, command.outputLimit, finished.cut);
  return finished;
}

}  // namespace atelier
