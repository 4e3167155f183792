#include "base/error.h"
#include "doors/cli/help.h"
#include "doors/cli/interrupt.h"
#include "doors/cli/output.h"
#include "doors/cli/words.h"

#include <ostream>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

using studio::Operation;

/// A list that comes in pages, asked for without saying how much: then all of it is meant, unless a
/// person looks at it.
bool wantsAllPages(const Operation& operation, const boost::json::object& request,
                   const Context& context, const Terminal& terminal) {
  if (operation.request->find("after") == nullptr || operation.response->find("next") == nullptr)
    return false;
  if (request.contains("after") || request.contains("limit")) return false;
  return context.settings().format != Format::People || !terminal.outIsTerminal;
}

/// Who reads JSON asks for `next` whether there is more or not.
void nameNext(boost::json::value& answer, const Operation& operation, Format format) {
  const bool pages = answer.is_object() && operation.response->find("next") != nullptr;
  if (format == Format::Json && pages && !answer.get_object().contains("next"))
    answer.get_object()["next"] = nullptr;
}

void printAllPages(Context& context, const Operation& operation, boost::json::object request) {
  PagePrinter printer(context.settings(), context.terminal(), *operation.response);
  for (;;) {
    auto answer = context.executor().call(operation, request);
    const auto* next = answer.is_object() ? answer.get_object().if_contains("next") : nullptr;
    const bool more = next != nullptr && next->is_string() && !context.stop();
    if (more) {
      request["after"] = *next;
      answer.get_object().erase("next");
    }
    if (!more) nameNext(answer, operation, context.settings().format);
    printer.page(answer);
    if (!more) break;
  }
  printer.end();
  if (context.stop())
    throw Error(Code::Cancelled, "Stopped on request.", "The list is not complete.");
}

void askFirst(Context& context, const Operation& operation) {
  if (operation.effect != studio::Effect::Destroy) return;
  const auto question = fmt::format("{} This cannot be undone. Go on?", operation.help);
  if (context.confirm(question)) return;
  throw Error(Code::Cancelled, "Stopped: you said no.", "Nothing was changed.");
}

int runOperation(Context& context, const Line& line) {
  const auto& operation = *line.entry->operation;
  auto request = requestOf(line).get_object();
  if (context.settings().dryRun && operation.plans()) {
    context.tellPlan(operation.name, std::move(request));
    return 0;
  }
  askFirst(context, operation);
  // Who said yes here need not write the id twice.
  if (operation.effect == studio::Effect::Destroy &&
      operation.request->find("confirm") != nullptr && !request.contains("confirm") &&
      request.contains("id")) {
    request["confirm"] = request.at("id");
  }
  if (wantsAllPages(operation, request, context, context.terminal())) {
    printAllPages(context, operation, std::move(request));
    return 0;
  }
  auto answer = context.executor().call(operation, request);
  nameNext(answer, operation, context.settings().format);
  const bool silent = answer.is_object() && answer.get_object().empty();
  if (!silent || context.settings().format == Format::Json)
    printAnswer(answer, context.settings(), context.terminal(), operation.response);
  if (silent) context.note("Done.");
  const auto* command = line.entry->command;
  return command != nullptr && command->status ? command->status(answer) : 0;
}

int runCommand(Context& context, Line& line) {
  checkArguments(line);
  context.arguments = std::move(line.arguments);
  context.options = std::move(line.options);
  const auto& command = *line.entry->command;
  if (!context.settings().dryRun || command.changesNothing) return command.run(context);
  if (command.plan) return command.plan(context);
  throw Error(Code::Usage, fmt::format("\"{}\" cannot say what it would do.", command.name),
              "Nothing was changed. Leave out --dry-run.");
}

Error noVerb(const std::string& noun, std::span<const Entry> entries) {
  std::vector<std::string> verbs;
  for (const auto& entry : entries) {
    if (entry.name.starts_with(noun + " ")) verbs.push_back(entry.name.substr(noun.size() + 1));
  }
  return {Code::Usage, fmt::format("\"{}\" needs a verb: {}.", noun, fmt::join(verbs, ", ")),
          "See: atelier help " + noun};
}

int runLine(const Program& program, Terminal& terminal, Line line, std::span<const Entry> entries) {
  const auto name = line.entry != nullptr ? line.entry->name : line.noun;
  if (line.version && line.entry == nullptr) {
    terminal.out << "atelier " << program.version << '\n';
    return 0;
  }
  if (line.help || name.empty()) {
    terminal.out << helpAbout(program, name, terminal.width);
    return 0;
  }
  if (line.entry == nullptr) throw noVerb(line.noun, entries);
  Context context(program, terminal, settingsOf(line, terminal));
  const Interrupt interrupt;
  return line.entry->operation != nullptr ? runOperation(context, line) : runCommand(context, line);
}

/// For errors that come before the line was understood.
bool wantsColour(std::span<const std::string> words, const Terminal& terminal) {
  try {
    Line line;
    for (const auto& word : words) {
      if (word.starts_with("--color=")) line.common["color"] = word.substr(8);
    }
    return settingsOf(line, terminal).colour;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

int run(const Program& program, Terminal& terminal, std::span<const std::string> words) {
  int status = 0;
  try {
    const auto entries = entriesOf(program);
    status = runLine(program, terminal, understand(words, entries), entries);
    terminal.out << std::flush;
    if (!terminal.out)
      throw Error(Code::Io, "The output could not be written.", "Check where it goes.");
  } catch (...) {
    const auto error = currentError();
    printError(error, wantsJson(words), wantsColour(words, terminal), terminal);
    status = describe(error.code).exitStatus;
  }
  return status;
}

}  // namespace atelier::cli
