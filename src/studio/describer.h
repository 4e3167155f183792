#pragma once

#include "access/caller.h"
#include "base/id.h"
#include "formats/metadata/description.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Changes to what is known about assets. Each change is a new version of the asset's OCFL object
/// (the original is reused, not stored again), then a row, an audit entry and an event in one
/// transaction.
namespace atelier::store {
class Transaction;
}
namespace atelier::vault {
class Spooled;
}

namespace atelier::studio {

class Studio;

/// Takes what the index knows of an erased asset out of it, and tells of it by an event.
void forgetAsset(Studio& studio, store::Transaction& transaction, const AssetId& id);

class Describer {
 public:
  explicit Describer(Studio& studio);
  ~Describer();

  /// Returns false if nothing changed.
  using Change = std::function<bool(metadata::Description&)>;

  struct Reason {
    std::string action;   ///< for the audit log: "asset.tag"
    std::string message;  ///< for the version: "Tagged"
    std::string event;    ///< "asset.changed"
  };

  /// Applies the change to each asset once, in groups, and returns how many changed. All ids must
  /// exist: Error{NotFound} names the first that does not, before anything is changed. In a
  /// rehearsal the steps say what would be different.
  std::size_t change(std::span<const AssetId> ids, const Change& change, const Reason& reason,
                     const access::Caller& caller);

  /// A version that a group of many is about to make.
  struct Making {
    AssetId id;
    std::uint32_t from = 0;  ///< the version before it
  };

  /// How a group of many is changed. `change` is asked on several threads at once, may read the
  /// vault, and may throw: then this asset stays as it is and the others go on.
  struct Many {
    std::function<bool(const AssetId&, metadata::Description&)> change;
    std::string message;                                  ///< for the versions
    std::string event;                                    ///< for each asset; empty: none
    std::function<void(std::span<const Making>)> before;  ///< before anything is changed
    bool patient = false;                                 ///< lets everybody else go first
  };
  struct Refused {
    AssetId id;
    std::string why;
  };

  /// Changes one group of a bulk change: all or none of those that can be changed, without audit
  /// entries of their own. Throws what stops all of it: a full or
  /// failing disk.
  std::vector<Refused> changeMany(std::span<const AssetId> ids, const Many& many,
                                  const access::Caller& caller);

  /// While it is held, nothing is changed.
  std::unique_lock<std::mutex> hold();
  /// Gives an asset new bytes, which `seen` describes, as one more version, and returns its number.
  /// Of what was known, what people said, collections and dates stay. Nothing is done, and nothing
  /// returned, if it has these bytes already.
  std::optional<std::uint32_t> revise(AssetId id, vault::Spooled spooled,
                                      const metadata::Description& seen,
                                      const access::Caller& caller);

  /// Removes assets for good: object, previews, rows. What remains is the audit entry and the
  /// tombstone.
  void erase(std::span<const AssetId> ids, const access::Caller& caller);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
