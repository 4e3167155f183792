#pragma once

#include "base/clock.h"
#include "doors/http/message.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// From an answer to the bytes on the wire, without a socket: conditional requests, ranges,
/// compression, security headers and the head of the message are decided here.
namespace atelier::http {

/// Some text, then some of the file.
struct Piece {
  std::string text;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

struct Reply {
  int status = 200;
  std::string head;  ///< status line, fields and the empty line
  std::string owned;
  std::string_view fixed;  ///< lives as long as the program
  std::vector<Piece> pieces;
  std::shared_ptr<File> file;
  std::optional<EventStream> events;
  bool close = false;  ///< the connection ends after this

  std::string_view body() const { return fixed.empty() ? std::string_view(owned) : fixed; }
};

/// `close`: the connection will end. May read up to 64 KiB of a file; throws Error if that fails.
Reply prepare(const Request& request, Answer answer, Timestamp now, bool close);

std::string_view reason(int status);

/// The Content-Security-Policy of the page.
std::string_view pagePolicy();

}  // namespace atelier::http
