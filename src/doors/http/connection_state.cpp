#include "doors/http/engine.h"

#include <sys/socket.h>

/// What a connection decides without waiting; what waits stands in connection.cpp.
namespace atelier::http {

namespace {

constexpr std::chrono::milliseconds slowAnswer{500};

}  // namespace

// --- Time ---------------------------------------------------------------------------------------

void Connection::waitAtMost(std::chrono::milliseconds time) {
  deadline_ = engine_.elapsed() + time;
}

void Connection::waitForever() { deadline_ = std::chrono::nanoseconds::max(); }

void Connection::sweep(std::chrono::nanoseconds now) {
  if (sleeping_ && gone()) sleeping_->cancel();
  if (now < deadline_) return;
  if (late_) return abort();
  // First only what waits is woken, so that there may be an answer yet; the second time it is over.
  late_ = true;
  deadline_ = now + lingerTime;
  Fault ignored;
  socket_.cancel(ignored);
}

void Connection::drain() {
  if (!idle_) return;
  Fault ignored;
  socket_.cancel(ignored);
}

void Connection::abort() {
  // Not close: a thread of the pool may be sending, and the number must not go to another file.
  Fault ignored;
  broken_ = true;
  socket_.shutdown(asio::socket_base::shutdown_both, ignored);
  socket_.cancel(ignored);
  if (sleeping_) sleeping_->cancel();
}

bool Connection::gone() {
  char one = 0;
  return ::recv(socket_.native_handle(), &one, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// --- Answers ------------------------------------------------------------------------------------

/// On the pool. What arrived before a broken connection is written, then the sink hears of the
/// break.
void Connection::writeToSink(std::size_t filled) {
  try {
    if (filled > 0) sink_->write({chunk_.get(), filled});
    if (bodyDone_) {
      settle(sink_->finish());
    } else if (broken_) {
      sink_->broken();
      refuse({Code::InvalidInput, "The body ended before it was complete.",
              "What arrived is kept where the upload can be resumed."});
    }
  } catch (...) {
    if (!bodyDone_) sink_->broken();
    refuse(currentError());
  }
}

/// Whatever of the body was not read would be taken for the next request, so the connection must
/// end.
bool Connection::closesAfter() const { return !keepAlive_ || !bodyDone_ || engine_.draining; }

void Connection::settle(Answer answer) {
  engine_.application.decorate(request_, answer);
  reply_ = prepare(request_, std::move(answer), engine_.clock.now(), closesAfter());
}

void Connection::refuse(const Error& error, int status) {
  if (request_.id.empty()) request_.id = engine_.nextRequestId();
  const bool inside = error.code == Code::Internal;
  if (inside) {
    engine_.log.error("http.failed", {{"request", std::string_view(request_.id)},
                                      {"path", std::string_view(request_.path)},
                                      {"error", std::string_view(error.message)}});
  }
  auto answer = inside
                    ? Answer::problem({Code::Internal, "Something went wrong inside.",
                                       "Nothing was acknowledged. The log has more under request " +
                                           request_.id + "."})
                    : Answer::problem(error, status);
  engine_.application.decorate(request_, answer);
  reply_ = prepare(request_, std::move(answer), engine_.clock.now(), closesAfter());
}

void Connection::note() const {
  const auto took = engine_.elapsed() - started_;
  if (reply_->status < 500 && took < slowAnswer) return;
  engine_.log.warn(
      "http.answer",
      {{"request", std::string_view(request_.id)},
       {"method", name(request_.method)},
       {"path", std::string_view(request_.path)},
       {"status", std::int64_t{reply_->status}},
       {"ms", std::int64_t{std::chrono::duration_cast<std::chrono::milliseconds>(took).count()}}});
}

}  // namespace atelier::http
