#pragma once

#include "access/caller.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/id.h"
#include "base/log.h"
#include "base/random.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// The studio: one folder that a creator owns, opened. It wires the rooms together and owns their
/// lifetimes; what one can do with it stands in operations/, one file per noun. Exactly one process
/// has a studio open at a time (a lock on the folder); everything here may be called from any
/// thread. Errors: AT-1200 not a studio, AT-1201 made by a newer Atelier, AT-1202 open elsewhere.
namespace atelier::store {
class Store;
}
namespace atelier::vault {
class Vault;
}
namespace atelier::catalog {
class Catalog;
}
namespace atelier::access {
class Access;
}
namespace atelier::media {
class Media;
}

namespace atelier::studio {

class Intake;
class Previews;
class Drawings;
class Uploads;
class Watcher;
class Describer;
class Changes;
class EventBell;
class SourceFiles;

/// What comes in by the front door.
struct World {
  Clock& clock;
  Files& files;
  Random& random;
  Log& log;
  media::Media& media;
};

class Studio {
 public:
  /// Error{AlreadyExists} unless a studio can be made there: the folder is new, or empty.
  static void checkFree(Files& files, const std::filesystem::path& folder);

  /// Lays out a new studio folder: studio.toml, vault/, index.db, keys/. Errors as checkFree.
  static void init(World world, const std::filesystem::path& folder, std::string_view name);

  /// Opens the folder, finishes or sweeps what a crash left behind, and makes the index anew from
  /// the vault if index.db is missing.
  Studio(World world, const std::filesystem::path& folder);
  ~Studio();
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  const std::filesystem::path& folder() const;
  const std::string& name() const;

  Clock& clock();
  Files& files();
  Random& random();
  Log& log();
  IdMaker& ids();
  media::Media& media();
  store::Store& store();
  vault::Vault& vault();
  catalog::Catalog& catalog();
  access::Access& access();

  Intake& intake();        ///< bytes become assets: the one way in
  Previews& previews();    ///< pictures of assets, made when missing
  Drawings& drawings();    ///< peaks and storyboards, made when asked for
  Uploads& uploads();      ///< resumable uploads that survive a restart
  Describer& describer();  ///< changes to what is known about assets
  Changes& changes();      ///< changes of many assets that can be undone
  EventBell& bell();       ///< rings when something was added to the journal
  SourceFiles& sources();  ///< which file on disk became which asset
  Watcher& watcher();      ///< watched folders

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace atelier::studio
