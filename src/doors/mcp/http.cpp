#include "doors/mcp/http.h"

#include "base/error.h"
#include "base/json/text.h"
#include "base/text.h"
#include "doors/http/base64.h"
#include "doors/mcp/rpc.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::mcp {

namespace {

/// Which parameter Mcp-Name repeats (2026-07-28, "Standard headers"); empty for methods without.
std::string_view namedBy(std::string_view method) {
  if (method == "tools/call" || method == "prompts/get") return "name";
  if (method == "resources/read") return "uri";
  return {};
}

/// A header's value, which is in base64 where plain ASCII would not do: "=?base64?...?=".
std::optional<std::string> headerValue(std::string_view raw) {
  raw = trim(raw);
  constexpr std::string_view opening = "=?base64?";
  constexpr std::string_view closing = "?=";
  const bool wrapped = raw.size() >= opening.size() + closing.size() && raw.starts_with(opening) &&
                       raw.ends_with(closing);
  if (!wrapped) return std::string{raw};
  raw.remove_prefix(opening.size());
  raw.remove_suffix(closing.size());
  return http::fromBase64(raw);
}

std::optional<std::string> mismatch(std::string_view header, std::optional<std::string_view> given,
                                    const boost::json::string* inBody) {
  if (inBody == nullptr) return std::nullopt;  // the body is judged without it
  if (!given) return fmt::format("the header {} is missing", header);
  const auto value = headerValue(*given);
  if (value && *value == std::string_view(*inBody)) return std::nullopt;
  return fmt::format("the header {} does not say what the body says", header);
}

std::optional<std::string> anyMismatch(const HttpRequest& request,
                                       const boost::json::object& message, std::string_view era) {
  const auto* declared = textAt(message, {"params", "_meta", versionKey});
  if (auto found = mismatch("MCP-Protocol-Version", request.protocolVersion, declared))
    return found;
  const auto* method = textAt(message, {"method"});
  if (method == nullptr || !isModern(message, era)) return std::nullopt;
  if (auto found = mismatch("Mcp-Method", request.mcpMethod, method)) return found;
  const auto name = namedBy(*method);
  if (name.empty()) return std::nullopt;
  return mismatch("Mcp-Name", request.mcpName, textAt(message, {"params", name}));
}

HttpAnswer errorAnswer(int status, const boost::json::value& id, RpcCode code,
                       std::string_view what) {
  return {.status = status, .body = json::toText(rpcError(id, code, what)), .allow = {}};
}

/// Clients of this revision read the failure from the status, too; older ones take anything but 200
/// for a broken line.
int statusOf(const boost::json::value& answer, bool modern) {
  const auto* error = answer.as_object().if_contains("error");
  if (error == nullptr) return 200;
  const auto code = static_cast<RpcCode>(error->at("code").to_number<int>());
  if (code == RpcCode::InvalidRequest) return 400;
  if (!modern) return 200;
  if (code == RpcCode::MethodNotFound) return 404;
  return code == RpcCode::Internal ? 500 : 400;
}

/// A null id if there is none that an error could carry.
boost::json::value idOf(const boost::json::object& message) {
  const auto* id = message.if_contains("id");
  const bool good = id != nullptr && (id->is_string() || id->is_int64() || id->is_uint64());
  return good ? *id : nullptr;
}

}  // namespace

HttpAnswer answerHttp(Mcp& mcp, const HttpRequest& request, const access::Caller& caller,
                      std::span<const std::string> allowedOrigins) {
  // A page elsewhere can make a browser send requests here: its Origin gives it away.
  if (request.origin &&
      std::ranges::find(allowedOrigins, *request.origin) == allowedOrigins.end()) {
    return errorAnswer(403, nullptr, RpcCode::InvalidRequest,
                       "requests from this origin are refused");
  }
  if (request.method != "POST") {
    auto answer =
        errorAnswer(405, nullptr, RpcCode::InvalidRequest, "this endpoint takes POST only");
    answer.allow = "POST";
    return answer;
  }
  boost::json::value message;
  try {
    message = json::parse(request.body);
  } catch (const Error& error) {
    return errorAnswer(describe(error.code).httpStatus, nullptr, RpcCode::Parse,
                       fmt::format("{} ({})", error.message, error.where));
  }
  if (!message.is_object()) {
    return errorAnswer(400, nullptr, RpcCode::InvalidRequest, "a message is one JSON object");
  }
  const auto& object = message.get_object();
  const auto era = trim(request.protocolVersion.value_or(std::string_view{}));
  if (auto found = anyMismatch(request, object, era)) {
    return errorAnswer(400, idOf(object), RpcCode::HeaderMismatch, *found);
  }
  const auto answer = mcp.handle(message, caller, era);
  if (!answer) return {.status = 202, .body = {}, .allow = {}};
  return {.status = statusOf(*answer, isModern(object, era)),
          .body = json::toText(*answer),
          .allow = {}};
}

}  // namespace atelier::mcp
