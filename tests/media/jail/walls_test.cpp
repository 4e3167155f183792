#include "media/jail/sandbox.h"
#include "tests/media/jail/probe.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace atelier::media::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

constexpr auto forbidden = "it tried something that is forbidden in the jail (SIGSYS)";

TEST(Jail, LetsNobodyReadFiles) {
  const auto outcome =
      inJail([](int socket) { send(socket, result(::open("/etc/passwd", O_RDONLY))); });
  EXPECT_EQ(outcome.said, "EACCES");
}

TEST(Jail, LetsTheRenderersReadFontSettings) {
  if (!offered().landlock) GTEST_SKIP() << "this kernel has no Landlock, so nothing may be opened";
  const auto outcome =
      inJail([](int socket) { send(socket, result(::open("/etc/fonts/fonts.conf", O_RDONLY))); });
  EXPECT_EQ(outcome.said, "ok");
}

TEST(Jail, LetsNobodyListFolders) {
  const auto outcome =
      inJail([](int socket) { send(socket, result(::open("/", O_RDONLY | O_DIRECTORY))); });
  EXPECT_EQ(outcome.said, "EACCES");
}

TEST(Jail, LetsNobodyWriteFiles) {
  const auto outcome = inJail([](int socket) {
    send(socket, result(::open("/tmp/atelier-escaped", O_WRONLY | O_CREAT, 0600)));
  });
  EXPECT_THAT(outcome.said, AnyOf("EPERM", "EACCES"));
  EXPECT_NE(::access("/tmp/atelier-escaped", F_OK), 0);
}

TEST(Jail, LetsNobodyRemoveOrRenameFiles) {
  const auto outcome = inJail([](int socket) {
    const auto removed = result(::unlink("/tmp/atelier-escaped"));
    send(socket, removed + " " + result(::rename("/tmp/atelier-escaped", "/tmp/atelier-moved")));
  });
  EXPECT_EQ(outcome.said, "EPERM EPERM");
}

TEST(Jail, HasNoNetwork) {
  EXPECT_EQ(inJail([](int) { ::socket(AF_INET, SOCK_STREAM, 0); }).ended, forbidden);
  EXPECT_EQ(inJail([](int) { ::socket(AF_UNIX, SOCK_STREAM, 0); }).ended, forbidden);
}

TEST(Jail, CannotConnectWhatItHolds) {
  const auto outcome = inJail([](int socket) {
    const sockaddr anywhere{};
    ::connect(socket, &anywhere, sizeof anywhere);
  });
  EXPECT_EQ(outcome.ended, forbidden);
}

TEST(Jail, StartsNoPrograms) {
  const auto outcome = inJail([](int) {
    char name[] = "/bin/true";
    char* const words[] = {name, nullptr};
    ::execve(name, words, words + 1);
  });
  EXPECT_EQ(outcome.ended, forbidden);
}

TEST(Jail, MakesNoProcesses) {
  EXPECT_EQ(inJail([](int socket) { send(socket, result(::fork())); }).said, "EPERM");
  EXPECT_EQ(inJail([](int) { ::syscall(SYS_vfork); }).ended, forbidden);
}

TEST(Jail, SignalsNobody) {
  EXPECT_EQ(inJail([](int) { ::kill(1, SIGTERM); }).ended, forbidden);
  const auto outcome =
      inJail([](int socket) { send(socket, result(::syscall(SYS_tgkill, 1, 1, SIGTERM))); });
  EXPECT_EQ(outcome.said, "EPERM");
}

// F_SETSIG and F_SETOWN make the kernel send a signal of one's choice to any process of the same
// user.
TEST(Jail, CannotMakeTheKernelSignalForIt) {
  const auto outcome = inJail([](int socket) {
    const auto owner = result(::fcntl(socket, F_SETOWN, 1));
    send(socket, owner + " " + result(::fcntl(socket, F_SETFL, O_ASYNC)));
  });
  EXPECT_EQ(outcome.said, "EPERM EPERM");
}

TEST(Jail, TracesNobody) {
  EXPECT_EQ(inJail([](int) { ::ptrace(PTRACE_ATTACH, ::getpid(), nullptr, nullptr); }).ended,
            forbidden);
}

TEST(Jail, CannotLeaveItsParent) {
  EXPECT_EQ(inJail([](int socket) { send(socket, result(::prctl(PR_SET_PDEATHSIG, 0))); }).said,
            "EPERM");
}

TEST(Jail, HasNoExecutableMemoryOfItsOwn) {
  const auto outcome = inJail([](int socket) {
    const void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    send(socket, result(memory == MAP_FAILED ? -1 : 0));
  });
  EXPECT_EQ(outcome.said, "EPERM");
}

TEST(Jail, HasLimitedMemory) {
#if defined(ATELIER_SANITIZED)
  GTEST_SKIP() << "a sanitizer needs more address space than the limit";
#else
  const auto outcome = inJail([](int socket) {
    send(socket, std::malloc(std::size_t{4} << 30) == nullptr ? "refused" : "given");
  });
  EXPECT_EQ(outcome.said, "refused");
#endif
}

TEST(Jail, SeesNothingThatTheProgramHasOpen) {
  const Fd secret(::memfd_create("secret", 0));  // without close-on-exec, and open in the parent
  ASSERT_GE(secret.get(), 3);
  const auto outcome = inJail([](int socket) {
    std::string open;
    for (int fd = 3; fd < 1024; ++fd) {
      struct stat status{};
      if (fd != socket && ::fstat(fd, &status) == 0) open += std::to_string(fd) + " ";
    }
    send(socket, open.empty() ? "nothing" : open);
  });
  EXPECT_EQ(outcome.said, "nothing");
}

TEST(Jail, NamesHowAWorkerEnded) {
  EXPECT_EQ(inJail([](int) { std::abort(); }).ended, "it crashed (SIGABRT)");
  EXPECT_EQ(inJail([](int socket) { send(socket, "done"); }).ended, "");
  EXPECT_EQ(inJail([](int) { throw 1; }).ended, "it gave up (status 70)");
}

TEST(Jail, EndsWhoSpinsForEver) {
  const auto outcome = inJail([](int) {
    ::alarm(1);
    for (volatile bool spinning = true; spinning;) {
    }
  });
  EXPECT_EQ(outcome.ended, "it took too long");
}

}  // namespace
}  // namespace atelier::media::test
