#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "doors/http/application.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// An HTTP/1.1 server (RFC 9110, 9112): one thread owns the sockets, a coroutine per connection,
/// blocking work on a bounded pool. Limits hold for every client: what is too large, too slow or
/// too much is answered in words and closed.
namespace atelier::http {

struct Limits {
  std::size_t headerBytes = std::size_t{16} << 10;
  std::size_t headerCount = 100;
  std::size_t connections = 10'000;
  std::chrono::milliseconds headerTime{
      5'000};  ///< from the first byte of a request to its empty line
  std::chrono::milliseconds idleTime{60'000};   ///< between requests, and between pieces of a body
  std::chrono::milliseconds heartbeat{15'000};  ///< of event streams
  std::chrono::milliseconds drainTime{2'000};   ///< what is running may end within this
};

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 7717;  ///< 0: any free one
  std::vector<std::string>
      hosts;                  ///< names, besides localhost and IP addresses, that Host may hold
  std::size_t workers = 128;  ///< at most at once: most of them wait for the disk
  std::size_t queueLimit = 1'024;  ///< waiting requests; beyond that 503
  bool signals = false;            ///< SIGTERM and SIGINT end run()
  Limits limits;
};

class Engine;

class Server {
 public:
  /// Binds and listens. The application must outlive the server. Error{Unavailable} if the address
  /// is taken.
  Server(Options options, Application& application, const Clock& clock, Random& random, Log& log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

  /// Serves until stop() or a signal; returns when every connection is closed.
  void run();

  /// From any thread: stop accepting, let what runs finish within drainTime, then close.
  void stop();

  std::size_t connections() const;  ///< open now

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace atelier::http
