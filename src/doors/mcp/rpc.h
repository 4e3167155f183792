#pragma once

#include "doors/mcp/mcp.h"

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

/// What the parts of this door share: one request, taken apart, and the error that ends it.
namespace atelier::mcp {

/// Ends a request with a JSON-RPC error. Failures of tools are results, not this.
struct RpcFailure {
  RpcCode code;
  std::string message;
  boost::json::object data{};
};

inline constexpr std::string_view versionKey = "io.modelcontextprotocol/protocolVersion";

/// Newest first: the revisions that `initialize` may ask for. They differ in nothing that is used
/// here.
inline constexpr std::array<std::string_view, 4> olderRevisions{"2025-11-25", "2025-06-18",
                                                                "2025-03-26", "2024-11-05"};

struct Request {
  std::string_view method;
  const boost::json::object& params;
  const access::Caller& caller;
  bool modern;  ///< of this revision; else of those with `initialize`
  const boost::json::object* clientCapabilities;  ///< null if the client is an older one
};

/// Whether a message is one of this revision, going by what it or its transport (`era`) says. What
/// says nothing comes from an older client.
bool isModern(const boost::json::object& message, std::string_view era);

/// The text at `name`. RpcFailure{InvalidParams} if there is none.
std::string_view textParam(const boost::json::object& params, std::string_view name);

/// The object at `name`, null if it is absent. RpcFailure{InvalidParams} if it is something else.
const boost::json::object* objectParam(const boost::json::object& params, std::string_view name);

/// The text at a path of members; null if there is none.
const boost::json::string* textAt(const boost::json::object& message,
                                  std::initializer_list<std::string_view> path);

}  // namespace atelier::mcp
