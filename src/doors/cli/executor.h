#pragma once

#include "studio/operation.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

/// Who runs the operations that a command line asks for: the studio's folder opened in this
/// process, or a server. Requests, answers and Errors are the same, so nothing that prints can tell
/// them apart.
namespace atelier::cli {

class Executor {
 public:
  using Sink = std::function<void(std::span<const std::byte>)>;
  /// Fills the span from the front and says how much; 0 at the end.
  using Source = std::function<std::size_t(std::span<std::byte>)>;

  virtual ~Executor() = default;

  virtual boost::json::value call(const studio::Operation& operation,
                                  const boost::json::value& request) = 0;

  /// The bytes of an operation that streams. Error{Unsupported} unless overridden.
  virtual void download(const studio::Operation& operation, const boost::json::value& request,
                        const Sink& sink);
  virtual boost::json::value upload(const studio::Operation& operation,
                                    const boost::json::value& request, const Source& source,
                                    std::uint64_t bytes);
};

/// Keeps the studio open for as long as it lives.
std::unique_ptr<Executor> localExecutor(std::shared_ptr<studio::Studio> studio,
                                        access::Caller caller);

/// Talks to `url` ("http://127.0.0.1:7717") with a bearer token, which may be empty. Redirects are
/// not followed. Error{ServerUnreachable} if nobody answers in ten seconds.
std::unique_ptr<Executor> remoteExecutor(std::string url, std::string token);

}  // namespace atelier::cli
