#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// Messages over a Unix stream socket: a length, the bytes, and with the first byte at most one
/// descriptor. Used between the program, the zygote and the workers. The receiver names the most it
/// takes.
namespace atelier::media {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

std::pair<Fd, Fd> socketPair();  ///< Error{Io}

struct Message {
  std::string bytes;
  Fd fd;
};

/// False if the other side is gone.
bool send(int socket, std::string_view bytes, int fd = -1);

enum class Received : std::uint8_t { Message, Closed, TimedOut, TooLarge };

/// Waits at most so long for something to receive, be it the end. False if nothing came.
bool awaits(int socket, std::chrono::milliseconds patience);

/// Waits at most `patience` for the whole message.
Received receive(int socket, Message& into, std::size_t limit, std::chrono::milliseconds patience);

}  // namespace atelier::media
