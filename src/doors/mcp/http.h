#pragma once

#include "doors/mcp/mcp.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// MCP over HTTP (2026-07-28, "Streamable HTTP"): one endpoint, POST only. The HTTP door signs the
/// caller in and reads the body (at most 1 MiB); everything else that the revision asks of the
/// transport is here.
namespace atelier::mcp {

struct HttpRequest {
  std::string_view method;  ///< "POST"
  std::string_view body;
  std::optional<std::string_view> origin;           ///< Origin
  std::optional<std::string_view> protocolVersion;  ///< MCP-Protocol-Version
  std::optional<std::string_view> mcpMethod;        ///< Mcp-Method
  std::optional<std::string_view> mcpName;          ///< Mcp-Name
};

struct HttpAnswer {
  int status = 200;
  std::string body;   ///< JSON, application/json; empty with 202
  std::string allow;  ///< Allow, if not empty
};

/// `allowedOrigins` as they are written in the header: "http://127.0.0.1:7717". A request without
/// Origin comes from no browser and passes; Host is checked by the HTTP door for all that it
/// serves.
HttpAnswer answerHttp(Mcp& mcp, const HttpRequest& request, const access::Caller& caller,
                      std::span<const std::string> allowedOrigins);

}  // namespace atelier::mcp
