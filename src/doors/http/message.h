#pragma once

#include "base/error.h"
#include "base/files.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What comes in and what goes out, free of sockets: the engine reads a Request, an Application
/// makes an Answer of it, and the engine sends that with everything a good server owes (conditional
/// requests, ranges, compression, security headers).
namespace atelier::http {

enum class Method : std::uint8_t { Get, Head, Post, Put, Patch, Delete, Options, Other };
std::string_view name(Method method);
Method methodFrom(std::string_view name);  ///< case-sensitive, as RFC 9110, 9.1 has it

struct Field {
  std::string name;
  std::string value;
};

/// Header fields in their order. Names compare without case.
class Fields {
 public:
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);            ///< replaces all of that name
  std::optional<std::string_view> find(std::string_view name) const;  ///< the first of that name
  std::string_view get(std::string_view name) const { return find(name).value_or(""); }
  std::size_t count(std::string_view name) const;
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  std::size_t size() const { return list_.size(); }

 private:
  std::vector<Field> list_;
};

struct Request {
  Method method = Method::Get;
  std::string path;          ///< decoded, starts with '/', has no "." or ".." segment
  std::vector<Field> query;  ///< decoded, in order
  Fields headers;
  std::string host;                     ///< as the client named it, port included
  std::string remote;                   ///< address without port
  std::string id;                       ///< ours, also in the answer as X-Request-Id
  std::string body;                     ///< whole, unless the route streams
  std::optional<std::uint64_t> length;  ///< of the body, nothing if chunked
  bool chunked = false;

  std::optional<std::string_view> param(std::string_view name) const;
  std::optional<std::string_view> cookie(std::string_view name) const;
};

class EventSource;

/// The whole body in memory.
struct Bytes {
  std::string data;
};

/// Bytes that live as long as the program: files of the page. `gzipped` may be empty.
struct FixedBytes {
  std::string_view data;
  std::string_view gzipped;
};

/// Goes out by sendfile where the file has a descriptor. Ranges are served from it.
struct FileBody {
  std::shared_ptr<File> file;
  std::uint64_t size = 0;
};

/// A stream of server-sent events that starts after event `after`. `allowed` is asked at each
/// heartbeat, on the pool, so that a stream ends when its session does; empty means always.
struct EventStream {
  EventSource* source = nullptr;
  std::optional<std::uint64_t> after;  ///< nothing: from now on
  std::function<bool()> allowed;
};

/// How far the body is trusted: decides the Content-Security-Policy.
enum class Trust : std::uint8_t {
  Data,     ///< ours and never a document: JSON, events
  Page,     ///< our page, which may run our script
  Foreign,  ///< bytes that somebody brought in: sandboxed
};

struct Answer {
  int status = 200;
  std::string type;   ///< media type; empty if there is no body
  std::string etag;   ///< with quotes; empty: made from the bytes when that helps
  std::string cache;  ///< Cache-Control; empty: "private, no-cache" for GET, else "no-store"
  Trust trust = Trust::Data;
  Fields headers;  ///< further ones
  std::variant<Bytes, FixedBytes, FileBody, EventStream> body;

  static Answer json(std::string text, int status = 200);
  static Answer empty(int status = 204);

  /// RFC 9457 problem+json of an Error. `status` 0: the one of its code.
  static Answer problem(const Error& error, int status = 0);
};

}  // namespace atelier::http
