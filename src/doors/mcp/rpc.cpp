#include "doors/mcp/rpc.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::mcp {

boost::json::value rpcError(const boost::json::value& id, RpcCode code, std::string_view message) {
  boost::json::object answer{{"jsonrpc", "2.0"}};
  if (!id.is_null()) answer["id"] = id;
  answer["error"] = {{"code", static_cast<int>(code)}, {"message", message}};
  return answer;
}

bool isModern(const boost::json::object& message, std::string_view era) {
  if (textAt(message, {"params", "_meta", versionKey}) != nullptr) return true;
  const auto* method = textAt(message, {"method"});
  if (method != nullptr && *method == "server/discover") return true;
  return !era.empty() && std::ranges::find(olderRevisions, era) == olderRevisions.end();
}

const boost::json::string* textAt(const boost::json::object& message,
                                  std::initializer_list<std::string_view> path) {
  const boost::json::object* object = &message;
  const boost::json::value* value = nullptr;
  for (auto name : path) {
    value = object == nullptr ? nullptr : object->if_contains(name);
    if (value == nullptr) return nullptr;
    object = value->if_object();
  }
  return value->if_string();
}

std::string_view textParam(const boost::json::object& params, std::string_view name) {
  const auto* value = params.if_contains(name);
  if (value == nullptr || !value->is_string()) {
    throw RpcFailure{RpcCode::InvalidParams, fmt::format("params.{} must be a string", name)};
  }
  return value->get_string();
}

const boost::json::object* objectParam(const boost::json::object& params, std::string_view name) {
  const auto* value = params.if_contains(name);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) {
    throw RpcFailure{RpcCode::InvalidParams, fmt::format("params.{} must be an object", name)};
  }
  return &value->get_object();
}

}  // namespace atelier::mcp
