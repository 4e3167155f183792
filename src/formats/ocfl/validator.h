#pragma once

#include "base/files.h"
#include "formats/ocfl/finding.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Says whether a folder keeps OCFL 1.0 or 1.1, with the codes of the specification. Bad content
/// never throws: it becomes a finding. What stops a validation is an exception from one of the
/// callbacks. A file that cannot be read (EIO) is a finding too: E092 for content, E033 for an
/// inventory.
namespace atelier::ocfl {

/// Algorithm -> digest in lower-case hexadecimal.
using Digests = std::map<std::string, std::string>;

/// Reads a file once and hashes it with all of the algorithms; throws Error as Files does.
using HashFile =
    std::function<Digests(const fs::path& file, const std::vector<std::string>& algorithms)>;

struct ContentCheck {
  std::string path;      ///< content path, relative to the object's folder
  std::string expected;  ///< by the manifest, as written there
  std::string actual;    ///< lower-case hexadecimal; empty if the file is missing or unreadable
  std::uint64_t bytes = 0;
  bool matches = false;
};

struct ValidateOptions {
  bool digests = true;   ///< read all content; false checks structure and presence only
  bool warnings = true;  ///< report the W codes, too
  bool ownSidecars =
      false;        ///< sidecars must be, byte for byte, what sidecarText writes (E061 if not)
  HashFile hash{};  ///< how content is hashed; by default streamed in blocks of 1 MiB

  /// Hears of each block read by the default hash.
  std::function<void(std::uint64_t bytes)> onBytes{};

  /// Hears of each content file that the newest manifest names.
  std::function<void(const ContentCheck&)> onContent{};
};

Findings validateObject(Files& files, const fs::path& folder, const ValidateOptions& options = {});

/// The root and every object in it; `where` then begins with the object's folder.
Findings validateRoot(Files& files, const fs::path& folder, const ValidateOptions& options = {});

bool hasErrors(const Findings& findings);

/// "E092 v1/content/a.jpg: the bytes do not have the digest that the manifest names."
std::string describe(const Finding& finding);

}  // namespace atelier::ocfl
