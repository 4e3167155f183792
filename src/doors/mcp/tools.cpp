#include "doors/mcp/tools.h"

#include "base/error.h"
#include "base/json/schema.h"
#include "base/json/text.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace atelier::mcp {

namespace {

using studio::Effect;
using studio::Operation;

constexpr std::string_view question = "confirm";

bool isTool(const Operation& operation) {
  return operation.stream == studio::Stream::None && operation.run != nullptr;
}

boost::json::object annotations(const Operation& operation) {
  const bool repeatable = operation.verb != studio::Verb::Post || operation.effect == Effect::None;
  return {{"readOnlyHint", operation.effect == Effect::None},
          {"destructiveHint", operation.effect == Effect::Destroy},
          {"idempotentHint", repeatable},
          {"openWorldHint", false}};
}

boost::json::value inputSchema(const Operation& operation) {
  auto schema = json::schema(*operation.request, json::Direction::Request);
  if (operation.plans()) {
    const auto own = json::schema(json::shape<studio::Rehearse>, json::Direction::Request);
    auto& properties = schema.at("properties").as_object();
    for (const auto& member : own.at("properties").as_object())
      properties[member.key()] = member.value();
  }
  return schema;
}

/// The answer, or the plan that `dry_run` asks for.
boost::json::value outputSchema(const Operation& operation) {
  auto answer = json::schema(*operation.response, json::Direction::Answer);
  if (!operation.plans()) return answer;
  return boost::json::object{
      {"type", "object"},
      {"anyOf", boost::json::array{std::move(answer), json::schema(json::shape<studio::Plan>,
                                                                   json::Direction::Answer)}}};
}

boost::json::object describe(const Operation& operation) {
  std::string help{operation.help};
  if (needsConsent(operation)) help += " A person is asked to confirm each call.";
  return {{"name", toolName(operation)},
          {"title", fmt::format("{}: {}", operation.noun(), operation.action())},
          {"description", help},
          {"inputSchema", inputSchema(operation)},
          {"outputSchema", outputSchema(operation)},
          {"annotations", annotations(operation)}};
}

boost::json::object textContent(std::string_view text) {
  return {{"type", "text"}, {"text", text}};
}

boost::json::object succeeded(const boost::json::value& answer) {
  return {{"resultType", "complete"},
          {"content", boost::json::array{textContent(json::toText(answer))}},
          {"structuredContent", answer}};
}

boost::json::object failed(std::string_view text) {
  return {{"resultType", "complete"},
          {"content", boost::json::array{textContent(text)}},
          {"isError", true}};
}

boost::json::object failed(const Error& error) {
  auto text = fmt::format("{}: {}", label(error.code), error.message);
  if (!error.where.empty()) text += fmt::format(" (at {})", error.where);
  if (!error.hint.empty()) text += "\n" + error.hint;
  return failed(text);
}

bool asksPeople(const Request& request) {
  if (request.clientCapabilities == nullptr) return false;
  const auto* elicitation = request.clientCapabilities->if_contains("elicitation");
  if (elicitation == nullptr || !elicitation->is_object()) return false;
  // An empty object means forms, for clients that are older than links (schema,
  // ClientCapabilities).
  const auto& ways = elicitation->get_object();
  return ways.empty() || ways.contains("form");
}

boost::json::object inputRequired(const Operation& operation, const boost::json::value& arguments,
                                  std::string seal) {
  const auto message =
      fmt::format("{}\n{}\nwith {}", operation.help,
                  operation.effect == Effect::Destroy ? "This cannot be undone."
                                                      : "This changes who may get in.",
                  json::toText(arguments, json::Layout::Indented));
  const boost::json::object yes{{"type", "boolean"},
                                {"title", "Do it"},
                                {"description", "Yes, do exactly this."},
                                {"default", false}};
  const boost::json::object form{{"type", "object"},
                                 {"properties", {{question, yes}}},
                                 {"required", boost::json::array{question}}};
  const boost::json::object params{
      {"mode", "form"}, {"message", message}, {"requestedSchema", form}};
  return {{"resultType", "input_required"},
          {"inputRequests", {{question, {{"method", "elicitation/create"}, {"params", params}}}}},
          {"requestState", std::move(seal)}};
}

enum class Answer { None, Yes, No };

Answer personsAnswer(const boost::json::object& params) {
  const auto* responses = objectParam(params, "inputResponses");
  const auto* response = responses == nullptr ? nullptr : responses->if_contains(question);
  if (response == nullptr) return Answer::None;
  const auto* object = response->if_object();
  const auto* action = object == nullptr ? nullptr : object->if_contains("action");
  if (action == nullptr || !action->is_string()) {
    throw RpcFailure{RpcCode::InvalidParams,
                     "params.inputResponses.confirm is no elicitation result"};
  }
  if (action->get_string() != "accept") return Answer::No;
  const auto* content = object->if_contains("content");
  const auto* yes = content == nullptr || !content->is_object()
                        ? nullptr
                        : content->get_object().if_contains(question);
  return yes != nullptr && yes->is_bool() && yes->get_bool() ? Answer::Yes : Answer::No;
}

/// Nothing if the call may go ahead, else what to answer instead.
std::optional<boost::json::object> askFirst(const Request& request, const Operation& operation,
                                            const boost::json::value& arguments, Consent& consent) {
  if (!needsConsent(operation) || operation.wantsPlan(arguments)) return std::nullopt;
  if (!request.modern) {
    return failed(
        "AT-1005: This needs a yes from a person, which this version of the protocol cannot ask "
        "for.\n"
        "Nothing was changed. Do it in the page or on the command line.");
  }
  if (!asksPeople(request)) {
    throw RpcFailure{
        RpcCode::MissingCapability,
        "This needs a yes from a person: the client must support elicitation",
        {{"requiredCapabilities", {{"elicitation", {{"form", boost::json::object{}}}}}}}};
  }
  const auto tool = toolName(operation);
  const auto ask = [&] {
    return inputRequired(operation, arguments, consent.seal(request.caller, tool, arguments));
  };
  const auto answer = personsAnswer(request.params);
  if (answer == Answer::None) return ask();
  if (answer == Answer::No) return failed("A person said no. Nothing was changed.");
  switch (
      consent.take(textParam(request.params, "requestState"), request.caller, tool, arguments)) {
    case Consent::Verdict::Good:
      return std::nullopt;
    case Consent::Verdict::Expired:
      return ask();
    case Consent::Verdict::Used:
      throw RpcFailure{RpcCode::InvalidParams, "params.requestState was used before"};
    case Consent::Verdict::Forged:
      break;
  }
  throw RpcFailure{RpcCode::InvalidParams, "params.requestState does not fit this call"};
}

}  // namespace

