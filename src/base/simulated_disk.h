#pragma once

#include "base/files.h"
#include "base/random.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// A disk in memory that keeps only what it promised: content that was synced, names in folders
/// that were synced. For tests: it can lose the rest, fail at the n-th change, and fill up. Copying
/// one is cheap enough to try thousands of endings.
///
/// The model is stricter than any real file system: every unsynced write is kept, dropped or torn
/// on its own, and every unsynced change of a folder is kept or dropped on its own (a rename moves
/// as one), later ones never without earlier ones of the same name.
namespace atelier {

class SimulatedDisk final : public Files {
 public:
  SimulatedDisk();
  SimulatedDisk(const SimulatedDisk& other);
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  /// What is found after a power cut at this moment: one of the possible states.
  std::unique_ptr<SimulatedDisk> afterPowerCut(Random& random) const;

  /// From now on the n-th change (1 is the next) throws, once for EIO, and with `forGood` every one
  /// after it, too.
  void failAt(std::uint64_t n, int errorNumber, bool forGood = true);
  void heal();

  std::uint64_t changes() const;            ///< so far: writes, syncs, renames, removals
  void limitBytes(std::uint64_t capacity);  ///< of all content together

  std::unique_ptr<File> open(const fs::path& path, Open how) override;
  std::optional<FileStatus> status(const fs::path& path) override;
  std::vector<FolderEntry> list(const fs::path& folder) override;
  void makeFolders(const fs::path& folder) override;
  void rename(const fs::path& from, const fs::path& to) override;
  void replace(const fs::path& from, const fs::path& to) override;
  void removeFile(const fs::path& path) override;
  void removeTree(const fs::path& folder) override;
  void syncFolder(const fs::path& folder) override;
  void syncAll(const fs::path& path) override;
  Space space(const fs::path& path) override;
  bool clone(const fs::path& from, const fs::path& to) override;

 private:
  friend class SimulatedFile;
  using NodeId = std::uint64_t;

  struct Node {
    bool folder = false;
    std::string content;                                          ///< as the program sees it
    std::string durable;                                          ///< as the disk has it
    std::vector<std::pair<std::uint64_t, std::string>> unsynced;  ///< writes since: offset, bytes
    bool truncated = false;                                       ///< since the last sync
    std::map<std::string, NodeId> entries;                        ///< as the program sees them
  };

  /// A change of names that is not durable yet. A rename takes one name away and gives another.
  struct NameChange {
    NodeId fromFolder = 0;
    std::string fromName;  ///< empty: nothing is taken away
    NodeId toFolder = 0;
    std::string toName;  ///< empty: nothing is given
    NodeId node = 0;
  };

  NodeId find(const fs::path& path) const;      ///< 0 if it is not there
  NodeId need(const fs::path& path) const;      ///< throws NotFound
  NodeId parentOf(const fs::path& path) const;  ///< throws NotFound
  void change(std::string_view doing,
              const fs::path& path);  ///< counts, and fails if it is time to
  void link(NodeId folder, const std::string& name, NodeId node);
  void settle(const std::set<NodeId>*
                  folders);  ///< makes name changes durable: all, or those of these folders
  void write(NodeId node, std::uint64_t offset, std::string_view bytes);
  static void apply(std::map<NodeId, std::map<std::string, NodeId>>& names,
                    const NameChange& change);
  static std::string torn(const Node& node, Random& random);

  mutable std::recursive_mutex mutex_;
  std::map<NodeId, std::shared_ptr<Node>> nodes_;
  std::map<NodeId, std::map<std::string, NodeId>> durableNames_;
  std::vector<NameChange> unsettled_;
  NodeId last_ = 1;
  std::uint64_t changes_ = 0;
  std::uint64_t failAt_ = 0;
  int failWith_ = 0;
  bool failForGood_ = false;
  std::uint64_t capacity_ = std::uint64_t{1} << 40;
};

}  // namespace atelier
