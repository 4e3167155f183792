#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/json/text.h"
#include "doors/cli/command.h"
#include "studio/operation.h"

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

/// A small table of operations over works that live in memory, and a terminal made of strings: what
/// the doors do with a table can be seen without a studio.
namespace atelier::toy {

/// What the handlers work on. Made anew for every test.
struct World {
  std::map<std::string, std::string> titles{{"1", "Dawn"}, {"2", "Dusk 夕暮れ"}, {"3", "Noon"}};
  std::vector<std::string> log;
};
World& world();

std::span<const studio::Operation> table();

cli::Program program();

/// One command line and what came of it.
struct Outcome {
  int status;
  std::string out;
  std::string err;
};

struct Setting {
  bool terminal = false;
  std::size_t width = 80;
  std::string input = {};
  std::map<std::string, std::string> environment = {};
};

Outcome run(std::vector<std::string> words, const Setting& setting = {});
Outcome run(const cli::Program& program, std::vector<std::string> words,
            const Setting& setting = {});

/// Runs an operation of the table as a door would.
boost::json::value call(std::string_view operation, const boost::json::value& request);

}  // namespace atelier::toy
