#include "doors/cli/entries.h"

#include "base/json/schema.h"
#include "base/json/text.h"
#include "base/text.h"

#include <algorithm>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

using json::Kind;
using studio::Operation;

std::string dashed(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '_', '-');
  return text;
}

std::string shouted(std::string_view name) {
  auto text = dashed(name);
  for (auto& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

/// The shape behind optionals and lists.
const json::Shape& itemOf(const json::Shape& shape) {
  const bool holds = shape.kind == Kind::Optional || shape.kind == Kind::List;
  return holds ? itemOf(*shape.item) : shape;
}

bool isList(const json::Shape& shape) {
  if (shape.kind == Kind::Optional) return isList(*shape.item);
  return shape.kind == Kind::List || shape.kind == Kind::Map;
}

std::string valueName(const json::Shape& shape) {
  switch (shape.kind) {
    case Kind::Signed:
    case Kind::Unsigned:
      return "N";
    case Kind::Real:
      return "NUMBER";
    case Kind::Boolean:
      return "";
    case Kind::Map:
      return "NAME=VALUE";
    case Kind::Record:
    case Kind::Any:
      return "JSON";
    case Kind::Text:
      if (shape.text == nullptr) return "TEXT";
      if (shape.text->format == "uuid") return "ID";
      return shape.text->format == "date-time" ? "TIME" : "TEXT";
    default:
      return "WORD";
  }
}

std::string textOf(const boost::json::value* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(std::string_view(value->get_string()));
  if (value->is_bool()) return value->get_bool() ? "true" : "";
  return json::toText(*value);
}

Flag flagOf(const Operation& operation, const json::Field& field,
            const boost::json::object& standard) {
  const auto& item = itemOf(*field.shape);
  Flag flag{.name = dashed(isList(*field.shape) ? singular(field.name) : std::string(field.name)),
            .value = valueName(item),
            .help = std::string(field.help),
            .standard = textOf(standard.if_contains(field.name)),
            .repeated = isList(*field.shape),
            .required = !json::mayBeAbsent(*operation.request, field),
            .field = &field};
  for (const auto& word : item.words) flag.words.push_back(word.text);
  return flag;
}

void addRequest(Entry& entry, const Operation& operation) {
  entry.operation = &operation;
  const auto standard = json::defaults(*operation.request);
  for (const auto& name : operation.argumentNames) {
    const auto* field = name.empty() ? nullptr : operation.request->find(name);
    if (field == nullptr) continue;
    const bool repeated = isList(*field->shape);
    entry.arguments.push_back({.name = shouted(repeated ? singular(name) : std::string(name)),
                               .help = std::string(field->help),
                               .required = !json::mayBeAbsent(*operation.request, *field),
                               .repeated = repeated,
                               .field = field});
  }
  for (const auto& field : operation.request->fields) {
    const bool positional =
        std::ranges::find(operation.argumentNames, field.name) != operation.argumentNames.end();
    if (positional) continue;
    entry.flags.push_back(flagOf(operation, field, standard));
  }
  if (!operation.exampleText.empty()) entry.examples.emplace_back(operation.exampleText);
}

/// "PATH... [FILE]".
std::vector<Argument> argumentsIn(std::string_view text) {
  std::vector<Argument> arguments;
  for (auto word : split(text, ' ')) {
    if (word.empty()) continue;
    Argument argument;
    if (word.starts_with('[') && word.ends_with(']')) {
      argument.required = false;
      word = word.substr(1, word.size() - 2);
    }
    if (word.ends_with("...")) {
      argument.repeated = true;
      word.remove_suffix(3);
    }
    argument.name = word;
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

Entry entryOf(const Command& command, std::span<const Operation> operations) {
  Entry entry{
      .name = std::string(command.name), .help = std::string(command.help), .command = &command};
  if (!command.operation.empty()) {
    if (const auto* operation = studio::findOperation(operations, command.operation)) {
      addRequest(entry, *operation);
      if (entry.help.empty()) entry.help = operation->help;
    }
    entry.examples.assign(command.examples.begin(), command.examples.end());
    return entry;
  }
  entry.arguments = argumentsIn(command.arguments);
  for (const auto& option : command.options) {
    entry.flags.push_back({.name = std::string(option.name),
                           .value = std::string(option.value),
                           .help = std::string(option.help),
                           .repeated = option.repeated});
  }
  entry.examples.assign(command.examples.begin(), command.examples.end());
  return entry;
}

std::string commandName(const Operation& operation) {
  return fmt::format("{} {}", dashed(operation.noun()), dashed(operation.action()));
}

}  // namespace

std::string singular(std::string_view name) {
  const bool plural = name.size() > 2 && name.ends_with('s') && !name.ends_with("ss");
  return std::string(plural ? name.substr(0, name.size() - 1) : name);
}

const Flag* Entry::flag(std::string_view wanted) const {
  for (const auto& each : flags) {
    if (each.name == wanted || (each.field != nullptr && dashed(each.field->name) == wanted))
      return &each;
  }
  return nullptr;
}

std::string Entry::usage() const {
  auto text = "atelier " + name;
  for (const auto& argument : arguments) {
    const auto shown = argument.name + (argument.repeated ? "..." : "");
    text += argument.required ? " " + shown : fmt::format(" [{}]", shown);
  }
  bool more = false;
  for (const auto& each : flags) {
    if (each.required) text += fmt::format(" --{} {}", each.name, each.value);
    more = more || !each.required;
  }
  return more ? text + " [flags]" : text;
}

std::vector<Entry> entriesOf(const Program& program) {
  std::vector<Entry> entries;
  const auto has = [&](std::string_view name) {
    return std::ranges::find(entries, name, &Entry::name) != entries.end();
  };
  for (const auto& command : program.commands)
    entries.push_back(entryOf(command, program.operations));
  for (const auto& operation : program.operations) {
    const auto name = commandName(operation);
    // What streams needs a command of its own, which knows where the bytes go.
    if (operation.run == nullptr || has(name)) continue;
    Entry entry{.name = name, .help = std::string(operation.help)};
    addRequest(entry, operation);
    entries.push_back(std::move(entry));
  }
  for (const auto& command : builtInCommands()) {
    if (!has(command.name)) entries.push_back(entryOf(command, program.operations));
  }
  return entries;
}

std::span<const Option> commonOptions() {
  static constexpr std::array<Option, 15> options{{
      {"studio", "DIR",
       "The studio's folder (or ATELIER_STUDIO; else the current folder or ./studio)"},
      {"server", "URL", "Work through a running server instead of the folder (or ATELIER_SERVER)"},
      {"token-file", "FILE", "A file that holds the token for the server (or ATELIER_TOKEN_FILE)"},
      {"json", "", "Print one JSON document"},
      {"ndjson", "", "Print one line of JSON per item"},
      {"fields", "A,B", "Print these members only"},
      {"dry-run", "", "Show what would be done, change nothing"},
      {"yes", "", "Answer every question with yes (-y)"},
      {"no-input", "", "Never ask; stop where a question would be"},
      {"quiet", "", "Print data and errors only (-q)"},
      {"verbose", "", "Say more (-v)"},
      {"color", "WHEN", "auto, always or never"},
      {"progress", "HOW", "auto, bar, json or none"},
      {"help", "", "Show help (-h)"},
      {"version", "", "Show the version"},
  }};
  return options;
}

std::vector<std::string> problemsOf(const Program& program) {
  std::vector<std::string> problems = studio::problemsOf(program.operations);
  std::vector<std::string> seen;
  for (const auto& entry : entriesOf(program)) {
    if (std::ranges::find(seen, entry.name) != seen.end())
      problems.push_back(entry.name + ": stands twice");
    seen.push_back(entry.name);
    if (entry.help.empty()) problems.push_back(entry.name + ": there is no help");
    for (const auto& flag : entry.flags) {
      if (std::ranges::find(commonOptions(), flag.name, &Option::name) != commonOptions().end()) {
        problems.push_back(
            fmt::format("{}: --{} hides behind the flag of every command", entry.name, flag.name));
      }
    }
    const auto* command = entry.command;
    if (command == nullptr) continue;
    if (!command->operation.empty() && entry.operation == nullptr) {
      problems.push_back(
          fmt::format("{}: there is no operation {}", entry.name, command->operation));
    }
    if (!command->operation.empty()) continue;
    if (!command->run) problems.push_back(entry.name + ": nothing runs it");
    if (!command->plan && !command->changesNothing)
      problems.push_back(entry.name + ": it cannot say what it would do");
  }
  return problems;
}

}  // namespace atelier::cli
