#include "base/json/text.h"
#include "base/version.h"
#include "doors/commands/commands.h"
#include "doors/openapi.h"

#include <ostream>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

/// docs/operations.md, drawn from the table.
std::string markdown(std::span<const studio::Operation> table) {
  std::string text =
      "# Operations\n\nEverything that one can do, drawn from the table of operations by `atelier describe-operations`. "
      "Each line is\na REST call below `/api/v1`, a command and an MCP tool. Requests and answers are in "
      "`/api/v1/openapi.json`.\n";
  std::string noun;
  for (const auto& each : table) {
    if (each.noun() != noun) {
      noun = std::string(each.noun());
      text += fmt::format("\n## {}\n\n| Command | REST | Scope | What it does |\n|---|---|---|---|\n", noun);
    }
    text += fmt::format("| `{} {}` | `{} {}` | `{}` | {} |\n", each.noun(), each.action(), studio::verbName(each.verb),
                        each.path, access::scopeName(each.scope), each.help);
  }
  return text;
}

}  // namespace

cli::Command describeOperations() {
  return {.name = "describe-operations",
          .arguments = "",
          .help = "Print the table of operations as Markdown, or as OpenAPI with --openapi.",
          .options = {{"openapi", "", "The OpenAPI 3.1 document instead"}},
          .run = [](cli::Context& context) {
            const auto table = context.program().operations;
            if (context.has("openapi")) {
              context.terminal().out << json::toText(doors::openApi(table, version), json::Layout::Indented) << "\n";
            } else {
              context.terminal().out << markdown(table);
            }
            return 0;
          }};
}

}  // namespace atelier::commands
