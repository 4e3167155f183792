#pragma once

#include "doors/http/message.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// What the engine asks of the program behind it. The engine knows nothing of Atelier.
namespace atelier::http {

/// Takes a body as it arrives. Each call comes from some thread of the pool, one after the other.
/// Errors thrown become the answer; bytes written before that count.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void write(std::span<const std::byte> bytes) = 0;
  virtual Answer finish() = 0;       ///< the body is complete
  virtual void broken() noexcept {}  ///< the connection ended before the body did
};

struct Event {
  std::uint64_t id = 0;  ///< grows
  std::string name;      ///< one line
  std::string data;      ///< JSON on one line
};

/// A journal that can be read on from any event and that rings when it grows.
class EventSource {
 public:
  virtual ~EventSource() = default;
  virtual std::uint64_t last() = 0;  ///< id of the newest event, 0 if there is none

  /// At most `limit` events with an id above `id`, ascending.
  virtual std::vector<Event> after(std::uint64_t id, std::size_t limit) = 0;

  /// `ring` may be called from any thread, until it is replaced by an empty one.
  virtual void onNews(std::function<void()> ring) = 0;
};

/// All of it may be called by many threads at once.
class Application {
 public:
  virtual ~Application() = default;

  /// Blocking work, on the pool. Throws Error; anything else becomes a 500 without details.
  virtual Answer handle(Request& request) = 0;

  /// True if `handle` answers this without waiting for a disk or a lock: then no thread is
  /// switched.
  virtual bool quick(const Request&) const { return false; }

  /// The largest body that is read into memory for this request.
  virtual std::size_t bodyLimit(const Request&) const { return std::size_t{1} << 20; }

  /// True if the body goes to a sink piece by piece, whatever its size.
  virtual bool streams(const Request&) const { return false; }

  /// Called on the pool once the headers are in and before the body is asked for: an Error thrown
  /// here spares the client sending it.
  virtual std::unique_ptr<BodySink> upload(Request& request);

  /// Last touch on every answer: errors of the engine included. Must not block.
  virtual void decorate(const Request&, Answer&) const {}
};

}  // namespace atelier::http
