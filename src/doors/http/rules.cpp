#include "doors/http/rules.h"

#include "base/text.h"
#include "doors/http/url.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace atelier::http {

namespace {

[[noreturn]] void malformed(std::string_view what) {
  throw Error{Code::InvalidInput, fmt::format("The request is malformed: {}.", what),
              "Nothing was done. Send a request as HTTP/1.1 (RFC 9112) wants it."};
}

std::uint64_t parseLength(std::string_view text) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size()) {
    malformed("Content-Length is no number");
  }
  return length;
}

void readFraming(Request& request) {
  const auto& fields = request.headers;
  const auto codings = fields.count("transfer-encoding");
  const auto lengths = fields.count("content-length");
  if (lengths > 1) malformed("more than one Content-Length");
  if (codings > 0 && lengths > 0) malformed("Content-Length together with Transfer-Encoding");
  if (codings > 0) {
    if (codings > 1 || lowerAscii(trim(fields.get("transfer-encoding"))) != "chunked") {
      throw Error{Code::Unsupported, "This transfer coding is not known here.",
                  "Nothing was done. Send the body chunked or with a Content-Length."};
    }
    request.chunked = true;
  } else {
    request.length = lengths == 1 ? parseLength(fields.get("content-length")) : 0;
  }
}

/// "[::1]:7717" → "::1", "name:80" → "name".
std::string_view withoutPort(std::string_view host) {
  if (host.starts_with('[')) {
    const auto close = host.find(']');
    return close == std::string_view::npos ? std::string_view{} : host.substr(1, close - 1);
  }
  return host.substr(0, host.find(':'));
}

bool isAddress(std::string_view host) {
  const std::string text(host);
  in_addr four{};
  in6_addr six{};
  return inet_pton(AF_INET, text.c_str(), &four) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &six) == 1;
}

bool isSafe(Method method) {
  return method == Method::Get || method == Method::Head || method == Method::Options;
}

}  // namespace

void fillRequest(Request& request, Head head) {
  request.headers = std::move(head.fields);
  request.method = methodFrom(head.method);
  readFraming(request);
  if (head.http10 && request.chunked) malformed("a transfer coding in HTTP/1.0");
  auto target = parseTarget(head.target);
  if (target.path == "*" && request.method != Method::Options) malformed("the target is *");
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  // RFC 9112, 3.2: exactly one Host, in every request of HTTP/1.1.
  const auto hosts = request.headers.count("host");
  if (hosts > 1) malformed("more than one Host");
  if (hosts == 0 && !head.http10) malformed("Host is missing");
  request.host = target.authority.empty() ? std::string(trim(request.headers.get("host")))
                                          : std::move(target.authority);
}

void checkHost(const Request& request, std::span<const std::string> names) {
  const auto host = lowerAscii(withoutPort(request.host));
  if (host == "localhost" || isAddress(host)) return;
  const auto same = [&](const std::string& name) { return lowerAscii(name) == host; };
  if (std::ranges::any_of(names, same)) return;
  throw Error{
      Code::NotAllowed,
      fmt::format("This server does not answer to the name \"{}\".", toUtf8(host)),
      "Nothing was done. Use its IP address or localhost, or add the name to the allowed hosts.",
      "Host"};
}

void checkOrigin(const Request& request) {
  if (isSafe(request.method)) return;
  const auto site = request.headers.find("sec-fetch-site");
  bool ours = true;
  if (site) {
    ours = *site == "same-origin" || *site == "none";
  } else if (const auto origin = request.headers.find("origin")) {
    // An older browser: Origin is scheme://host[:port]; "null" has no host and is refused.
    const auto scheme = origin->find("://");
    ours = scheme != std::string_view::npos &&
           lowerAscii(origin->substr(scheme + 3)) == lowerAscii(request.host);
  }
  if (ours) return;
  throw Error{Code::NotAllowed, "A page of another site sent this request, so it was refused.",
              "Nothing was changed. Use Atelier's own page, or a program with a token.", "Origin"};
}

bool expectsContinue(const Request& request) {
  const auto expect = request.headers.find("expect");
  if (!expect) return false;
  if (lowerAscii(trim(*expect)) == "100-continue") return true;
  throw Error{Code::Unsupported, "This expectation is not known here.",
              "Leave out the Expect header."};
}

bool hasConnectionOption(const Fields& fields, std::string_view option) {
  for (const auto& field : fields) {
    if (lowerAscii(field.name) != "connection") continue;
    for (const auto part : split(field.value, ',')) {
      if (lowerAscii(trim(part)) == option) return true;
    }
  }
  return false;
}

}  // namespace atelier::http
