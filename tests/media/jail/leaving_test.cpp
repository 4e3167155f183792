#include "media/jail/zygote.h"

#include <csignal>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atelier::media {
namespace {

/// Waits for a process that became ours when its parent died. True if it ended within two seconds.
bool endsSoon(pid_t pid) {
  for (int tries = 0; tries < 200; ++tries) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) return true;
    pollfd nothing{-1, 0, 0};
    ::poll(&nothing, 1, 10);
  }
  return false;
}

// A program that is killed (power button, out of memory) can clean nothing up.
TEST(Jail, LeavesNoProcessBehindWhenTheProgramIsKilled) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  auto [ours, theirs] = socketPair();
  const pid_t program = ::fork();
  if (program == 0) {
    Zygote zygote([] {},
                  [](int socket) {
                    send(socket, "working");
                    for (volatile bool working = true; working;) {
                    }
                  });
    auto worker = zygote.spawn();
    Message message;
    receive(worker.socket.get(), message, 64, std::chrono::seconds{5});
    send(theirs.get(), std::to_string(zygote.pid()));
    send(theirs.get(), std::to_string(worker.pid));
    ::pause();
  }
  Message zygote;
  Message worker;
  ASSERT_EQ(receive(ours.get(), zygote, 64, std::chrono::seconds{5}), Received::Message);
  ASSERT_EQ(receive(ours.get(), worker, 64, std::chrono::seconds{5}), Received::Message);
  ::kill(program, SIGKILL);
  int status = 0;
  EXPECT_EQ(::waitpid(program, &status, 0), program);
  EXPECT_TRUE(endsSoon(std::stoi(zygote.bytes)));
  EXPECT_TRUE(endsSoon(std::stoi(worker.bytes)));
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace
}  // namespace atelier::media
