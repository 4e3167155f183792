#pragma once

#include "formats/ocfl/object.h"
#include "formats/ocfl/storage_root.h"
#include "vault/vault.h"
#include "vault/work_folder.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

/// What vault.cpp, deposit.cpp and recovery.cpp share.
namespace atelier::vault {

/// One object's part of a commit, as far as it may have to be taken back.
struct Moving {
  AssetId id;
  std::uint32_t number = 1;  ///< 1: a new object
  fs::path staging;
  fs::path place;          ///< the object's folder in the vault
  bool attempted = false;  ///< the staging was complete, and then the move was tried
};

/// A commit that failed. Its objects stay claimed until it is taken back.
struct FailedCommit {
  std::vector<Moving> parts;
  fs::path group;
};

struct Vault::State {
  Files& files;
  const Clock& clock;
  Log& log;
  ocfl::StorageRoot storage;
  WorkFolder work;

  std::uint64_t device = 0;               ///< of the vault and its work folder
  std::atomic<bool> cannotClone = false;  ///< found out by trying once

  std::shared_mutex ways;     ///< held shared while objects move in, alone while empty folders go
  std::mutex erasing;         ///< one erasure at a time: they share a list
  std::mutex mutex;           ///< guards what follows
  std::set<AssetId> pending;  ///< objects that a commit is working on at this moment
  std::vector<AssetId> notIndexed;           ///< found at opening
  std::set<fs::path> knownFolders;           ///< intermediate folders of the vault that exist
  std::vector<FailedCommit> unfinished;      ///< could not be taken back yet: the disk failed again
  std::vector<fs::path> unfinishedErasures;  ///< intents of objects that are neither in nor gone

  State(Files& f, const Clock& c, Random& random, Log& l, const fs::path& folder,
        const fs::path& workFolder)
      : files(f),
        clock(c),
        log(l),
        storage(ocfl::StorageRoot::open(f, folder)),
        work(f, workFolder, random) {}

  fs::path objectFolder(AssetId id) const;
  ocfl::Object read(AssetId id) const;  ///< Error{NotFound}

  /// Makes the folders between the root and an object, asking the disk once for each.
  void makeWay(const fs::path& objectFolder);

  std::optional<Spooled> cloned(const fs::path& source);

  /// Whether this run leaves something for the next open to finish.
  bool leftToDo() const;

  /// So that two do not make versions of one object at once, or erase it meanwhile.
  /// Error{Conflict}.
  void claim(const std::vector<AssetId>& ids);
  void unclaim(const std::vector<AssetId>& ids);

  /// Durably puts an inventory and its sidecar in the place of an object's. A reader or a crash in
  /// between finds that the pair does not fit and takes the inventory of the newest version folder.
  void replaceInventory(const fs::path& objectFolder, std::string_view text);
  bool speaks(const fs::path& objectFolder, std::string_view text);  ///< this inventory, and whole

  // take_back.cpp
  void takeBack(const FailedCommit& commit);  ///< doing it again is fine
  void takeBackOrRemember(FailedCommit commit) noexcept;
  void takeBackUnfinished();
  void takeBackVersion(const Moving& part);

  // recovery.cpp
  void recover();
  bool remindAgain();
  void finishVersions(const fs::path& run);
  void finishErasures(const fs::path& run);
  void collectGroups(const fs::path& run);

  // erasure.cpp
  void erase(AssetId id, std::string_view who);
  void takeOut(AssetId id, std::string_view who, const fs::path& out);
  void finishErasure(const fs::path& intent);
  void sweepErased(AssetId id, const fs::path& intent);
  void removeEmptyParents(const fs::path& objectFolder);
  void recordErasure(AssetId id, std::string_view who);
};

std::string objectId(AssetId id);  ///< "urn:uuid:..."
std::optional<AssetId> assetOf(std::string_view objectId);

/// Removes a tree and tells the log if that fails: the next open tries again.
void removeQuietly(Files& files, Log& log, const fs::path& path);

}  // namespace atelier::vault
