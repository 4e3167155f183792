#include "doors/wire.h"

#include "base/error.h"
#include "base/json/text.h"
#include "base/text.h"
#include "doors/http/url.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::doors {

namespace {

constexpr std::string_view safe = "Nothing was changed.";

std::optional<std::string_view> memberIn(std::string_view segment) {
  if (!segment.starts_with('{') || !segment.ends_with('}')) return std::nullopt;
  return segment.substr(1, segment.size() - 2);
}

const json::Field& parameter(const studio::Operation& operation, std::string_view name) {
  if (const auto* field = operation.member(name)) return *field;
  std::vector<std::string_view> names;
  for (const auto& field : operation.request->fields) names.push_back(field.name);
  const auto meant = nearest(name, names);
  throw Error(Code::InvalidInput, fmt::format("There is no parameter \"{}\" here.", toUtf8(name)),
              meant ? fmt::format("Did you mean \"{}\"? {}", *meant, safe) : std::string(safe),
              toUtf8(name));
}

void add(boost::json::object& request, const json::Field& field, std::string_view text) {
  auto value = json::valueOfText(text, *field.shape, field.name);
  auto* known = request.if_contains(field.name);
  if (known == nullptr) {
    request[field.name] = std::move(value);
  } else if (known->is_array() && value.is_array()) {
    for (auto& item : value.get_array()) known->get_array().push_back(std::move(item));
  } else if (known->is_object() && value.is_object()) {
    for (auto& member : value.get_object()) known->get_object()[member.key()] = member.value();
  } else {
    throw Error(Code::InvalidInput, fmt::format("\"{}\" is given more than once.", field.name),
                std::string(safe), std::string(field.name));
  }
}

std::string textOf(const boost::json::value& value) {
  return value.is_string() ? std::string(std::string_view(value.get_string()))
                           : json::toText(value);
}

void addToQuery(std::string& query, std::string_view name, const boost::json::value& value) {
  if (value.is_null()) return;
  if (value.is_array()) {
    for (const auto& item : value.get_array()) addToQuery(query, name, item);
    return;
  }
  query += fmt::format("{}{}={}", query.empty() ? '?' : '&', http::percentEncode(name),
                       http::percentEncode(textOf(value)));
}

bool travelsInQuery(const studio::Operation& operation) {
  return operation.verb == studio::Verb::Get || operation.verb == studio::Verb::Delete ||
         operation.stream == studio::Stream::Upload;  // there the body is the file
}

}  // namespace

std::optional<Pairs> matchPath(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  Pairs values;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (const auto member = memberIn(wanted[i])) {
      if (given[i].empty()) return std::nullopt;
      values.emplace_back(*member, given[i]);
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return values;
}

boost::json::value requestOf(const studio::Operation& operation, const Pairs& path,
                             const Pairs& query, const boost::json::value* body) {
  boost::json::object request;
  if (body != nullptr) {
    if (!body->is_object()) {
      throw Error(Code::JsonShape, "The body must be a JSON object.", std::string(safe));
    }
    request = body->get_object();
  }
  const auto members = request.size();
  for (const auto& [name, text] : path) {
    if (members > 0 && request.contains(name)) {
      throw Error(Code::InvalidInput,
                  fmt::format("\"{}\" stands in the path and in the body.", name),
                  std::string(safe), name);
    }
    add(request, parameter(operation, name), text);
  }
  for (const auto& [name, text] : query) {
    const auto& field = parameter(operation, name);
    if (operation.path.find(fmt::format("{{{}}}", name)) != std::string_view::npos) {
      throw Error(Code::InvalidInput,
                  fmt::format("\"{}\" stands in the path and in the query.", name),
                  std::string(safe), name);
    }
    add(request, field, text);
  }
  return request;
}

Target targetOf(const studio::Operation& operation, const boost::json::value& request) {
  auto rest = request.get_object();
  Target target;
  for (const auto segment : split(operation.path.substr(1), '/')) {
    target.pathAndQuery += '/';
    const auto member = memberIn(segment);
    if (!member) {
      target.pathAndQuery += segment;
      continue;
    }
    const auto* value = rest.if_contains(*member);
    if (value == nullptr || textOf(*value).empty()) {
      throw Error(Code::InvalidInput, fmt::format("\"{}\" is missing.", *member), std::string(safe),
                  std::string(*member));
    }
    target.pathAndQuery += http::percentEncode(textOf(*value));
    rest.erase(*member);
  }
  if (travelsInQuery(operation)) {
    std::string query;
    for (const auto& member : rest) addToQuery(query, member.key(), member.value());
    target.pathAndQuery += query;
  } else {
    target.body = json::toText(rest);
  }
  return target;
}

}  // namespace atelier::doors
