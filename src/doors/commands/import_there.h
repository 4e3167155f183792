#pragma once

#include "doors/cli/command.h"
#include "studio/import.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace atelier::commands {

/// Which files an import into the studio of a server would send, without reading a byte of them.
studio::ImportPlan planImportThere(const std::vector<fs::path>& paths);

/// Sends files one by one to the server that the context names. A file whose bytes are there is not
/// sent again, so a stopped import goes on where it was. Of the options, `stop` and `arrived`
/// count. A server that is full, gone or refuses ends it with the Error it gave; any other failure
/// of one file is counted and the rest goes on.
studio::ImportReport importThere(
    cli::Context& context, const std::vector<fs::path>& paths,
    const std::optional<std::string>& collection, const studio::ImportOptions& options,
    const std::function<void(const studio::ImportProgress&)>& progress);

}  // namespace atelier::commands
