#include "base/text.h"
#include "doors/cli/help.h"
#include "doors/wire.h"

#include <fmt/format.h>

namespace atelier::cli {

namespace {

using json::Kind;

std::string linkTo(const json::Shape& record) {
  return fmt::format("[{}](#{})", record.name, lowerAscii(record.name));
}

std::string typeOf(const json::Shape& shape) {
  switch (shape.kind) {
    case Kind::Text:
      return shape.text == nullptr || shape.text->format.empty() ? "text"
                                                                 : std::string(shape.text->format);
    case Kind::Signed:
    case Kind::Unsigned:
      return "integer";
    case Kind::Real:
      return "number";
    case Kind::Boolean:
      return "boolean";
    case Kind::Enum: {
      std::vector<std::string_view> words;
      for (const auto& word : shape.words) words.push_back(word.text);
      return fmt::format("one of {}", fmt::join(words, ", "));
    }
    case Kind::Optional:
      return typeOf(*shape.item);
    case Kind::List:
      return "list of " + typeOf(*shape.item);
    case Kind::Map:
      return "map to " + typeOf(*shape.item);
    case Kind::Record:
      return linkTo(shape);
    case Kind::Any:
      return "JSON";
  }
  return {};
}

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string streamWords(const studio::Operation& operation) {
  switch (operation.stream) {
    case studio::Stream::Download:
      return " Answers with bytes.";
    case studio::Stream::Upload:
      return " The body is the file itself.";
    case studio::Stream::Events:
      return " Answers with server-sent events.";
    case studio::Stream::None:
      return {};
  }
  return {};
}

std::string_view effectWords(studio::Effect effect) {
  switch (effect) {
    case studio::Effect::None:
      return "changes nothing";
    case studio::Effect::Write:
      return "changes something";
    case studio::Effect::Destroy:
      return "cannot be undone";
  }
  return {};
}

/// "`id` text · `width`? integer".
std::string membersOf(const json::Shape& record) {
  std::vector<std::string> members;
  for (const auto& field : record.fields) {
    const bool optional = field.shape->kind == Kind::Optional;
    members.push_back(
        fmt::format("`{}`{} {}", field.name, optional ? "?" : "", typeOf(*field.shape)));
  }
  return fmt::format("{}", fmt::join(members, " · "));
}

std::string about(const studio::Operation& operation) {
  auto text = fmt::format("\n### {}\n\n{}{}\n\n`{} {}{}` · needs `{}` · {}\n", operation.name,
                          operation.help, streamWords(operation), studio::verbName(operation.verb),
                          doors::apiRoot, operation.path, access::scopeName(operation.scope),
                          effectWords(operation.effect));
  if (!operation.exampleText.empty()) text += fmt::format("\n    {}\n", operation.exampleText);
  if (!operation.request->fields.empty()) {
    text += "\n| Request | Type | Must be there | For |\n|---|---|---|---|\n";
    for (const auto& field : operation.request->fields) {
      text += fmt::format("| `{}` | {} | {} | {} |\n", field.name, cell(typeOf(*field.shape)),
                          json::mayBeAbsent(*operation.request, field) ? "no" : "yes",
                          cell(field.help));
    }
  }
  if (!operation.response->fields.empty())
    text += fmt::format("\nAnswer: {}\n", linkTo(*operation.response));
  return text;
}

}  // namespace

std::string operationsDocument(std::span<const studio::Operation> operations) {
  std::string text =
      "# Operations\n\nEverything that can be done, from the one table that makes the REST routes, "
      "the commands,\n"
      "the MCP tools and `openapi.json`. Written by `atelier help operations`; a `?` marks what "
      "may be\n"
      "missing in an answer. What changes something takes `dry_run` as well; the answer then is "
      "what "
      "would\n"
      "be done, a [Plan](#plan).\n";
  std::string_view noun;
  std::vector<const json::Shape*> records;
  for (const auto& operation : operations) {
    if (operation.noun() != noun) text += fmt::format("\n## {}\n", operation.noun());
    noun = operation.noun();
    text += about(operation);
    for (const auto& field : operation.request->fields) json::collectRecords(*field.shape, records);
    json::collectRecords(*operation.response, records);
  }
  json::collectRecords(json::shape<studio::Plan>, records);
  text += "\n## Records\n";
  for (const auto* record : records)
    text += fmt::format("\n### {}\n\n{}\n", record->name, membersOf(*record));
  return text;
}

}  // namespace atelier::cli
