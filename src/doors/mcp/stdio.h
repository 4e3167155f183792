#pragma once

#include "doors/mcp/mcp.h"

#include <iosfwd>

/// MCP over standard input and output: one JSON message a line (2026-07-28, "stdio"). Returns at
/// the end of `in`. Nothing but messages is ever written to `out`.
namespace atelier::mcp {

void serveStdio(Mcp& mcp, const access::Caller& caller, std::istream& in, std::ostream& out);

}  // namespace atelier::mcp
