#include "base/error.h"
#include "base/json/text.h"
#include "doors/cli/executor.h"
#include "doors/cli/interrupt.h"
#include "doors/wire.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>

#include <boost/json/value.hpp>
#include <curl/curl.h>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

constexpr std::size_t largestAnswer = std::size_t{256} << 20;
constexpr long connectSeconds = 10;

/// Frees what curl_slist_append made.
struct Headers {
  curl_slist* list = nullptr;
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_slist_free_all(list); }
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

/// One exchange: what the callbacks fill. Exceptions must not pass through C, so they wait here.
struct Exchange {
  CURL* handle;
  const Executor::Sink* sink = nullptr;
  const Executor::Source* source = nullptr;
  std::string body{};
  std::exception_ptr failure{};

  long status() const {
    long code = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
  }
};

std::size_t onBody(char* bytes, std::size_t, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  try {
    if (exchange.sink != nullptr && exchange.status() < 300) {
      (*exchange.sink)(std::as_bytes(std::span(bytes, count)));
    } else {
      if (exchange.body.size() + count > largestAnswer) return 0;
      exchange.body.append(bytes, count);
    }
    return count;
  } catch (...) {
    exchange.failure = std::current_exception();
    return 0;
  }
}

std::size_t onRead(char* into, std::size_t size, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  try {
    return (*exchange.source)(std::as_writable_bytes(std::span(into, size * count)));
  } catch (...) {
    exchange.failure = std::current_exception();
    return CURL_READFUNC_ABORT;
  }
}

int onProgress(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return Interrupt::requested() ? 1 : 0;
}

Code codeOf(const boost::json::object& problem, long status) {
  const auto* label = problem.if_contains("code");
  const std::string_view text = label != nullptr && label->is_string()
                                    ? std::string_view(label->get_string())
                                    : std::string_view();
  const auto number = text.starts_with("AT-") ? text.substr(3) : std::string_view();
  int code = 0;
  std::from_chars(number.data(), number.data() + number.size(), code);
  for (const auto& info : codes()) {
    if (static_cast<int>(info.code) == code) return info.code;
  }
  for (const auto& info : codes()) {
    if (info.httpStatus == status && info.code != Code::Internal) return info.code;
  }
  return Code::Unavailable;
}

std::string textIn(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string()))
                                                : std::string();
}

/// RFC 9457, the other way round.
Error errorOf(const std::string& body, long status) {
  boost::json::object problem;
  try {
    auto parsed = json::parse(body);
    if (parsed.is_object()) problem = parsed.get_object();
  } catch (const Error&) {
    // Something between us and the server answered; the status is all there is.
  }
  auto message = textIn(problem, "detail");
  if (message.empty()) message = textIn(problem, "title");
  if (message.empty()) message = fmt::format("The server answered with status {}.", status);
  return {codeOf(problem, status), message, textIn(problem, "hint"), textIn(problem, "where")};
}

bool isLocal(std::string_view url) {
  return url.find("//127.") != url.npos || url.find("//localhost") != url.npos ||
         url.find("//[::1]") != url.npos;
}

class RemoteExecutor final : public Executor {
 public:
  RemoteExecutor(std::string url, std::string token)
      : url_(std::move(url)), token_(std::move(token)) {
    static const auto ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    handle_ = ready == CURLE_OK ? curl_easy_init() : nullptr;
    if (handle_ == nullptr) throw Error(Code::Internal, "libcurl could not be started.");
    while (url_.ends_with('/')) url_.pop_back();
    if (url_.find("://") == std::string::npos) url_ = "http://" + url_;
  }
  ~RemoteExecutor() override { curl_easy_cleanup(handle_); }
  RemoteExecutor(const RemoteExecutor&) = delete;
  RemoteExecutor& operator=(const RemoteExecutor&) = delete;

