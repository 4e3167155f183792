#include "doors/mcp/mcp.h"

#include "base/version.h"
#include "doors/commands/commands.h"
#include "doors/mcp/stdio.h"

#include <iostream>

#include <boost/json/value.hpp>

namespace atelier::commands {

cli::Command mcp(studio::World world) {
  return {.name = "mcp",
          .arguments = "",
          .help = "Speak the Model Context Protocol over standard input and output.",
          .run =
              [world](cli::Context& context) {
                auto studio = open(world, context.settings());
                mcp::Mcp mcp({context.program().operations,
                              [&](const studio::Operation& operation, const access::Caller& caller,
                                  const boost::json::value& arguments) {
                                boost::json::value answer;
                                operation.call(*studio, caller, arguments, answer);
                                return answer;
                              },
                              {},
                              world.clock,
                              world.random,
                              std::string(version)});
                auto caller = access::Caller::local();
                caller.via = "mcp";
                mcp::serveStdio(mcp, caller, std::cin, std::cout);
                return 0;
              },
          .plan =
              [](cli::Context& context) {
                context.note("It would listen on standard input. Each tool takes dry_run, too.");
                return 0;
              }};
}

}  // namespace atelier::commands
