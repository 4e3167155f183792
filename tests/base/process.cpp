#include "base/process.h"

#include "base/error.h"

#include <csignal>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace atelier {

namespace {

using std::chrono::milliseconds;

class Process : public testing::Test {
 protected:
  Finished sh(std::string script) { return run({.arguments = {"/bin/sh", "-c", script}}, clock_); }

  SystemClock clock_;
};

TEST_F(Process, GivesBackWhatItSaidAndHowItEnded) {
  const auto finished = sh("echo said; echo complained >&2; exit 3");
  EXPECT_EQ(finished.output, "said\n");
  EXPECT_EQ(finished.errors, "complained\n");
  EXPECT_EQ(finished.exitStatus, 3);
  EXPECT_FALSE(finished.good());
  EXPECT_TRUE(sh("true").good());
}

TEST_F(Process, PassesArgumentsAsTheyAre) {
  const auto finished =
      run({.arguments = {"printf", "%s|", "a b", "$HOME", "`id`", "", "*"}}, clock_);
  EXPECT_EQ(finished.output, "a b|$HOME|`id`||*|");
}

TEST_F(Process, ReadsItsInputHoweverLongItIs) {
  const std::string text(3'000'000, 'x');
  EXPECT_EQ(run({.arguments = {"cat"}, .input = text}, clock_).output, text);
  EXPECT_TRUE(run({.arguments = {"true"}, .input = text}, clock_).good());
}

TEST_F(Process, CannotBeStartedIfItIsNotThere) {
  try {
    run({.arguments = {"/no/such/program"}}, clock_);
    FAIL() << "it was started";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::ProcessFailed);
    EXPECT_THAT(error.message, testing::HasSubstr("/no/such/program"));
  }
}

TEST_F(Process, TellsOfTheSignalThatEndedIt) {
  EXPECT_EQ(sh("kill -SEGV $$").exitStatus, 128 + SIGSEGV);
}

TEST_F(Process, KeepsNoMoreThanTheLimitAndLetsItGoOn) {
  const auto finished =
      run({.arguments = {"/bin/sh", "-c", "head -c 500000 /dev/zero; echo end >&2"},
           .outputLimit = 1000},
          clock_);
  EXPECT_EQ(finished.output.size(), 1000U);
  EXPECT_TRUE(finished.cut);
  EXPECT_EQ(finished.errors, "end\n");
  EXPECT_TRUE(finished.good());
}

TEST_F(Process, IsKilledWithEverythingItStartedWhenItsTimeIsUp) {
  const auto start = clock_.elapsed();
  const auto finished = run({.arguments = {"/bin/sh", "-c", "echo begun; sleep 60 & sleep 60"},
                             .wallLimit = milliseconds{50}},
                            clock_);
  EXPECT_TRUE(finished.timedOut);
  EXPECT_FALSE(finished.good());
  EXPECT_EQ(finished.output, "begun\n");
  EXPECT_LT(clock_.elapsed() - start, std::chrono::seconds{10});
}

TEST_F(Process, LeavesNothingRunningThatHoldsItsOutput) {
  const auto start = clock_.elapsed();
  const auto finished = sh("sleep 60 & echo $!");
  EXPECT_TRUE(finished.good());
  EXPECT_LT(clock_.elapsed() - start, std::chrono::seconds{10});
  const auto left = static_cast<pid_t>(std::stol(finished.output));
  // Killed; it may take a moment to die, and its new parent may not have reaped it yet.
  const auto stillRuns = [&] {
    const auto status =
        sh("cat /proc/" + std::to_string(left) + "/stat 2>/dev/null || true").output;
    return !status.empty() && !status.contains(") Z ") && !status.contains(") X ");
  };
  while (stillRuns() && clock_.elapsed() - start < std::chrono::seconds{10}) ::usleep(10'000);
  EXPECT_FALSE(stillRuns());
}

TEST_F(Process, SeesNothingOfOurs) {
  const int ours = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC, as a library might
  ASSERT_GT(ours, 2);
  ::setenv("ATELIER_SECRET", "token", 1);
  EXPECT_EQ(sh("ls /proc/self/fd | wc -l").output, "4\n");  // its three, and the folder it lists
  EXPECT_EQ(sh("echo $ATELIER_SECRET").output, "\n");
  ::unsetenv("ATELIER_SECRET");
  ::close(ours);
}

TEST_F(Process, DoesNotInheritIgnoredSignals) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(sh("kill -PIPE $$").exitStatus, 128 + SIGPIPE);
  std::signal(SIGPIPE, before);
}

TEST_F(Process, RunsFromManyThreadsAtOnce) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 10; ++i) {
        const auto word = std::to_string(t * 100 + i);
        EXPECT_EQ(run({.arguments = {"echo", word}}, clock_).output, word + "\n");
      }
    });
  }
}

}  // namespace

}  // namespace atelier
