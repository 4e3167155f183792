#pragma once

#include <string>
#include <vector>

/// Looks at everything that a studio needs to be well, without changing anything.
namespace atelier::studio {

class Studio;

struct Check {
  std::string name;
  bool ok = false;
  std::string detail;  ///< what was found
  std::string hint;    ///< what to do, if it is not well
};

std::vector<Check> examine(Studio& studio);

}  // namespace atelier::studio
