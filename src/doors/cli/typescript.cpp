#include "doors/cli/help.h"
#include "doors/wire.h"

#include <fmt/format.h>

namespace atelier::cli {

namespace {

using json::Kind;

enum class Side : bool { Request, Answer };

std::string typeOf(const json::Shape& shape) {
  switch (shape.kind) {
    case Kind::Text:
      return "string";
    case Kind::Signed:
    case Kind::Unsigned:
    case Kind::Real:
      return "number";
    case Kind::Boolean:
      return "boolean";
    case Kind::Enum: {
      std::vector<std::string> words;
      for (const auto& word : shape.words) words.push_back(fmt::format("\"{}\"", word.text));
      return fmt::format("{}", fmt::join(words, " | "));
    }
    case Kind::Optional:
      return typeOf(*shape.item);
    case Kind::List:
      return fmt::format("Array<{}>", typeOf(*shape.item));
    case Kind::Map:
      return fmt::format("Record<string, {}>", typeOf(*shape.item));
    case Kind::Record:
      return shape.fields.empty() ? "Record<string, never>" : std::string(shape.name);
    case Kind::Any:
      return "unknown";
  }
  return {};
}

/// "{ id: string; limit?: number }".
std::string membersOf(const json::Shape& record, Side side) {
  if (record.fields.empty()) return "Record<string, never>";
  std::vector<std::string> members;
  for (const auto& field : record.fields) {
    const bool absent = side == Side::Request ? json::mayBeAbsent(record, field)
                                              : field.shape->kind == Kind::Optional;
    members.push_back(fmt::format("{}{}: {}", field.name, absent ? "?" : "", typeOf(*field.shape)));
  }
  return fmt::format("{{ {} }}", fmt::join(members, "; "));
}

}  // namespace

std::string operationsModule(std::span<const studio::Operation> operations) {
  std::string text =
      "// Everything that can be done here, from the one table of operations. Written by\n"
      "// `atelier help typescript`; a test holds it to the table.\n\n";
  std::vector<const json::Shape*> answers;
  for (const auto& operation : operations) json::collectRecords(*operation.response, answers);
  for (const auto* record : answers) {
    text += fmt::format("export interface {} {}\n", record->name, membersOf(*record, Side::Answer));
  }
  text += "\nexport interface Operations {\n";
  for (const auto& operation : operations) {
    text += fmt::format("  /** {} */\n  \"{}\": {{ ask: {}; answer: {} }};\n", operation.help,
                        operation.name, membersOf(*operation.request, Side::Request),
                        typeOf(*operation.response));
  }
  text += "}\n\n/** Verb and path below /api/v1; {members} of the path come from the request. */\n";
  text += "export const routes: Record<keyof Operations, string> = {\n";
  for (const auto& operation : operations) {
    text += fmt::format("  \"{}\": \"{} {}\",\n", operation.name, studio::verbName(operation.verb),
                        operation.path);
  }
  return text + "};\n";
}

}  // namespace atelier::cli
