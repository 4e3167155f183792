#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

/// A client that sends any bytes at all, also those that no library would.
namespace atelier::test {

struct Reply {
  int status = 0;                              ///< 0: the connection ended before a whole head came
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  bool whole = false;  ///< the body had its announced length

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;

  void send(std::string_view bytes);  ///< ignores that the server may have closed
  void halfClose();                   ///< nothing more will be sent
  void reset();                       ///< cuts the connection hard

  /// One answer with Content-Length; `head` answers have no body. Waits five seconds at most.
  Reply read(bool head = false);

  /// Whatever comes until `until` is part of it, the connection ends or five seconds pass.
  std::string readUntil(std::string_view until);
  std::string readAll() { return readUntil(""); }

  /// True if the server ends the connection within the time.
  bool ends(std::chrono::milliseconds within = std::chrono::milliseconds(3000));

 private:
  bool more(std::chrono::milliseconds wait);
  int socket_;
  std::string buffer_;
  bool ended_ = false;
};

/// One request on a connection of its own.
Reply ask(std::uint16_t port, std::string_view request, bool head = false);

/// "METHOD path HTTP/1.1", Host, the further header lines (each ending in \r\n), Content-Length and
/// the body.
std::string request(std::string_view method, std::string_view path, std::string_view headers = "",
                    std::string_view body = "");

}  // namespace atelier::test
