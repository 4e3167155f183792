#include "doors/commands/commands.h"

#include "base/error.h"
#include "base/version.h"

#include <boost/json/value.hpp>

namespace atelier::commands {

std::shared_ptr<studio::Studio> open(studio::World world, const cli::Settings& settings) {
  return std::make_shared<studio::Studio>(world, settings.studio);
}

void needFolder(const cli::Context& context) {
  if (context.settings().server.empty()) return;
  throw Error{Code::Usage, "This works on a folder, not through a server.",
              "Nothing was done. Leave out --server (or ATELIER_SERVER)."};
}

cli::Command doctor() {
  return {
      .name = "doctor",
      .arguments = "",
      .help = "Look at everything that the studio needs to be well.",
      .operation = "studio.doctor",
      .status = [](const boost::json::value& answer) { return answer.at("ok").as_bool() ? 0 : 1; }};
}

cli::Command versionCommand() {
  return {.name = "version",
          .arguments = "",
          .help = "Say which version this is.",
          .run =
              [](cli::Context& context) {
                context.print(boost::json::object{{"name", "atelier"}, {"version", version}});
                return 0;
              },
          .changesNothing = true};
}

std::vector<cli::Command> all(studio::World world) {
  return {init(world),   import(world),  serve(world), getAsset(), reviseAsset(),
          verify(world), rebuild(world), doctor(),     mcp(world), versionCommand()};
}

}  // namespace atelier::commands
