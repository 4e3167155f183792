#include "tests/doors/http_client.h"

#include "base/text.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace atelier::test {

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("no server at this port");
  }
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      buffer_(std::move(other.buffer_)),
      ended_(other.ended_) {}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Client::halfClose() { ::shutdown(socket_, SHUT_WR); }

void Client::reset() {
  const linger hard{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(std::exchange(socket_, -1));
}

bool Client::more(std::chrono::milliseconds wait) {
  if (ended_) return false;
  pollfd ready{socket_, POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return false;
  char some[65536];
  const auto got = ::recv(socket_, some, sizeof some, 0);
  ended_ = got <= 0;
  if (got > 0) buffer_.append(some, static_cast<std::size_t>(got));
  return got > 0;
}

Reply Client::read(bool head) {
  Reply reply;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!more(std::chrono::seconds(5))) return reply;
  }
  const auto lines = split(std::string_view(buffer_).substr(0, end), '\n');
  reply.status = std::stoi(std::string(lines[0].substr(9, 3)));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto colon = lines[i].find(':');
    reply.headers[lowerAscii(lines[i].substr(0, colon))] = trim(lines[i].substr(colon + 1));
  }
  buffer_.erase(0, end + 4);
  const bool bodiless = head || reply.status == 304 || reply.status == 204 || reply.status == 100;
  const auto text = reply.header("content-length");
  const auto length = bodiless || text.empty() ? 0 : std::stoul(text);
  while (buffer_.size() < length && more(std::chrono::seconds(5))) {
  }
  reply.body = buffer_.substr(0, length);
  reply.whole = reply.body.size() == length;
  buffer_.erase(0, length);
  return reply;
}

std::string Client::readUntil(std::string_view until) {
  while (until.empty() || buffer_.find(until) == std::string::npos) {
    if (!more(std::chrono::seconds(5))) break;
  }
  return std::exchange(buffer_, "");
}

bool Client::ends(std::chrono::milliseconds within) {
  while (more(within)) {
  }
  return ended_;
}

Reply ask(std::uint16_t port, std::string_view request, bool head) {
  Client client(port);
  client.send(request);
  return client.read(head);
}

std::string request(std::string_view method, std::string_view path, std::string_view headers,
                    std::string_view body) {
  const auto length = body.empty() ? "" : fmt::format("Content-Length: {}\r\n", body.size());
  return fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}{}\r\n{}", method, path, headers,
                     length, body);
}

}  // namespace atelier::test
