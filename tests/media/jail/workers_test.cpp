#include "media/jail/workers.h"

#include <array>
#include <csignal>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace atelier::media {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A long work with one step of twelve bytes, for six peaks, unless the wish is another.
void oddLongWork(int socket, const std::string& wish) {
  const auto step = [&](Step told, std::string_view bytes) {
    if (wish == "far beyond") told.done = 7;
    if (wish == "early result") told.sound = SoundLength{8000, 6 * 256};
    send(socket, toText(told));
    send(socket, wish == "endless step" ? std::string(std::size_t{9} << 20, 'x') : bytes);
  };
  step({.done = 0.5}, wish == "too few" ? "abcd" : "abcdefghijkl");
  if (wish == "crash midway") std::abort();
  if (wish == "silent midway") ::poll(nullptr, 0, -1);
  const SoundLength length{wish == "no rate" ? 0U : 8000U, 6 * 256};
  step({.done = 1,
        .last = true,
        .problem = wish == "problem" ? "it is broken" : "",
        .sound = length},
       wish == "page" ? "<html><script>" : "RIFF1234WEBPVP8 ");
}

/// Answers what the job's name asks for; a worker as an intruder would have it.
void oddWorker(int socket) {
  Message job;
  while (receive(socket, job, 4096, 60s) == Received::Message) {
    const auto asked = jobFromText(job.bytes);
    const auto& wish = asked.name;
    if (asked.task != Task::Examine) {
      oddLongWork(socket, wish);
      continue;
    }
    if (wish == "crash") std::abort();
    if (wish == "silent") ::poll(nullptr, 0, -1);
    if (wish == "leave") ::_exit(0);
    if (wish == "garbage") send(socket, "\xFF\x00{]");
    if (wish == "huge") {
      const std::uint64_t length = std::uint64_t{1} << 40;
      const auto pretended = ::write(socket, &length, sizeof length);
      static_cast<void>(pretended);
    }
    Examined good;
    good.inspected.text = "seen";
    if (wish == "unasked preview" || wish == "wrong preview")
      good.previews.push_back({{320, {}}, {}, 1, 1});
    send(socket, toText(good));
    if (wish == "wrong preview") send(socket, "<html><script>");
    if (wish == "leave afterwards") ::_exit(0);
  }
}

class WorkersTest : public testing::Test {
 protected:
  std::string lost(const std::string& wish, std::vector<PreviewRequest> previews = {}) {
    try {
      workers.examine({Task::Examine, wish, std::move(previews)}, file.get());
    } catch (const Lost& reason) {
      return reason.message;
    }
    return "answered";
  }

  Zygote zygote{[] {}, &oddWorker};
  Workers workers{[this]() -> Zygote& { return zygote; }, 300ms};
  Fd file{::memfd_create("work", MFD_CLOEXEC)};
};

TEST_F(WorkersTest, GoOnAfterAnythingAWorkerDoes) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"crash", "the decoder failed: it crashed (SIGABRT)"},
      {"silent", "decoding it took too long"},
      {"leave", "the decoder ended before it answered"},
      {"garbage", "JSON"},
      {"huge", "too large"},
      {"unasked preview", "more previews than asked for"},
  };
  for (const auto& [wish, reason] : cases) {
    EXPECT_NE(lost(wish), "answered") << wish;
    EXPECT_EQ(lost("anything"), "answered") << "after " << wish;
  }
  EXPECT_EQ(lost("crash"), cases[0].second);
  EXPECT_EQ(lost("silent"), cases[1].second);
  EXPECT_EQ(lost("leave"), cases[2].second);
}

TEST_F(WorkersTest, TakeNoPageForAPicture) {
  EXPECT_THAT(lost("wrong preview", {{320, PreviewFormat::WebP}}),
              HasSubstr("a preview of another format"));
}

TEST_F(WorkersTest, BelieveALongWorkNoMoreThanItShows) {
  const std::atomic<bool> never = false;
  const Piece look = [](double, std::string_view) {};
  const auto outcome = [&](Task task, const std::string& wish) -> std::string {
    try {
      if (task == Task::Peaks) {
        workers.peaks({.task = task, .name = wish}, file.get(), {look, never});
      } else {
        workers.storyboard({.task = task, .name = wish}, file.get(), {look, never});
      }
      return "answered";
    } catch (const Lost& reason) {
      return reason.message;
    }
  };
  const std::vector<std::pair<std::string, std::string>> cases{
      {"far beyond", "how far it is"},    {"early result", "a result before the end"},
      {"too few", "number of peaks"},     {"no rate", "length"},
      {"endless step", "too large"},      {"crash midway", "it crashed (SIGABRT)"},
      {"silent midway", "took too long"}, {"problem", "it is broken"},
  };
  for (const auto& [wish, reason] : cases) {
    const auto said = outcome(Task::Peaks, wish);
    EXPECT_THAT(said, HasSubstr(reason)) << wish;
    EXPECT_EQ(outcome(Task::Peaks, "good"), "answered") << "after " << wish;
  }
  EXPECT_EQ(outcome(Task::Storyboard, "good"), "answered");
  EXPECT_THAT(outcome(Task::Storyboard, "page"), HasSubstr("a sheet of another format"));
}

TEST_F(WorkersTest, BlameNoFileForAWorkerThatHadLeftBefore) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(lost("leave afterwards"), "answered");
    pollfd nothing{-1, 0, 0};
    ::poll(&nothing, 1, 20);  // it is gone by now
    EXPECT_EQ(lost("anything"), "answered");
  }
}

TEST_F(WorkersTest, SayClearlyThatTheJailIsGone) {
  Zygote mortal([] {}, &oddWorker);
  EXPECT_GT(mortal.spawn().pid, 0);
  mortal.end();
  try {
    mortal.spawn();
    FAIL() << "a dead zygote had a child";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::JailUnavailable);
    EXPECT_THAT(error.hint, HasSubstr("Start Atelier again"));
  }
}

TEST(Channel, LeaksNoDescriptorThatNobodyAskedFor) {
  auto [ours, theirs] = socketPair();
  const Fd one(::memfd_create("one", MFD_CLOEXEC));
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
  char byte = 0;
  iovec part{&byte, 1};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  auto* extra = CMSG_FIRSTHDR(&header);
  extra->cmsg_level = SOL_SOCKET;
  extra->cmsg_type = SCM_RIGHTS;
  extra->cmsg_len = CMSG_LEN(2 * sizeof(int));
  const std::array both{one.get(), one.get()};
  std::memcpy(CMSG_DATA(extra), both.data(), sizeof both);
  const auto highest = [] { return Fd(::dup(0)).get(); };
  const int before = highest();
  ASSERT_EQ(::sendmsg(theirs.get(), &header, 0), 1);
  theirs.reset();
  {
    Message message;
    EXPECT_EQ(receive(ours.get(), message, 64, 1s), Received::Closed);
  }
  EXPECT_LE(highest(), before);
}

}  // namespace
}  // namespace atelier::media
