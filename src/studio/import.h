#pragma once

#include "access/caller.h"
#include "base/error.h"
#include "base/files.h"
#include "base/id.h"
#include "studio/intake.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Bulk import of files and folders. Originals are only read. What is in already is skipped, so a
/// stopped import goes on where it was. Unreadable media is kept and counted twice: as imported and
/// as unreadable.
namespace atelier::studio {

class Studio;

struct ImportOptions {
  std::optional<CollectionId> collection;
  bool previews = true;
  std::size_t threads = 0;                  ///< 0: one per core
  const std::atomic<bool>* stop = nullptr;  ///< finish what is under way, then return

  /// Told of each file as it is acknowledged, one at a time, in the order of acknowledgement.
  std::function<void(const fs::path&, const Arrival&)> arrived;
};

struct ImportProgress {
  std::uint64_t filesDone = 0;
  std::uint64_t filesFound = 0;
  std::uint64_t bytesDone = 0;
  std::uint64_t bytesFound = 0;
  bool counting = false;  ///< the totals still grow
};

struct ImportFailure {
  std::string path;
  Error error;
};

struct ImportReport {
  std::uint64_t imported = 0;    ///< new assets
  std::uint64_t duplicates = 0;  ///< bytes that were here already
  std::uint64_t unreadable = 0;  ///< of the imported ones, kept but not decodable
  std::uint64_t failed = 0;
  std::uint64_t bytes = 0;  ///< of the new ones
  double seconds = 0;
  bool stopped = false;
  std::vector<ImportFailure> failures;
};

/// What an import of these paths would look at, without reading a byte of it.
struct ImportPlan {
  std::uint64_t files = 0;
  std::uint64_t known = 0;  ///< brought in before, and not changed since
  std::uint64_t bytes = 0;  ///< of those that are not known
};
ImportPlan planImport(Studio& studio, const std::vector<fs::path>& paths);

/// Imports every regular file at or below the paths (hidden files and folders below them are left
/// out, links are not followed). A full disk ends it with Error{NoSpace} that says how much room is
/// missing; any other failure of one file is counted and the rest goes on.
ImportReport importPaths(Studio& studio, const std::vector<fs::path>& paths,
                         const ImportOptions& options, const access::Caller& caller,
                         const std::function<void(const ImportProgress&)>& progress = {});

}  // namespace atelier::studio
