#include "doors/http/engine.h"

#include <algorithm>
#include <csignal>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

namespace atelier::http {

namespace {

/// Starts a job on the pool; the handler is the coroutine that waits for it.
struct Hop {
  Engine* engine;
  std::function<void()>* work;

  template <class Handler>
  void operator()(Handler handler) const {
    // std::function wants a copyable callable and a coroutine's handler only moves.
    auto held = std::make_shared<Handler>(std::move(handler));
    auto* at = engine;
    auto* job = work;
    const auto resume = [at, held](bool ran) {
      asio::post(at->io, [held, ran] { std::move (*held)(ran); });
    };
    const bool taken = at->pool->tryPost([job, resume] {
      (*job)();
      resume(true);
    });
    if (!taken) resume(false);
  }
};

/// Ten thousand sockets need as many descriptors; the soft limit is often 1,024.
void raiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Task<bool> blocking(Engine& engine, std::function<void()>& work) {
  Hop hop{&engine, &work};
  const asio::use_awaitable_t<Edge> token{};
  const bool ran =
      co_await asio::async_initiate<const asio::use_awaitable_t<Edge>, void(bool)>(hop, token);
  co_return ran;
}

Task<void> blockingPatiently(Engine& engine, std::function<void()>& work) {
  bool ran = co_await blocking(engine, work);
  while (!ran) {
    Timer pause(engine.io);
    pause.expires_after(std::chrono::milliseconds(5));
    Fault fault;
    auto token = into(fault);
    co_await pause.async_wait(token);
    ran = co_await blocking(engine, work);
  }
}

Engine::Engine(Options wanted, Application& app, const Clock& time, Random& random, Log& journal)
    : options(std::move(wanted)),
      application(app),
      clock(time),
      log(journal),
      hub(std::make_unique<EventHub>(*this)),
      alive_(asio::make_work_guard(io)),
      signals_(io),
      sweeper_(io),
      idPrefix_(random.token(6)) {
  // sendfile cannot be told MSG_NOSIGNAL: a client that left would otherwise end the program.
  std::signal(SIGPIPE, SIG_IGN);
  raiseDescriptorLimit();
  bind();
  pool = std::make_unique<Pool>(options.workers, options.queueLimit);
}

Engine::~Engine() {
  pool.reset();
  hub.reset();
}

void Engine::bind() {
  try {
    const auto address =
        asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address);
    const asio::ip::tcp::endpoint place(address, options.port);
    acceptor.open(place.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    if (address.is_v6()) acceptor.set_option(asio::ip::v6_only(false));
    acceptor.bind(place);
    acceptor.listen(4096);
    port = acceptor.local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    throw Error{
        Code::Unavailable,
        fmt::format("Cannot listen on {}:{}: {}.", options.address, options.port,
                    error.code().message()),
        "Nothing was started. Choose another address with --listen, or stop what uses this one."};
  }
}

void Engine::run() {
  if (options.signals) watchSignals();
  asio::co_spawn(io, acceptAll(), asio::detached);
  asio::co_spawn(io, sweepAll(), asio::detached);
  io.run();
}

void Engine::watchSignals() {
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.async_wait([this](const Fault& fault, int) {
    if (!fault) drain();
  });
}

Task<void> Engine::acceptAll() {
  while (!draining) {
    Socket socket(io);
    Fault fault;
    auto token = into(fault);
    co_await acceptor.async_accept(socket, token);
    if (draining) break;
    if (fault) {
      // Mostly out of descriptors: wait until some client leaves instead of spinning.
      Timer pause(io);
      pause.expires_after(std::chrono::milliseconds(50));
      Fault ignored;
      auto later = into(ignored);
      co_await pause.async_wait(later);
      continue;
    }
    if (open.load() >= options.limits.connections) {
      turnAway(socket);
      continue;
    }
    auto connection = std::make_shared<Connection>(*this, std::move(socket));
    joined(*connection);
    asio::co_spawn(io, connection->run(),
                   [this, connection](const std::exception_ptr&) { left(*connection); });
  }
}

void Engine::turnAway(Socket& socket) {
  constexpr std::string_view words =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: "
      "close\r\n\r\n";
  Fault ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(words.data(), words.size()), ignored);
  socket.shutdown(asio::socket_base::shutdown_send, ignored);
}

/// One timer for all clients instead of one each: looks at every deadline a few times a second.
Task<void> Engine::sweepAll() {
  const auto shortest = std::min({options.limits.headerTime, options.limits.idleTime,
                                  options.limits.drainTime, std::chrono::milliseconds(1000)});
  const auto pace = std::max(shortest / 4, std::chrono::milliseconds(5));
  for (;;) {
    sweeper_.expires_after(pace);
    Fault fault;
    auto token = into(fault);
    co_await sweeper_.async_wait(token);
    if (!alive_.owns_work()) break;
    const auto now = elapsed();
    for (auto* connection : connections_) connection->sweep(now);
    if (!draining || now < drainUntil_) continue;
    for (auto* connection : connections_) connection->abort();
  }
}

void Engine::drain() {
  if (draining) return;
  draining = true;
  drainUntil_ = elapsed() + options.limits.drainTime;
  Fault ignored;
  acceptor.close(ignored);
  signals_.cancel(ignored);
  for (auto* connection : connections_) connection->drain();
  hub->wakeAll();
  endIfEmpty();
}

void Engine::endIfEmpty() {
  if (!draining || !connections_.empty()) return;
  alive_.reset();
  sweeper_.cancel();
}

void Engine::joined(Connection& connection) {
  connection.place = connections_.insert(connections_.end(), &connection);
  open.store(connections_.size());
}

void Engine::left(Connection& connection) {
  connections_.erase(connection.place);
  open.store(connections_.size());
  endIfEmpty();
}

std::string Engine::nextRequestId() { return fmt::format("{}-{:x}", idPrefix_, ++requests_); }

Server::Server(Options options, Application& application, const Clock& clock, Random& random,
               Log& log)
    : engine_(std::make_unique<Engine>(std::move(options), application, clock, random, log)) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return engine_->port; }

void Server::run() { engine_->run(); }

void Server::stop() {
  asio::post(engine_->io, [engine = engine_.get()] { engine->drain(); });
}

std::size_t Server::connections() const { return engine_->open.load(); }

}  // namespace atelier::http
