#include "doors/http/engine.h"
#include "doors/http/send_file.h"

#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <fmt/format.h>

namespace atelier::http {

namespace beast = boost::beast;
using HttpError = beast::http::error;

namespace {

constexpr std::size_t readAhead = 4096;
constexpr std::size_t chunkBytes = std::size_t{256} << 10;
constexpr std::size_t longestChunkLine = std::size_t{32} << 10;  ///< chunk extensions and trailers

Error overload() {
  return {Code::Unavailable, "Too much is going on at this moment.",
          "Nothing was done. Try again in a few seconds."};
}

}  // namespace

/// What is only needed while a request comes in; an event stream gives it back.
struct Connection::Parsing {
  beast::flat_buffer buffer;
  std::optional<beast::http::request_parser<beast::http::buffer_body>> parser;
};

Connection::Connection(Engine& engine, Socket socket)
    : engine_(engine), socket_(std::move(socket)), parsing_(std::make_unique<Parsing>()) {
  Fault ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.native_non_blocking(true, ignored);
  const auto peer = socket_.remote_endpoint(ignored);
  if (!ignored) remote_ = peer.address().to_string();
  if (remote_.starts_with("::ffff:")) remote_.erase(0, 7);
}

Connection::~Connection() = default;

// --- One request after the other ----------------------------------------------------------------

Task<void> Connection::run() {
  for (;;) {
    const bool asked = co_await readHead();
    if (!asked) break;
    co_await exchange();
    if (!reply_ || reply_->close) break;
    reply_.reset();
  }
  if (!bodyDone_) co_await linger();
  Fault ignored;
  socket_.shutdown(asio::socket_base::shutdown_both, ignored);
}

/// True once the head of a request is in, or a refusal of it is in reply_.
Task<bool> Connection::readHead() {
  auto& parser = parsing_->parser.emplace();
  parser.header_limit(static_cast<std::uint32_t>(engine_.options.limits.headerBytes));
  parser.body_limit(boost::none);
  idle_ = true;
  late_ = false;
  waitAtMost(engine_.options.limits.idleTime);
  for (;;) {
    if (receiveHead()) co_return true;
    if (idle_ && engine_.draining) co_return false;
    const auto space = parsing_->buffer.prepare(readAhead);
    Fault fault;
    auto token = into(fault);
    const std::size_t got = co_await socket_.async_read_some(space, token);
    if (fault) {
      if (idle_ || !late_) co_return false;
      refuse({Code::InvalidInput, "The request took too long to arrive.",
              "Nothing was done. Send it again."},
             408);
      co_return true;
    }
    parsing_->buffer.commit(got);
  }
}

/// Parses what is in the buffer; false if more must come.
bool Connection::receiveHead() {
  auto& buffer = parsing_->buffer;
  const auto next = [&] { return *static_cast<const char*>(buffer.data().data()); };
  // RFC 9112, 2.2: an empty line before a request is ignored.
  while (idle_ && buffer.size() > 0 && (next() == '\r' || next() == '\n')) buffer.consume(1);
  if (buffer.size() == 0) return false;
  if (idle_) {
    idle_ = false;
    request_ = Request{};
    keepAlive_ = false;  // until the framing is known, nothing that follows can be trusted
    bodyDone_ = false;
    started_ = engine_.elapsed();
    waitAtMost(engine_.options.limits.headerTime);
  }
  Fault fault;
  buffer.consume(parsing_->parser->put(buffer.data(), fault));
  if (fault && fault != HttpError::need_more) {
    refuseHead(fault);
    return true;
  }
  if (!parsing_->parser->is_header_done()) return false;
  try {
    admit();
  } catch (const Error& error) {
    refuse(error);
  }
  return true;
}

void Connection::refuseHead(const Fault& fault) {
  if (fault == HttpError::header_limit || fault == HttpError::buffer_overflow) {
    return refuse({Code::TooLarge, "The header of the request is too large.",
                   fmt::format("Nothing was done. Keep it below {} bytes.",
                               engine_.options.limits.headerBytes)},
                  431);
  }
  refuse({Code::InvalidInput, "This is not a request of HTTP/1.1.",
          "Nothing was done. Check the program that sent it.", fault.message()});
}

/// From the parser's fields to a request that keeps all rules.
void Connection::admit() {
  const auto& message = parsing_->parser->get();
  Head head;
  head.method = std::string_view(message.method_string());
  head.target = std::string_view(message.target());
  head.http10 = message.version() < 11;
  for (const auto& field : message) {
    head.fields.add(std::string_view(field.name_string()), std::string_view(field.value()));
  }
  request_.remote = remote_;
  request_.id = engine_.nextRequestId();
  if (head.fields.size() > engine_.options.limits.headerCount) {
    return refuse({Code::TooLarge, "The request has too many header fields.",
                   fmt::format("Keep to {}.", engine_.options.limits.headerCount)},
                  431);
  }
  const bool http10 = head.http10;
  fillRequest(request_, std::move(head));
  remaining_ = request_.length.value_or(0);
  bodyDone_ = !request_.chunked && remaining_ == 0;
  broken_ = false;
  keepAlive_ = http10 ? hasConnectionOption(request_.headers, "keep-alive")
                      : !hasConnectionOption(request_.headers, "close");
  checkHost(request_, engine_.options.hosts);
  checkOrigin(request_);
  wantsContinue_ = !http10 && expectsContinue(request_);
}

Task<void> Connection::exchange() {
  if (!reply_) {
    if (engine_.application.streams(request_)) {
      co_await streamBody();
    } else {
      const bool whole = co_await collectBody();
      if (whole) co_await answer();
    }
  }
  if (reply_) co_await send();
}

Task<void> Connection::answer() {
  std::function<void()> work = [this] {
    try {
      settle(engine_.application.handle(request_));
    } catch (...) {
      refuse(currentError());
    }
  };
  waitForever();
  if (engine_.application.quick(request_)) {
    work();
  } else {
    const bool ran = co_await blocking(engine_, work);
    if (!ran) refuse(overload());
  }
}

// --- Bodies -------------------------------------------------------------------------------------

/// Reads a small body into the request. False if reply_ refuses it or the client left.
Task<bool> Connection::collectBody() {
  if (bodyDone_) co_return true;
  const auto limit = engine_.application.bodyLimit(request_);
  std::array<std::byte, readAhead> some;
  for (;;) {
    if (remaining_ > limit || request_.body.size() > limit) {
      refuse({Code::TooLarge, fmt::format("The body is larger than {} bytes.", limit),
              "Nothing was done. Send less at once."});
      co_return false;
    }
    if (bodyDone_) co_return true;
    const std::size_t got = co_await readSome(some.data(), some.size());
    if (broken_) {
      refuse({Code::InvalidInput, "The body ended before it was complete.",
              "Nothing was done. Send it again."});
      co_return false;
    }
    request_.body.append(reinterpret_cast<const char*>(some.data()), got);
  }
}

/// Gives the body to a sink in pieces of up to 256 KiB.
Task<void> Connection::streamBody() {
  std::function<void()> open = [this] {
    try {
      sink_ = engine_.application.upload(request_);
    } catch (...) {
      refuse(currentError());
    }
  };
  waitForever();
  const bool ran = co_await blocking(engine_, open);
  if (!ran) refuse(overload());
  if (reply_) co_return;
  chunk_ = std::make_unique_for_overwrite<std::byte[]>(chunkBytes);
  std::size_t filled = 0;
  std::function<void()> pass = [this, &filled] { writeToSink(filled); };
  while (!reply_) {
    filled = 0;
    while (filled < chunkBytes && !bodyDone_ && !broken_) {
      const std::size_t got = co_await readSome(chunk_.get() + filled, chunkBytes - filled);
      filled += got;
    }
    waitForever();
    co_await blockingPatiently(engine_, pass);
  }
  sink_.reset();
  chunk_.reset();
}

/// Up to `size` bytes of the body, without its framing. Sets bodyDone_ or broken_ at its end.
Task<std::size_t> Connection::readSome(std::byte* into_, std::size_t size) {
  if (wantsContinue_) co_await sendContinue();
  if (request_.chunked) {
    const std::size_t got = co_await readChunked(into_, size);
    co_return got;
  }
  const auto space = asio::buffer(into_, std::min<std::uint64_t>(size, remaining_));
  std::size_t got = 0;
  if (parsing_->buffer.size() > 0) {
    got = asio::buffer_copy(space, parsing_->buffer.data());
    parsing_->buffer.consume(got);
  } else {
    waitAtMost(engine_.options.limits.idleTime);
    Fault fault;
    auto token = into(fault);
    got = co_await socket_.async_read_some(space, token);
    if (fault) broken_ = true;
  }
  remaining_ -= got;
  bodyDone_ = remaining_ == 0;
  co_return got;
}

Task<std::size_t> Connection::readChunked(std::byte* into_, std::size_t size) {
  auto& parser = *parsing_->parser;
  auto& buffer = parsing_->buffer;
  auto& body = parser.get().body();
  body.data = into_;
  body.size = size;
  body.more = true;
  for (;;) {
    if (buffer.size() > 0) {
      Fault fault;
      buffer.consume(parser.put(buffer.data(), fault));
      if (parser.is_done()) {
        bodyDone_ = true;
        break;
      }
      if (fault && fault != HttpError::need_more && fault != HttpError::need_buffer) broken_ = true;
      if (broken_ || body.size < size) break;
      if (!fault) continue;
    }
    if (buffer.size() > longestChunkLine) broken_ = true;
    if (!broken_) co_await readMore();
    if (broken_) break;
  }
  co_return size - body.size;
}

Task<void> Connection::readMore() {
  waitAtMost(engine_.options.limits.idleTime);
  const auto space = parsing_->buffer.prepare(std::size_t{16} << 10);
  Fault fault;
  auto token = into(fault);
  const std::size_t got = co_await socket_.async_read_some(space, token);
  if (fault) broken_ = true;
  parsing_->buffer.commit(got);
}

Task<void> Connection::sendContinue() {
  wantsContinue_ = false;
  if (parsing_->buffer.size() > 0) co_return;  // the client did not wait
  co_await write("HTTP/1.1 100 Continue\r\n\r\n", "");
}

// --- Answers ------------------------------------------------------------------------------------

Task<void> Connection::send() {
  note();
  auto& reply = *reply_;
  bool well = co_await write(reply.head, reply.body());
  for (const auto& piece : reply.pieces) {
    if (well && !piece.text.empty()) well = co_await write(piece.text, "");
    if (well && piece.length > 0) well = co_await sendFile(piece);
  }
  if (well && reply.events) {
    parsing_.reset();
    EventStream stream = std::move(*reply.events);
    co_await engine_.hub->follow(*this, std::move(stream));
  }
  if (!well) reply.close = true;
}

/// Both, in as few packets as possible. False if the client is gone or too slow.
Task<bool> Connection::write(std::string_view first, std::string_view second) {
  std::array<asio::const_buffer, 2> both;
  while (!first.empty() || !second.empty()) {
    both[0] = asio::buffer(first.data(), first.size());
    both[1] = asio::buffer(second.data(), second.size());
    waitAtMost(engine_.options.limits.idleTime);
    Fault fault;
    auto token = into(fault);
    const std::size_t sent = co_await socket_.async_write_some(both, token);
    if (fault) co_return false;
    const auto ofFirst = std::min(sent, first.size());
    first.remove_prefix(ofFirst);
    second.remove_prefix(sent - ofFirst);
  }
  co_return true;
}

/// sendfile on the pool, since the disk may make it wait; the edge waits for the socket.
Task<bool> Connection::sendFile(const Piece& piece) {
  const int file = reply_->file->descriptor();
  if (file < 0) {
    const bool copied = co_await sendCopied(piece.offset, piece.length);
    co_return copied;
  }
  const int target = socket_.native_handle();
  auto offset = piece.offset;
  auto length = piece.length;
  auto progress = Progress::Again;
  std::function<void()> work = [&] { progress = sendSome(target, file, offset, length); };
  while (progress == Progress::Again) {
    const auto before = length;
    waitForever();
    co_await blockingPatiently(engine_, work);
    if (broken_) co_return false;
    if (progress != Progress::Again || before - length == sendStep) continue;
    waitAtMost(engine_.options.limits.idleTime);
    Fault fault;
    auto token = into(fault);
    co_await socket_.async_wait(asio::socket_base::wait_write, token);
    if (fault) co_return false;
  }
  co_return progress == Progress::Done;
}

/// For files without a descriptor.
Task<bool> Connection::sendCopied(std::uint64_t offset, std::uint64_t length) {
  std::string some;
  std::function<void()> work = [&] {
    some.resize(std::min<std::uint64_t>(length, chunkBytes));
    try {
      some.resize(reply_->file->read(offset, std::as_writable_bytes(std::span<char>(some))));
    } catch (...) {
      some.clear();
    }
  };
  while (length > 0) {
    waitForever();
    co_await blockingPatiently(engine_, work);
    if (some.empty()) co_return false;
    const bool well = co_await write(some, "");
    if (!well) co_return false;
    offset += some.size();
    length -= some.size();
  }
  co_return true;
}

/// A client that is still sending when the socket closes would lose our answer to a reset: say that
/// we are done, and read a while.
Task<void> Connection::linger() {
  Fault ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  std::array<char, readAhead> waste;
  const auto until = engine_.elapsed() + lingerTime;
  late_ = true;
  deadline_ = until;
  Fault fault;
  while (!fault && !broken_ && engine_.elapsed() < until) {
    auto token = into(fault);
    const auto space = asio::buffer(waste);
    co_await socket_.async_read_some(space, token);
  }
}

}  // namespace atelier::http
