#pragma once

#include "doors/http/message.h"

#include <span>
#include <string>
#include <string_view>

/// What every request must fulfil before the program behind the engine sees it.
namespace atelier::http {

/// The head of a request as it was read.
struct Head {
  std::string method;
  std::string target;
  Fields fields;
  bool http10 = false;
};

/// Fills everything but the body. Refuses what two parties could read differently (request
/// smuggling, RFC 9112, 11.2): two lengths, length and transfer coding at once, codings other than
/// chunked. Error{InvalidInput} or Error{Unsupported}.
void fillRequest(Request& request, Head head);

/// Host must be an IP address, localhost or one of `names`: a page of a stranger whose name was
/// rebound to our address cannot ask anything. Error{NotAllowed}.
void checkHost(const Request& request, std::span<const std::string> names);

/// Unsafe methods only from our own pages or from what is no browser: Sec-Fetch-Site is same-origin
/// or none; without it, Origin names our Host or is absent. Error{NotAllowed}.
void checkOrigin(const Request& request);

/// True if the client wants "100 Continue" before it sends the body. Error{Unsupported} for other
/// expectations.
bool expectsContinue(const Request& request);

/// True if a Connection header holds this option.
bool hasConnectionOption(const Fields& fields, std::string_view option);

}  // namespace atelier::http
