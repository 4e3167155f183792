#pragma once

#include "formats/ocfl/object.h"
#include "formats/ocfl/storage_root.h"
#include "vault/vault.h"
#include "vault/work_folder.h"

#include <mutex>
#include <set>
#include <shared_mutex>

/// What vault.cpp, deposit.cpp and recovery.cpp share.
namespace atelier::vault {

struct Vault::State {
  Files& files;
  const Clock& clock;
  Log& log;
  ocfl::StorageRoot storage;
  WorkFolder work;

  std::shared_mutex ways;     ///< held shared while objects move in, alone while empty folders go
  std::mutex mutex;           ///< guards what follows
  std::set<AssetId> pending;  ///< objects that a commit is working on at this moment
  std::vector<AssetId> notIndexed;  ///< found at opening
  std::set<fs::path> knownFolders;  ///< intermediate folders of the vault that exist

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

  /// Whether this run leaves something for the next open to finish.
  bool leftToDo() const;

  // recovery.cpp
  void recover();
  void finishVersions(const fs::path& run);
  void finishErasures(const fs::path& run);
  void collectGroups(const fs::path& run);
  void finishErasure(const fs::path& intent);
  void removeEmptyParents(const fs::path& objectFolder);
  void recordErasure(AssetId id, std::string_view who);
};

std::string objectId(AssetId id);  ///< "urn:uuid:..."
std::optional<AssetId> assetOf(std::string_view objectId);

/// Removes a tree and tells the log if that fails: the next open tries again.
void removeQuietly(Files& files, Log& log, const fs::path& path);

}  // namespace atelier::vault