  boost::json::value call(const studio::Operation& operation,
                          const boost::json::value& request) override {
    const auto target = doors::targetOf(operation, request);
    Exchange exchange{handle_};
    prepare(operation, target.pathAndQuery, exchange);
    Headers headers;
    addHeaders(headers, target.body ? "application/json" : "");
    if (target.body) {
      curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(target.body->size()));
      curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, target.body->c_str());
    }
    perform(operation, exchange, headers);
    return answer(exchange);
  }

  void download(const studio::Operation& operation, const boost::json::value& request,
                const Sink& sink) override {
    Exchange exchange{handle_, &sink};
    prepare(operation, doors::targetOf(operation, request).pathAndQuery, exchange);
    Headers headers;
    addHeaders(headers, "");
    perform(operation, exchange, headers);
  }

  boost::json::value upload(const studio::Operation& operation, const boost::json::value& request,
                            const Source& source, std::uint64_t bytes) override {
    Exchange exchange{handle_, nullptr, &source};
    prepare(operation, doors::targetOf(operation, request).pathAndQuery, exchange);
    curl_easy_setopt(handle_, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle_, CURLOPT_READFUNCTION, &onRead);
    curl_easy_setopt(handle_, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(handle_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes));
    Headers headers;
    addHeaders(headers, "application/octet-stream");
    perform(operation, exchange, headers);
    return answer(exchange);
  }

 private:
  void prepare(const studio::Operation& operation, const std::string& target, Exchange& exchange) {
    curl_easy_reset(handle_);  // keeps the connection
    const auto address = fmt::format("{}{}{}", url_, doors::apiRoot, target);
    curl_easy_setopt(handle_, CURLOPT_URL, address.c_str());
    curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST,
                     std::string(studio::verbName(operation.verb)).c_str());
    curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT, connectSeconds);
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle_, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(handle_, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &onBody);
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(handle_, CURLOPT_XFERINFOFUNCTION, &onProgress);
    curl_easy_setopt(handle_, CURLOPT_NOPROGRESS, 0L);
    // A proxy cannot reach what listens on this machine alone.
    if (isLocal(url_)) curl_easy_setopt(handle_, CURLOPT_PROXY, "");
  }

  void addHeaders(Headers& headers, std::string_view bodyType) {
    headers.add("Accept: application/json, application/problem+json, */*");
    headers.add("Expect:");  // saves a round trip on every call
    headers.add(fmt::format("Content-Type:{}{}", bodyType.empty() ? "" : " ", bodyType));
    if (!token_.empty()) headers.add("Authorization: Bearer " + token_);
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers.list);
  }

  void perform(const studio::Operation& operation, Exchange& exchange, const Headers&) {
    const auto result = curl_easy_perform(handle_);
    if (exchange.failure) std::rethrow_exception(exchange.failure);
    if (result == CURLE_ABORTED_BY_CALLBACK) {
      throw Error(Code::Cancelled, "Stopped on request.",
                  "The server may still finish what was sent.");
    }
    if (result != CURLE_OK) throw unreachable(operation, result);
    const auto status = exchange.status();
    if (status < 200 || status >= 300) throw errorOf(exchange.body, status);
  }

  Error unreachable(const studio::Operation& operation, CURLcode result) const {
    const bool sent = result == CURLE_GOT_NOTHING || result == CURLE_RECV_ERROR ||
                      result == CURLE_PARTIAL_FILE || result == CURLE_SEND_ERROR;
    const bool open = sent && operation.effect != studio::Effect::None;
    return {Code::ServerUnreachable,
            fmt::format("The server {} does not answer: {}.", url_, curl_easy_strerror(result)),
            open ? "The connection broke on the way, so it may or may not have been done. Look "
                   "before you "
                   "try again."
                 : "Nothing was changed. Check the address, and that `atelier serve` runs there."};
  }

  boost::json::value answer(const Exchange& exchange) const {
    if (exchange.body.empty()) return boost::json::object();
    try {
      return json::parse(exchange.body, {.bytes = largestAnswer});
    } catch (const Error&) {
      throw Error(Code::ServerUnreachable,
                  fmt::format("What answers at {} is no Atelier server.", url_),
                  "It is not known what was done. Check the address.");
    }
  }

  CURL* handle_ = nullptr;
  std::string url_;
  std::string token_;
};

}  // namespace

std::unique_ptr<Executor> remoteExecutor(std::string url, std::string token) {
  return std::make_unique<RemoteExecutor>(std::move(url), std::move(token));
}

}  // namespace atelier::cli
