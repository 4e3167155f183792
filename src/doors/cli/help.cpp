#include "doors/cli/help.h"

#include "base/error.h"
#include "base/text.h"
#include "doors/cli/table.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::cli {

namespace {

std::vector<Row> flagRows(const Entry& entry) {
  std::vector<Row> rows;
  for (const auto& flag : entry.flags) {
    std::string term = "--" + flag.name;
    if (!flag.value.empty()) term += " " + flag.value;
    if (flag.repeated) term += "...";
    auto help = flag.help;
    if (!flag.words.empty()) help += fmt::format(": {}", fmt::join(flag.words, ", "));
    if (!flag.standard.empty()) help += fmt::format(" (else {})", flag.standard);
    if (flag.required) help += " (required)";
    rows.push_back({term, help});
  }
  return rows;
}

std::vector<Row> argumentRows(const Entry& entry) {
  std::vector<Row> rows;
  for (const auto& argument : entry.arguments) {
    if (!argument.help.empty()) rows.push_back({argument.name, argument.help});
  }
  return rows;
}

void section(std::string& to, std::string_view title, std::string_view body) {
  if (!body.empty()) to += fmt::format("\n{}\n{}", title, body);
}

std::string exampleLines(std::span<const std::string> examples) {
  std::string text;
  for (const auto& example : examples) text += fmt::format("  {}\n", example);
  return text;
}

std::string effectOf(const Entry& entry) {
  if (entry.operation == nullptr) return {};
  const auto scope = access::scopeName(entry.operation->scope);
  switch (entry.operation->effect) {
    case studio::Effect::None:
      return fmt::format("  Needs {}. Changes nothing.\n", scope);
    case studio::Effect::Write:
      return fmt::format("  Needs {}. Changes something.\n", scope);
    case studio::Effect::Destroy:
      return fmt::format("  Needs {}. Cannot be undone, so it asks first; --yes answers.\n", scope);
  }
  return {};
}

std::string aboutEntry(const Entry& entry, std::size_t width) {
  std::string text = entry.help + "\n";
  section(text, "Examples", exampleLines(entry.examples));
  section(text, "Usage", fmt::format("  {}\n", entry.usage()));
  section(text, "Arguments", definitions(argumentRows(entry), 2, width));
  section(text, "Flags", definitions(flagRows(entry), 2, width));
  section(text, "Effect", effectOf(entry));
  return text + "\nFlags that every command takes: atelier help\n";
}

std::string shortUsage(const Entry& entry) {
  auto usage = entry.usage().substr(8);  // without "atelier "
  const auto flags = usage.find(" [flags]");
  return usage.substr(0, flags);
}

}  // namespace

std::string overview(const Program& program, std::size_t width) {
  const auto entries = entriesOf(program);
  std::vector<Row> commands;
  std::vector<Row> nouns;
  for (const auto& entry : entries) {
    const auto space = entry.name.find(' ');
    if (space == std::string::npos) {
      commands.push_back({shortUsage(entry), entry.help});
      continue;
    }
    const auto noun = entry.name.substr(0, space);
    auto row = std::ranges::find(nouns, noun, [](const Row& r) { return r[0]; });
    if (row == nouns.end()) row = nouns.insert(nouns.end(), {noun, ""});
    (*row)[1] += ((*row)[1].empty() ? "" : ", ") + entry.name.substr(space + 1);
  }
  std::vector<Row> flags;
  for (const auto& option : commonOptions()) {
    flags.push_back(
        {fmt::format("--{}{}{}", option.name, option.value.empty() ? "" : " ", option.value),
         std::string(option.help)});
  }
  std::vector<std::string> examples;
  for (const auto& entry : entries) {
    if (!entry.examples.empty() && examples.size() < 5) examples.push_back(entry.examples.front());
  }
  std::string text = "Atelier keeps what you make: a folder that is yours, findable and safe.\n";
  section(text, "Examples", exampleLines(examples));
  section(text, "Commands", definitions(commands, 2, width));
  section(text, "Nouns and what can be done with them", definitions(nouns, 2, width));
  section(text, "Flags that every command takes", definitions(flags, 2, width));
  return text + "\nMore: atelier help NOUN, atelier help NOUN VERB, atelier help exit-codes\n";
}

std::string helpAbout(const Program& program, std::string_view topic, std::size_t width) {
  if (topic.empty()) return overview(program, width);
  if (topic == "exit-codes") return exitCodes(width);
  if (topic == "operations") return operationsDocument(program.operations);
  if (topic == "typescript") return operationsModule(program.operations);
  const auto entries = entriesOf(program);
  std::vector<Row> rows;
  std::vector<std::string_view> names{"exit-codes", "operations", "typescript"};
  for (const auto& entry : entries) {
    if (entry.name == topic) return aboutEntry(entry, width);
    if (entry.name.starts_with(std::string(topic) + " "))
      rows.push_back({shortUsage(entry), entry.help});
    names.push_back(entry.name);
    names.push_back(std::string_view(entry.name).substr(0, entry.name.find(' ')));
  }
  if (!rows.empty()) {
    return definitions(rows, 2, width) + fmt::format("\nMore: atelier help {} VERB\n", topic);
  }
  const auto meant = nearest(topic, names);
  throw Error(
      Code::Usage, fmt::format("There is no help about \"{}\".", toUtf8(topic)),
      meant ? fmt::format("Did you mean \"{}\"? See: atelier help", *meant) : "See: atelier help");
}

std::string exitCodes(std::size_t width) {
  static const std::vector<Row> meanings{{"0", "It is done."},
                                         {"1", "It failed."},
                                         {"2", "The command or what was given to it is not right."},
                                         {"3", "Partly done: some of it failed."},
                                         {"4", "Not signed in, or not allowed."},
                                         {"5", "There is no such thing."},
                                         {"6", "It conflicts with what is there."},
                                         {"7", "The server does not answer."},
                                         {"8", "Stored bytes are damaged."},
                                         {"9", "The disk is full."},
                                         {"130", "Stopped on request."}};
  std::vector<Row> errors;
  for (const auto& info : codes()) {
    errors.push_back(
        {label(info.code), fmt::format("exit {}, {}: {}", info.exitStatus, info.name, info.title)});
  }
  std::string text = "What the exit status of atelier says.\n";
  section(text, "Exit status", definitions(meanings, 2, width));
  section(text, "Errors and theirs", definitions(errors, 2, width));
  return text +
         "\nWith --json an error is {\"error\":{code,exit,message,hint,where}} on standard "
         "error.\n";
}

}  // namespace atelier::cli
