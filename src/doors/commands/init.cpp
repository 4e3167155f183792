#include "doors/commands/commands.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

boost::json::object studioFor(cli::Context& context) {
  needFolder(context);
  const auto folder = fs::absolute(context.settings().studio).lexically_normal();
  const auto name = context.option("name").value_or(folder.filename().string());
  return {{"studio", folder.string()}, {"name", name}};
}

std::string_view textIn(const boost::json::object& object, std::string_view member) {
  return object.at(member).as_string();
}

}  // namespace

cli::Command init(studio::World world) {
  return {.name = "init",
          .arguments = "",
          .help = "Make a new, empty studio in the folder that --studio names.",
          .examples = {"atelier --studio ~/my-studio init --name 'My studio'"},
          .options = {{"name", "NAME", "What it is called; the folder's name if left out"}},
          .run =
              [world](cli::Context& context) {
                const auto made = studioFor(context);
                studio::Studio::init(world, textIn(made, "studio"), textIn(made, "name"));
                context.print(made);
                context.note(fmt::format("Bring something in: atelier --studio {} import PATH",
                                         textIn(made, "studio")));
                return 0;
              },
          .plan =
              [world](cli::Context& context) {
                const auto planned = studioFor(context);
                studio::Studio::checkFree(world.files, textIn(planned, "studio"));
                context.print(planned);
                context.note("A studio would be made there. Nothing was changed.");
                return 0;
              }};
}

}  // namespace atelier::commands
