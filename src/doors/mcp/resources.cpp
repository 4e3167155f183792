#include "doors/mcp/resources.h"

#include "base/error.h"
#include "base/json/text.h"
#include "doors/http/base64.h"

#include <fmt/format.h>

namespace atelier::mcp {

namespace {

constexpr std::string_view scheme = "asset://";
constexpr std::string_view previewPath = "/preview";

/// Members of an answer of ours: if one is missing, the table has changed and this is a bug.
const boost::json::value& member(const boost::json::value& record, std::string_view name) {
  return record.as_object().at(name);
}

boost::json::object resourceOf(const boost::json::value& asset) {
  const std::string_view id = member(asset, "id").as_string();
  return {{"uri", fmt::format("{}{}", scheme, id)},
          {"name", member(asset, "file_name")},
          {"title", member(asset, "title")},
          {"description", fmt::format("Description of an asset of type {}.",
                                      std::string_view(member(asset, "media_type").as_string()))},
          {"mimeType", "application/json"}};
}

boost::json::object cached(boost::json::object result) {
  result["resultType"] = "complete";
  result["ttlMs"] = 0;  // assets change at any time, and nobody is told
  result["cacheScope"] = "private";
  return result;
}

RpcFailure notFound(std::string_view uri, std::string_view why) {
  // SEP-2164: -32602, where revisions before this one had -32002.
  return {RpcCode::InvalidParams, fmt::format("resource not found: {}", why), {{"uri", uri}}};
}

}  // namespace

Resources::Resources(const Mcp::Parts& parts)
    : parts_(parts),
      find_(studio::findOperation(parts.operations, "asset.find")),
      show_(studio::findOperation(parts.operations, "asset.show")) {}

boost::json::object Resources::list(const Request& request) const {
  boost::json::object ask{{"limit", 50}};
  if (request.params.contains("cursor")) ask["after"] = textParam(request.params, "cursor");
  try {
    const auto page = parts_.invoke(*find_, request.caller, ask);
    boost::json::array resources;
    for (const auto& asset : member(page, "assets").as_array()) {
      resources.push_back(resourceOf(asset));
    }
    boost::json::object result{{"resources", std::move(resources)}};
    if (const auto* next = page.as_object().if_contains("next")) result["nextCursor"] = *next;
    return cached(std::move(result));
  } catch (const Error& error) {
    throw RpcFailure{RpcCode::InvalidParams,
                     fmt::format("{}: {}", label(error.code), error.message)};
  }
}

boost::json::object Resources::templates(const Request& request) const {
  if (request.params.contains("cursor")) {
    throw RpcFailure{RpcCode::InvalidParams, "params.cursor is not one of ours"};
  }
  const boost::json::object description{{"uriTemplate", "asset://{id}"},
                                        {"name", "asset"},
                                        {"title", "An asset's description"},
                                        {"mimeType", "application/json"}};
  const boost::json::object preview{{"uriTemplate", "asset://{id}/preview"},
                                    {"name", "preview"},
                                    {"title", "A small picture of an asset"}};
  return cached({{"resourceTemplates", boost::json::array{description, preview}}});
}

boost::json::object Resources::read(const Request& request) const {
  const auto uri = textParam(request.params, "uri");
  try {
    auto content = contents(request, uri);
    content["uri"] = uri;
    return cached({{"contents", boost::json::array{std::move(content)}}});
  } catch (const Error& error) {
    throw notFound(uri, fmt::format("{}: {}", label(error.code), error.message));
  }
}

boost::json::object Resources::contents(const Request& request, std::string_view uri) const {
  if (!uri.starts_with(scheme)) throw notFound(uri, "an address starts with asset://");
  auto id = uri.substr(scheme.size());
  if (!id.ends_with(previewPath)) {
    const auto asset = parts_.invoke(*show_, request.caller, {{"id", id}});
    return {{"mimeType", "application/json"}, {"text", json::toText(asset)}};
  }
  id.remove_suffix(previewPath.size());
  request.caller.require(access::Scope::ReadAssets);
  const auto picture = parts_.picture ? parts_.picture(request.caller, id) : std::nullopt;
  if (!picture) throw notFound(uri, "there is no preview");
  return {{"mimeType", picture->mediaType}, {"blob", http::toBase64(picture->bytes)}};
}

}  // namespace atelier::mcp
