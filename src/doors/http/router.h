#pragma once

#include "doors/http/message.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A table of patterns like "/assets/{id}/preview". A fixed segment wins over a {named} one. HEAD
/// finds what GET finds.
namespace atelier::http {

class Router {
 public:
  void add(Method method, std::string_view pattern, std::size_t handler);

  struct Found {
    std::optional<std::size_t> handler;
    std::vector<Field> params;  ///< the named segments and what they held
    std::string allow;          ///< the methods of this path; empty: there is no such path
  };
  Found find(Method method, std::string_view path) const;

  /// For a path without handler: 404, 405 with Allow, or the answer to OPTIONS.
  static Answer refusal(Method method, const Found& found);

 private:
  struct Route {
    Method method;
    std::vector<std::string> segments;
    std::size_t handler;
  };
  std::vector<Route> routes_;
};

}  // namespace atelier::http
