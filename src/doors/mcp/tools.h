#pragma once

#include "doors/mcp/consent.h"
#include "doors/mcp/rpc.h"

#include <string>
#include <string_view>

/// The table of operations as tools. What fails in a tool is a result that the model can read; only
/// a request that names no tool, or a forged consent, is a JSON-RPC error.
namespace atelier::mcp {

class Tools {
 public:
  Tools(const Mcp::Parts& parts, Consent& consent) : parts_(parts), consent_(consent) {}

  /// Those that the caller may use, sorted by name.
  boost::json::object list(const Request& request) const;

  boost::json::object call(const Request& request) const;

 private:
  const studio::Operation* find(std::string_view tool) const;

  const Mcp::Parts& parts_;
  Consent& consent_;
};

/// "asset.find" is the tool "asset_find".
std::string toolName(const studio::Operation& operation);

/// Whether a person has to say yes first: for what cannot be undone, and for whatever changes who
/// may get in, since a model that was talked into it would let others in.
bool needsConsent(const studio::Operation& operation);

}  // namespace atelier::mcp
