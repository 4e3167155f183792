#pragma once

#include <string>
#include <vector>

/// What a validator says about foreign bytes: it collects, it never throws.
namespace atelier::ocfl {

/// One defect, by the code that the OCFL specification gives it ("E092", "W004").
struct Finding {
  std::string code;
  bool error = true;    ///< false for the W codes: allowed, but not advised
  std::string where;    ///< path below the object or root that was validated; "#/..." after it is a
                        ///< JSON pointer
  std::string message;  ///< one sentence

  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

}  // namespace atelier::ocfl