std::string toolName(const Operation& operation) {
  std::string name{operation.name};
  std::ranges::replace(name, '.', '_');
  return name;
}

bool needsConsent(const Operation& operation) {
  if (operation.effect == Effect::None) return false;
  if (operation.effect == Effect::Destroy) return true;
  const auto noun = operation.noun();
  return operation.scope == access::Scope::ManageAccess || noun == "token" || noun == "user" ||
         noun == "session" || noun == "watch";
}

boost::json::object Tools::list(const Request& request) const {
  if (request.params.contains("cursor")) {
    throw RpcFailure{RpcCode::InvalidParams, "params.cursor is not one of ours"};
  }
  std::vector<const Operation*> usable;
  for (const auto& operation : parts_.operations) {
    if (isTool(operation) && request.caller.scopes.has(operation.scope))
      usable.push_back(&operation);
  }
  std::ranges::sort(usable, {}, [](const Operation* operation) { return operation->name; });
  boost::json::array tools;
  for (const auto* operation : usable) tools.push_back(describe(*operation));
  return {{"resultType", "complete"},
          {"tools", std::move(tools)},
          {"ttlMs", 300'000},
          {"cacheScope", "private"}};
}

boost::json::object Tools::call(const Request& request) const {
  const auto name = textParam(request.params, "name");
  const auto* operation = find(name);
  if (operation == nullptr) {
    throw RpcFailure{RpcCode::InvalidParams, fmt::format("there is no tool {}", name)};
  }
  const auto* given = objectParam(request.params, "arguments");
  const boost::json::value arguments = given == nullptr ? boost::json::object{} : *given;
  try {
    request.caller.require(operation->scope);
    if (auto instead = askFirst(request, *operation, arguments, consent_)) return *instead;
    return succeeded(parts_.invoke(*operation, request.caller, arguments));
  } catch (const RpcFailure&) {
    throw;
  } catch (const Error& error) {
    return failed(error);
  } catch (...) {
    return failed(currentError());
  }
}

const Operation* Tools::find(std::string_view tool) const {
  for (const auto& operation : parts_.operations) {
    if (isTool(operation) && toolName(operation) == tool) return &operation;
  }
  return nullptr;
}

}  // namespace atelier::mcp
