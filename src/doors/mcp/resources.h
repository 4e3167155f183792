#pragma once

#include "doors/mcp/rpc.h"

/// Assets as resources: asset://ID is the description in JSON, asset://ID/preview the picture. The
/// list is what asset.find gives, page by page; the description what asset.show gives.
namespace atelier::mcp {

class Resources {
 public:
  explicit Resources(const Mcp::Parts& parts);

  /// False if the table has no assets to offer.
  bool any() const { return find_ != nullptr && show_ != nullptr; }

  boost::json::object list(const Request& request) const;
  boost::json::object templates(const Request& request) const;

  /// RpcFailure{InvalidParams} with the uri in its data if there is no such resource.
  boost::json::object read(const Request& request) const;

 private:
  boost::json::object contents(const Request& request, std::string_view uri) const;

  const Mcp::Parts& parts_;
  const studio::Operation* find_;
  const studio::Operation* show_;
};

}  // namespace atelier::mcp
