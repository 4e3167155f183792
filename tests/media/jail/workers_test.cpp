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

/// Answers what the job's name asks for; a worker as an intruder would have it.
void oddWorker(int socket) {
  Message job;
  while (receive(socket, job, 4096, 60s) == Received::Message) {
    const auto wish = jobFromText(job.bytes).name;
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
