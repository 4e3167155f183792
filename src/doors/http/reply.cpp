#include "doors/http/reply.h"

#include "base/digest.h"
#include "doors/http/negotiate.h"
#include "doors/http/range.h"

#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace atelier::http {

namespace {

constexpr std::size_t leastToCompress = 1024;
constexpr std::size_t mostToCompress = std::size_t{64} << 20;
constexpr std::uint64_t smallFile = std::uint64_t{64} << 10;  // one write beats sendfile up to here
constexpr std::string_view boundary = "atelier-part-5c1f0a9e7d3b";

constexpr std::array<std::pair<int, std::string_view>, 31> reasons{{
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {460, "Checksum Mismatch"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
}};

bool isRead(Method method) { return method == Method::Get || method == Method::Head; }

/// The work of one reply, in the order in which RFC 9110, 13.2.2 evaluates.
class Preparation {
 public:
  Preparation(const Request& request, Answer& answer) : request_(request), answer_(answer) {}

  Reply run(Timestamp now, bool close) {
    tagBytes();
    if (!notModified()) {
      if (auto* file = std::get_if<FileBody>(&answer_.body)) {
        fileBody(*file);
      } else if (auto* stream = std::get_if<EventStream>(&answer_.body)) {
        reply_.events = std::move(*stream);
        close = true;  // without a length, the end of the connection is the end of the body
      } else {
        bytesBody();
      }
    }
    reply_.status = answer_.status;
    reply_.close = close;
    writeHead(now);
    if (request_.method == Method::Head) dropBody();
    return std::move(reply_);
  }

 private:
  void tagBytes() {
    const auto* bytes = std::get_if<Bytes>(&answer_.body);
    if (!bytes || !answer_.etag.empty() || answer_.status != 200 || !isRead(request_.method))
      return;
    if (answer_.cache == "no-store" || bytes->data.empty()) return;
    answer_.etag = fmt::format("W/\"{}\"", Sha256::of(bytes->data).hex().substr(0, 32));
  }

  bool notModified() {
    if (answer_.status != 200 || !isRead(request_.method)) return false;
    const auto header = request_.headers.find("if-none-match");
    if (!header || !matchesWeakly(*header, answer_.etag)) return false;
    answer_.status = 304;
    varies_ = shrinks(answer_.type);
    return true;
  }

  void bytesBody() {
    const auto* fixed = std::get_if<FixedBytes>(&answer_.body);
    const auto plain = fixed ? fixed->data : std::string_view(std::get<Bytes>(answer_.body).data);
    varies_ = shrinks(answer_.type);
    const bool worthwhile =
        varies_ && plain.size() > leastToCompress && plain.size() < mostToCompress;
    if (worthwhile && acceptsGzip(request_.headers.get("accept-encoding"))) {
      if (fixed && !fixed->gzipped.empty()) {
        reply_.fixed = fixed->gzipped;
      } else {
        reply_.owned = gzip(plain);
      }
      compressed_ = true;
      // The bytes differ from those of the plain representation: the tag may only be a weak one.
      if (!answer_.etag.empty() && !answer_.etag.starts_with("W/")) answer_.etag.insert(0, "W/");
    } else if (fixed) {
      reply_.fixed = fixed->data;
    } else {
      reply_.owned = std::move(std::get<Bytes>(answer_.body).data);
    }
    length_ = reply_.body().size();
  }

  void fileBody(const FileBody& body) {
    reply_.file = body.file;
    length_ = body.size;
    acceptsRanges_ = answer_.status == 200;
    if (const auto ranges = wantedRanges(body.size)) {
      if (ranges->empty()) return refuseRange(body.size);
      answer_.status = 206;
      if (ranges->size() == 1) {
        oneRange(ranges->front(), body.size);
      } else {
        manyRanges(*ranges, body.size);
      }
    } else {
      reply_.pieces.push_back({"", 0, body.size});
    }
    if (request_.method != Method::Head && length_ <= smallFile) readNow();
  }

  std::optional<std::vector<Range>> wantedRanges(std::uint64_t size) const {
    // RFC 9110, 14.2: Range means nothing for methods other than GET.
    if (answer_.status != 200 || request_.method != Method::Get) return std::nullopt;
    const auto header = request_.headers.find("range");
    if (!header) return std::nullopt;
    const auto condition = request_.headers.find("if-range");
    if (condition && !matchesStrongly(*condition, answer_.etag)) return std::nullopt;
    return parseRange(*header, size);
  }

  void refuseRange(std::uint64_t size) {
    auto problem = Answer::problem(
        {Code::RangeNotSatisfiable, "None of the ranges asked for is part of these bytes.",
         fmt::format("Ask for at most {} ranges below byte {}.", mostRanges, size), "Range"});
    problem.headers.add("Content-Range", fmt::format("bytes */{}", size));
    answer_ = std::move(problem);
    reply_.file.reset();
    bytesBody();
  }

  void oneRange(const Range& range, std::uint64_t size) {
    answer_.headers.add("Content-Range",
                        fmt::format("bytes {}-{}/{}", range.first, range.last, size));
    reply_.pieces.push_back({"", range.first, range.length()});
    length_ = range.length();
  }

  /// RFC 9110, 14.6: multipart/byteranges.
  void manyRanges(const std::vector<Range>& ranges, std::uint64_t size) {
    length_ = 0;
    for (const auto& range : ranges) {
      reply_.pieces.push_back(
          {fmt::format("\r\n--{}\r\nContent-Type: {}\r\nContent-Range: bytes {}-{}/{}\r\n\r\n",
                       boundary, answer_.type, range.first, range.last, size),
           range.first, range.length()});
    }
    reply_.pieces.push_back({fmt::format("\r\n--{}--\r\n", boundary), 0, 0});
    for (const auto& piece : reply_.pieces) length_ += piece.text.size() + piece.length;
    answer_.type = fmt::format("multipart/byteranges; boundary={}", boundary);
  }

  void readNow() {
    reply_.owned.reserve(length_);
    for (const auto& piece : reply_.pieces) {
      reply_.owned += piece.text;
      const auto start = reply_.owned.size();
      reply_.owned.resize(start + piece.length);
      std::span<char> rest(reply_.owned.data() + start, piece.length);
      for (auto offset = piece.offset; !rest.empty();) {
        const auto got = reply_.file->read(offset, std::as_writable_bytes(rest));
        if (got == 0) throw Error{Code::Io, "The file is shorter than it was.", "Run a verify."};
        offset += got;
        rest = rest.subspan(got);
      }
    }
    reply_.pieces.clear();
    reply_.file.reset();
  }

  void writeHead(Timestamp now) {
    auto& head = reply_.head;
    head.reserve(1024);
    auto out = std::back_inserter(head);
    fmt::format_to(out, "HTTP/1.1 {} {}\r\n", answer_.status, reason(answer_.status));
    line("Date", httpDate(now));
    if (answer_.status != 304 && answer_.status != 204) {
      if (!answer_.type.empty()) line("Content-Type", answer_.type);
      if (!reply_.events) fmt::format_to(out, "Content-Length: {}\r\n", length_);
      if (compressed_) line("Content-Encoding", "gzip");
    }
    if (acceptsRanges_) line("Accept-Ranges", "bytes");
    if (!answer_.etag.empty()) line("ETag", answer_.etag);
    if (varies_) line("Vary", "Accept-Encoding");
    line("Cache-Control", cacheRule());
    if (reply_.events) line("X-Accel-Buffering", "no");  // nginx would hold events back
    for (const auto& field : answer_.headers) line(field.name, field.value);
    securityLines();
    line("X-Request-Id", request_.id);
    line("Connection", reply_.close ? "close" : "keep-alive");
    head += "\r\n";
  }

  std::string_view cacheRule() const {
    if (!answer_.cache.empty()) return answer_.cache;
    if (reply_.events || !isRead(request_.method)) return "no-store";
    return "private, no-cache";
  }

  void securityLines() {
    line("X-Content-Type-Options", "nosniff");
    line("Referrer-Policy", "no-referrer");
    line("Cross-Origin-Resource-Policy", "same-origin");
    switch (answer_.trust) {
      case Trust::Page:
        line("Content-Security-Policy", pagePolicy());
        line("Cross-Origin-Opener-Policy", "same-origin");
        break;
      case Trust::Foreign:
        line("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
        break;
      case Trust::Data:
        line("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
  }

  /// A value with a line break would start a field of somebody else's making: it is cut there.
  void line(std::string_view name, std::string_view value) {
    reply_.head.append(name).append(": ");
    reply_.head.append(value.substr(0, value.find_first_of(std::string_view("\r\n\0", 3))));
    reply_.head.append("\r\n");
  }

  void dropBody() {
    reply_.owned.clear();
    reply_.fixed = {};
    reply_.pieces.clear();
    reply_.file.reset();
    reply_.events.reset();
  }

  const Request& request_;
  Answer& answer_;
  Reply reply_;
  std::uint64_t length_ = 0;
  bool acceptsRanges_ = false;
  bool compressed_ = false;
  bool varies_ = false;
};

}  // namespace

std::string_view reason(int status) {
  for (const auto& [code, words] : reasons) {
    if (code == status) return words;
  }
  return "Other";
}

std::string_view pagePolicy() {
  // Two policies of trusted types: templates of the framework, which no data enters, and the
  // address of the one worker.
  return "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
         "img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; form-action 'self'; "
         "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
         "trusted-types svelte-trusted-html atelier-worker";
}

Reply prepare(const Request& request, Answer answer, Timestamp now, bool close) {
  return Preparation(request, answer).run(now, close);
}

}  // namespace atelier::http
