#include "doors/commands/commands.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

cli::Command init(studio::World world) {
  return {.name = "init",
          .arguments = "",
          .help = "Make a new, empty studio in the folder that --studio names.",
          .examples = {"atelier --studio ~/my-studio init --name 'My studio'"},
          .options = {{"name", "NAME", "What it is called; the folder's name if left out"}},
          .run = [world](cli::Context& context) {
            const auto folder = fs::absolute(context.settings().studio).lexically_normal();
            const auto name = context.option("name").value_or(folder.filename().string());
            studio::Studio::init(world, folder, name);
            context.print(boost::json::object{{"studio", folder.string()}, {"name", name}});
            context.note(fmt::format("Bring something in: atelier --studio {} import PATH",
                                     folder.string()));
            return 0;
          }};
}

}  // namespace atelier::commands
