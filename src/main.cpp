// The program: what comes in by the front door is real here, and handed to everybody else.

#include "base/clock.h"
#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "base/version.h"
#include "doors/cli/command.h"
#include "doors/cli/terminal.h"
#include "doors/commands/commands.h"
#include "media/media.h"
#include "studio/studio.h"

#include <csignal>
#include <string>
#include <vector>

#include <unistd.h>

int main(int argc, char** argv) {
  using namespace atelier;
  media::startZygote();  // before there is a thread or anything worth stealing in memory
  std::signal(SIGPIPE, SIG_IGN);

  SystemClock clock;
  RealFiles files;
  SystemRandom random;
  Log log(clock, STDERR_FILENO);
  media::Media media;
  const studio::World world{clock, files, random, log, media};

  const cli::Program program{.operations = studio::operations(),
                             .commands = commands::all(world),
                             .version = std::string(version),
                             .openStudio = [world](const cli::Settings& settings) {
                               return commands::studioExecutor(commands::open(world, settings));
                             }};
  auto terminal = cli::systemTerminal(clock);
  const std::vector<std::string> words(argv + 1, argv + argc);
  return cli::run(program, terminal, words);
}
