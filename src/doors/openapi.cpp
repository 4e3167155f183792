#include "doors/openapi.h"

#include "base/error.h"
#include "base/json/schema.h"
#include "doors/wire.h"

#include <algorithm>
#include <map>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::doors {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using studio::Operation;
using studio::Stream;
using studio::Verb;

/// Gives every record a name under which it stands among the components, once.
class Components {
 public:
  std::string reference(const json::Shape& shape, json::Direction direction) {
    const auto key = std::pair(&shape, direction);
    auto known = names_.find(key);
    if (known == names_.end()) {
      known = names_.emplace(key, freeName(shape, direction)).first;
      schemas_[known->second] = object{};  // its place, before the records in it take theirs
      schemas_[known->second] = write(shape, direction);
    }
    return "#/components/schemas/" + known->second;
  }

  object& schemas() { return schemas_; }

 private:
  value write(const json::Shape& shape, json::Direction direction) {
    return json::schema(shape, direction,
                        [&](const json::Shape& inner) { return reference(inner, direction); });
  }

  std::string freeName(const json::Shape& shape, json::Direction direction) {
    std::string name;
    for (const char c : shape.name) {
      const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (plain) name += c;
    }
    if (schemas_.contains(name) && direction == json::Direction::Request) name += "Request";
    auto free = name;
    for (int i = 2; schemas_.contains(free); ++i) free = name + std::to_string(i);
    return free;
  }

  std::map<std::pair<const json::Shape*, json::Direction>, std::string> names_;
  object schemas_;
};

constexpr int plannedStatus = 200;

bool isInPath(const Operation& operation, std::string_view member) {
  return operation.path.find(fmt::format("{{{}}}", member)) != std::string_view::npos;
}

constexpr const json::Shape& rehearsal = json::shape<studio::Rehearse>;

bool hasBody(const Operation& operation) {
  return operation.stream == Stream::None && operation.verb != Verb::Get &&
         operation.verb != Verb::Delete;
}

array parameters(const Operation& operation) {
  array list;
  const auto whole = json::schema(*operation.request, json::Direction::Request);
  const auto& properties = whole.at("properties").as_object();
  const auto add = [&](const json::Field& field, bool required, const value& schema) {
    const bool inPath = isInPath(operation, field.name);
    object parameter{{"name", field.name},
                     {"in", inPath ? "path" : "query"},
                     {"required", inPath || required},
                     {"schema", schema}};
    if (!field.help.empty()) parameter["description"] = field.help;
    parameter["schema"].as_object().erase("description");
    list.push_back(std::move(parameter));
  };
  for (const auto& field : operation.request->fields) {
    if (!isInPath(operation, field.name) && hasBody(operation)) continue;
    add(field, !json::mayBeAbsent(*operation.request, field), properties.at(field.name));
  }
  if (operation.plans() && !hasBody(operation)) {
    const auto rehearse = json::schema(rehearsal, json::Direction::Request);
    for (const auto& field : rehearsal.fields)
      add(field, false, rehearse.at("properties").at(field.name));
  }
  return list;
}

/// The request without what stands in the path.
value bodySchema(const Operation& operation, Components& components) {
  auto schema =
      json::schema(*operation.request, json::Direction::Request, [&](const json::Shape& inner) {
        return components.reference(inner, json::Direction::Request);
      });
  auto& properties = schema.at("properties").as_object();
  auto& whole = schema.as_object();
  for (const auto& field : operation.request->fields) {
    if (!isInPath(operation, field.name)) continue;
    properties.erase(field.name);
    if (auto* required = whole.if_contains("required")) {
      auto& names = required->as_array();
      const auto at = std::ranges::find(names, value(field.name));
      if (at != names.end()) names.erase(at);
    }
  }
  if (auto* required = whole.if_contains("required"); required && required->as_array().empty()) {
    whole.erase("required");
  }
  if (operation.plans()) {
    const auto rehearse = json::schema(rehearsal, json::Direction::Request);
    for (const auto& member : rehearse.at("properties").as_object())
      properties[member.key()] = member.value();
  }
  return schema;
}

value content(std::string_view mediaType, value schema) {
  return object{{mediaType, object{{"schema", std::move(schema)}}}};
}

