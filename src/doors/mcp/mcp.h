#pragma once

#include "access/caller.h"
#include "base/clock.h"
#include "base/random.h"
#include "studio/operation.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

/// The door for assistants: the Model Context Protocol, revision 2026-07-28, as a function from
/// message to message that knows of no transport. Every operation of the table is a tool if the
/// caller holds its scope; what cannot be undone runs only after a person said yes to exactly that
/// call (the "input required" round of the revision). Assets are resources: asset://ID is the
/// description, asset://ID/preview the picture. Older clients, which say `initialize`, are served,
/// too, but cannot destroy. What stands in assets is data: the instructions tell the model so,
/// nothing can make sure of it.
namespace atelier::mcp {

inline constexpr std::string_view revision = "2026-07-28";

/// Runs an operation with its arguments and gives its answer; throws Error.
using Invoke = std::function<boost::json::value(const studio::Operation&, const access::Caller&,
                                                const boost::json::value& arguments)>;

struct Picture {
  std::string mediaType;
  std::string bytes;
};

/// The preview of an asset, or nothing if there is none. Has to check the caller's scope itself.
using FindPicture =
    std::function<std::optional<Picture>(const access::Caller&, std::string_view id)>;

class Mcp {
 public:
  struct Parts {
    std::span<const studio::Operation> operations;
    Invoke invoke;
    FindPicture picture;  ///< may be empty
    const Clock& clock;
    Random& random;
    std::string version;  ///< of Atelier
  };

  explicit Mcp(Parts parts);
  ~Mcp();
  Mcp(const Mcp&) = delete;
  Mcp& operator=(const Mcp&) = delete;

  /// The answer to one JSON-RPC message; nothing for a notification. `era` is the revision that the
  /// transport was told (the MCP-Protocol-Version header), empty if it was told nothing.
  /// Thread-safe; never throws for what the message says.
  std::optional<boost::json::value> handle(const boost::json::value& message,
                                           const access::Caller& caller, std::string_view era = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// JSON-RPC 2.0 and MCP error codes.
enum class RpcCode : int {
  Parse = -32700,
  InvalidRequest = -32600,
  MethodNotFound = -32601,
  InvalidParams = -32602,
  Internal = -32603,
  HeaderMismatch = -32020,
  MissingCapability = -32021,
  UnsupportedVersion = -32022,
};

/// An error response. A null id stands for "unknown" and is left out, as the schema wants.
boost::json::value rpcError(const boost::json::value& id, RpcCode code, std::string_view message);

}  // namespace atelier::mcp
