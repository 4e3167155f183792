#pragma once

#include "base/clock.h"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

/// Where the command line reads and writes: real streams, or strings in a test. Data goes to `out`,
/// words for people to `err`; nothing is read unless a question was asked.
namespace atelier::cli {

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  const Clock& clock;
  bool inIsTerminal = false;
  bool outIsTerminal = false;
  bool errIsTerminal = false;
  std::size_t width = 80;  ///< columns of `out`, or of `err` if `out` goes elsewhere
  std::function<std::optional<std::string>(std::string_view name)> environment = {};

  std::optional<std::string> variable(std::string_view name) const {
    return environment ? environment(name) : std::nullopt;
  }
};

/// Standard input, output and error of this process.
Terminal systemTerminal(const Clock& clock);

}  // namespace atelier::cli
