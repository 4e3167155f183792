#pragma once

#include "doors/cli/command.h"
#include "studio/studio.h"

#include <memory>
#include <vector>

/// The commands that are not simply an operation: they make a studio, fill it, serve it and prove
/// it.
namespace atelier::commands {

/// All of them. `world` outlives the program.
std::vector<cli::Command> all(studio::World world);

/// Opens the studio that the settings name. Error{NotAStudio | StudioLocked | StudioNewer}.
std::shared_ptr<studio::Studio> open(studio::World world, const cli::Settings& settings);

/// Error{Usage} if the command line names a server.
void needFolder(const cli::Context& context);

/// Runs operations on a studio that is open in this process, streams included.
std::unique_ptr<cli::Executor> studioExecutor(std::shared_ptr<studio::Studio> studio);

cli::Command init(studio::World world);
cli::Command import(studio::World world);
cli::Command serve(studio::World world);
cli::Command verify(studio::World world);
cli::Command rebuild(studio::World world);
cli::Command doctor();
cli::Command getAsset();
cli::Command reviseAsset();
cli::Command mcp(studio::World world);
cli::Command versionCommand();

}  // namespace atelier::commands
