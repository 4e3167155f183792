#pragma once

#include "access/caller.h"
#include "base/digest.h"
#include "base/id.h"

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>

namespace atelier::vault {
class Spooled;
}

/// The one way in: spooled bytes become assets. Whoever brings bytes looks at them on a thread of
/// its own (in the jail); a single committer takes everything that waits, makes it durable as one
/// group, writes it to the index with its audit entries and events in one transaction, and only
/// then tells the callers. The committer alone decides what is a duplicate, so two equal files
/// never become two assets.
namespace atelier::studio {

class Studio;

struct Intent {
  std::string fileName;    ///< as it is called outside; any bytes, made safe for the vault
  std::string sourcePath;  ///< where it came from, empty for uploads
  std::optional<CollectionId> collection;
  bool previews = true;  ///< make previews and fingerprints while the bytes are being looked at
  access::Caller caller;
};

/// What became of one file.
struct Arrival {
  AssetId id;  ///< of the asset that has these bytes now, new or known
  Digest digest;
  std::uint64_t bytes = 0;
  bool duplicate = false;  ///< the bytes were here already, and the asset is as it was
  std::string unreadable;  ///< why it could not be decoded; it is kept all the same
};

/// What became of new bytes for an asset.
struct Revision {
  AssetId id;
  std::uint32_t version = 0;  ///< the newest now
  bool changed = false;       ///< false: the newest version had these bytes already
  std::string unreadable;
};

class Intake {
 public:
  explicit Intake(Studio& studio);
  ~Intake();

  /// Looks at the bytes on this thread and queues them. The future is ready when they are durable
  /// and findable, or holds the Error. At most `backlogLimit` wait at a time; beyond that this call
  /// waits.
  std::future<Arrival> submit(vault::Spooled spooled, Intent intent);

  /// submit, and wait. An asset that has the bytes already joins the collection, too.
  Arrival add(vault::Spooled spooled, Intent intent);

  /// Looks at the bytes and makes them the asset's new version. What people said of it stays; what
  /// the old bytes said goes with them. Without a file name it is called as before.
  Revision revise(AssetId id, vault::Spooled spooled, Intent intent);

  static constexpr std::size_t backlogLimit = 512;
  static constexpr std::size_t groupObjects = 128;
  static constexpr std::uint64_t groupBytes = std::uint64_t{256} << 20;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
