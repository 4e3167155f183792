#include "doors/cli/entries.h"
#include "doors/cli/help.h"

#include <array>
#include <ostream>

#include <fmt/format.h>

namespace atelier::cli {

std::span<const Command> builtInCommands() {
  static const std::array<Command, 3> commands{{
      {.name = "help",
       .arguments = "[TOPIC...]",
       .help = "Explain a command, a noun, exit-codes or operations.",
       .examples = {"atelier help asset find"},
       .run =
           [](Context& context) {
             const auto topic = fmt::format("{}", fmt::join(context.arguments, " "));
             context.terminal().out
                 << helpAbout(context.program(), topic, context.terminal().width);
             return 0;
           },
       .changesNothing = true},
      {.name = "completion",
       .arguments = "SHELL",
       .help = "Print a completion script for bash, zsh or fish.",
       .examples = {"source <(atelier completion bash)"},
       .run =
           [](Context& context) {
             context.terminal().out << completion(context.program(), context.arguments.front());
             return 0;
           },
       .changesNothing = true},
      {.name = "man",
       .arguments = "",
       .help = "Print the manual page.",
       .examples = {"atelier man | man -l -"},
       .run =
           [](Context& context) {
             context.terminal().out << manual(context.program());
             return 0;
           },
       .changesNothing = true},
  }};
  return commands;
}

}  // namespace atelier::cli
