#include "media/jail/channel.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace atelier::media {

namespace {

using Clock = std::chrono::steady_clock;

bool readable(int socket, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{socket, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // the read that follows says what is wrong
  }
}

/// Reads what is there, and a descriptor if one comes along. 0 at the end.
ssize_t readSome(int socket, char* into, std::size_t size, Fd& fd) {
  iovec part{into, size};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  // Not CMSG_SPACE: its padding has room for a second descriptor, which nobody would close.
  header.msg_controllen = CMSG_LEN(sizeof(int));
  for (;;) {
    const auto got = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EINTR) continue;
    const auto* extra = CMSG_FIRSTHDR(&header);
    if (got > 0 && extra != nullptr && extra->cmsg_type == SCM_RIGHTS) {
      int received = -1;
      std::memcpy(&received, CMSG_DATA(extra), sizeof received);
      fd = Fd(received);
    }
    return got;
  }
}

Received readAll(int socket, char* into, std::size_t size, Fd& fd, Clock::time_point deadline) {
  while (size > 0) {
    if (!readable(socket, deadline)) return Received::TimedOut;
    const auto got = readSome(socket, into, size, fd);
    if (got <= 0) return Received::Closed;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return Received::Message;
}

}  // namespace

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

std::pair<Fd, Fd> socketPair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw systemError(errno, "make a socket pair", "");
  }
  return {Fd(ends[0]), Fd(ends[1])};
}

bool send(int socket, std::string_view bytes, int fd) {
  std::uint64_t length = bytes.size();
  std::string framed(reinterpret_cast<const char*>(&length), sizeof length);
  framed += bytes;
  std::string_view rest = framed;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  while (!rest.empty()) {
    iovec part{const_cast<char*>(rest.data()), rest.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (fd >= 0) {
      header.msg_control = control.data();
      header.msg_controllen = control.size();
      auto* extra = CMSG_FIRSTHDR(&header);
      extra->cmsg_level = SOL_SOCKET;
      extra->cmsg_type = SCM_RIGHTS;
      extra->cmsg_len = CMSG_LEN(sizeof fd);
      std::memcpy(CMSG_DATA(extra), &fd, sizeof fd);
    }
    const auto sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(sent));
    fd = -1;
  }
  return true;
}

bool awaits(int socket, std::chrono::milliseconds patience) {
  return readable(socket, Clock::now() + patience);
}

Received receive(int socket, Message& into, std::size_t limit, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  std::uint64_t length = 0;
  auto how = readAll(socket, reinterpret_cast<char*>(&length), sizeof length, into.fd, deadline);
  if (how != Received::Message) return how;
  if (length > limit) return Received::TooLarge;
  into.bytes.resize(length);
  return readAll(socket, into.bytes.data(), into.bytes.size(), into.fd, deadline);
}

}  // namespace atelier::media
