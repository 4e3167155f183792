#pragma once

#include "base/pool.h"
#include "doors/http/reply.h"
#include "doors/http/rules.h"
#include "doors/http/server.h"

#include <atomic>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

/// The inside of the server: the only header that knows Asio, for listener.cpp, connection.cpp,
/// connection_state.cpp and events.cpp alone. One thread (the edge) runs all that is here and not
/// said to be on the pool, so nothing is locked.
///
/// The fence: g++ 12 corrupts memory in statements that hold co_await together with a braced
/// aggregate, a closure that captures by value, a conditional operator or a braced list. Such
/// values get a name first; tests/doors/coroutine_fence_test.cpp checks it.
// Asio's frames come from aligned_alloc and go back by free, through operators that g++ 12 inlines
// and then takes for a mismatched pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace atelier::http {

namespace asio = boost::asio;

using Edge = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Edge>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Edge>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Edge>;
template <class T>
using Task = asio::awaitable<T, Edge>;
using Fault = boost::system::error_code;

/// Completion token: resume here and put failure into `fault` instead of throwing.
inline auto into(Fault& fault) {
  return asio::redirect_error(asio::use_awaitable_t<Edge>{}, fault);
}

constexpr std::chrono::milliseconds lingerTime{1'000};  ///< for a client that is still sending

class Connection;
class EventHub;

class Engine {
 public:
  Engine(Options, Application&, const Clock&, Random&, Log&);
  ~Engine();

  void run();
  void drain();
  void joined(Connection& connection);
  void left(Connection& connection);
  std::chrono::nanoseconds elapsed() const { return clock.elapsed(); }
  std::string nextRequestId();

  const Options options;
  Application& application;
  const Clock& clock;
  Log& log;
  asio::io_context io{1};
  Acceptor acceptor{io};
  std::unique_ptr<EventHub> hub;
  std::uint16_t port = 0;
  std::atomic<bool> draining{false};  ///< also asked on the pool
  std::atomic<std::size_t> open{0};
  std::unique_ptr<Pool> pool;  ///< last but for the id: its jobs use all of the above

 private:
  Task<void> acceptAll();
  Task<void> sweepAll();
  void bind();
  void turnAway(Socket& socket);
  void watchSignals();
  void endIfEmpty();

  asio::executor_work_guard<Edge> alive_;
  asio::signal_set signals_;
  Timer sweeper_;
  std::list<Connection*> connections_;
  std::chrono::nanoseconds drainUntil_{0};
  std::string idPrefix_;
  std::uint64_t requests_ = 0;
};

/// Runs `work` on the pool and resumes on the edge. False: the queue is full and nothing ran.
/// `work` must not throw and must live until then.
Task<bool> blocking(Engine& engine, std::function<void()>& work);

/// The same, but waits for room in the queue: for what has begun and must not be refused half-way.
Task<void> blockingPatiently(Engine& engine, std::function<void()>& work);

/// One client. Lives as long as its coroutine.
class Connection {
 public:
  Connection(Engine& engine, Socket socket);
  ~Connection();

  Task<void> run();

  /// Called now and then: ends what takes too long.
  void sweep(std::chrono::nanoseconds now);
  void drain();  ///< ends if idle, else after the answer
  void abort();  ///< ends now

  std::list<Connection*>::iterator place;

 private:
  friend class EventHub;

  Task<bool> readHead();
  Task<void> readMore();
  Task<void> exchange();
  Task<void> streamBody();
  Task<bool> collectBody();
  Task<std::size_t> readSome(std::byte* into, std::size_t size);
  Task<std::size_t> readChunked(std::byte* into, std::size_t size);
  Task<void> sendContinue();
  Task<void> answer();
  Task<void> send();
  Task<bool> write(std::string_view first, std::string_view second);
  Task<bool> sendFile(const Piece& piece);
  Task<bool> sendCopied(std::uint64_t offset, std::uint64_t length);
  Task<void> linger();

  void waitAtMost(std::chrono::milliseconds time);
  void waitForever();
  bool receiveHead();
  void admit();
  void refuse(const Error& error, int status = 0);
  void refuseHead(const Fault& fault);
  void settle(Answer answer);
  void writeToSink(std::size_t filled);
  bool closesAfter() const;
  void note() const;
  bool gone();

  struct Parsing;

  Engine& engine_;
  Socket socket_;
  std::unique_ptr<Parsing> parsing_;
  Request request_;
  std::optional<Reply> reply_;
  std::unique_ptr<BodySink> sink_;
  std::unique_ptr<std::byte[]> chunk_;
  std::string remote_;
  std::chrono::nanoseconds deadline_{0};
  std::chrono::nanoseconds started_{0};
  std::uint64_t remaining_ = 0;  ///< of the body, if its length is known
  Timer* sleeping_ = nullptr;    ///< an event stream that waits for news
  bool idle_ = true;             ///< between two requests
  bool late_ = false;            ///< a deadline passed
  bool keepAlive_ = false;
  bool wantsContinue_ = false;
  bool bodyDone_ = true;
  std::atomic<bool> broken_{false};  ///< the body ended too early, or all of it has to
};

/// Event streams: one reader of each journal, however many listen.
class EventHub {
 public:
  explicit EventHub(Engine& engine);
  ~EventHub();

  /// Sends until the client leaves, the server drains or the stream is no longer allowed.
  Task<void> follow(Connection& connection, EventStream stream);
  void wakeAll();

 private:
  struct Channel;
  struct Follower;
  Task<Channel*> channel(EventSource& source);
  Task<void> pump(Channel& channel);
  Task<bool> refill(Follower& follower);
  Task<bool> heartbeat(Follower& follower);
  void ring(Channel& channel);

  Engine& engine_;
  std::map<EventSource*, std::unique_ptr<Channel>> channels_;
};

}  // namespace atelier::http