value success(const Operation& operation, Components& components) {
  const auto refer = [&](const json::Shape& shape) {
    return object{{"$ref", components.reference(shape, json::Direction::Answer)}};
  };
  object response{{"description", "Done."}};
  if (operation.stream == Stream::Download) {
    response["content"] = content("application/octet-stream", object{});
  } else if (operation.stream == Stream::Events) {
    response["content"] = content("text/event-stream", object{{"type", "string"}});
  } else if (operation.plans() && operation.status == plannedStatus) {
    response["description"] = "Done; or, with dry_run, what would be done.";
    response["content"] = content(
        "application/json",
        object{{"anyOf", array{refer(*operation.response), refer(json::shape<studio::Plan>)}}});
  } else {
    response["content"] = content("application/json", refer(*operation.response));
  }
  return response;
}

object responses(const Operation& operation, Components& components) {
  object all{{std::to_string(operation.status), success(operation, components)}};
  if (operation.plans() && operation.status != plannedStatus) {
    const auto plan = components.reference(json::shape<studio::Plan>, json::Direction::Answer);
    all[std::to_string(plannedStatus)] =
        object{{"description", "With dry_run: what would be done."},
               {"content", content("application/json", object{{"$ref", plan}})}};
  }
  all["default"] = object{{"$ref", "#/components/responses/Problem"}};
  return all;
}

object describe(const Operation& operation, Components& components) {
  std::string id(operation.name);
  std::ranges::replace(id, '.', '_');
  object made{{"operationId", id},
              {"summary", operation.help},
              {"tags", array{operation.noun()}},
              {"parameters", parameters(operation)},
              {"x-scope", access::scopeName(operation.scope)}};
  if (hasBody(operation)) {
    auto schema = bodySchema(operation, components);
    if (!schema.at("properties").as_object().empty()) {
      const bool required = schema.as_object().contains("required");
      made["requestBody"] = object{{"required", required},
                                   {"content", content("application/json", std::move(schema))}};
    }
  } else if (operation.stream == Stream::Upload) {
    made["requestBody"] =
        object{{"required", true}, {"content", content("application/octet-stream", object{})}};
  }
  made["responses"] = responses(operation, components);
  return made;
}

object problemSchema() {
  const auto text = [](std::string_view help) {
    return object{{"type", "string"}, {"description", help}};
  };
  return {
      {"type", "object"},
      {"required", array{"type", "title", "status", "detail", "code"}},
      {"properties",
       object{{"type", text("Names the kind of problem; the same for the same code")},
              {"title", text("One short sentence about the kind of problem")},
              {"status", object{{"type", "integer"}, {"description", "The HTTP status"}}},
              {"detail", text("What happened")},
              {"code", text("Stable: AT- and four digits, as in the command line and the docs")},
              {"hint", text("What is safe, and what to do next")},
              {"where", text("JSON pointer, line:column, parameter or path")}}}};
}

object securitySchemes() {
  return {
      {"token", object{{"type", "http"}, {"scheme", "bearer"}, {"description", "A token: at_..."}}},
      {"session", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "at_session"}}}};
}

std::string lowerVerb(Verb verb) {
  std::string name(studio::verbName(verb));
  std::ranges::transform(name, name.begin(),
                         [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return name;
}

}  // namespace

value openApi(std::span<const Operation> table, std::string_view version) {
  Components components;
  components.schemas()["Problem"] = problemSchema();
  object paths;
  for (const auto& operation : table) {
    auto& path = paths[operation.path];
    if (path.is_null()) path = object{};
    path.as_object()[lowerVerb(operation.verb)] = describe(operation, components);
  }
  const object problem{{"description", "It did not work (RFC 9457)."},
                       {"content", content("application/problem+json",
                                           object{{"$ref", "#/components/schemas/Problem"}})}};
  return object{
      {"openapi", "3.1.0"},
      {"jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema"},
      {"info", object{{"title", "Atelier"},
                      {"version", version},
                      {"summary", "A studio: what a creator made, kept and found again."}}},
      {"servers", array{object{{"url", apiRoot}}}},
      {"security", array{object{{"token", array{}}}, object{{"session", array{}}}}},
      {"paths", std::move(paths)},
      {"components", object{{"schemas", std::move(components.schemas())},
                            {"responses", object{{"Problem", problem}}},
                            {"securitySchemes", securitySchemes()}}}};
}

}  // namespace atelier::doors
