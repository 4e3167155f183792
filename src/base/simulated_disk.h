#pragma once

#include "base/files.h"
#include "base/random.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A disk in memory that keeps only what it promised: content that was synced, and names in folders
/// that were synced. For tests: it can lose the rest, fail at the n-th change and fill up. Copies
/// share what they have in common, so that thousands of endings can be tried.
///
/// It is stricter than any real file system: every write that was not synced is kept, dropped or
/// torn on its own, and every change of names that was not synced is kept or dropped on its own. A
/// rename moves as one; changes that depend on each other by a name keep their order.
namespace atelier {

class SimulatedDisk final : public Files {
 public:
  SimulatedDisk();
  SimulatedDisk(const SimulatedDisk& other);  ///< without the faults and the listener
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  /// What is found after a power cut at this moment: one of the possible states.
  std::unique_ptr<SimulatedDisk> afterPowerCut(Random& random) const;

  /// The n-th change from now (1 is the next) throws, and with `forGood` every one after it. A
  /// write that fails has written half of its bytes.
  void failAt(std::uint64_t n, int errorNumber, bool forGood = true);
  void heal();

  /// Hears of every change before it happens: the moments at which the power may fail.
  void beforeEachChange(std::function<void()> listener);

  std::uint64_t changes() const;            ///< so far: writes, syncs, renames, removals
  void limitBytes(std::uint64_t capacity);  ///< of all content together; NoSpace beyond it

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
  using Names = std::map<std::string, NodeId>;

  struct Node {
    bool folder = false;
    std::string content;                                          ///< as the program sees it
    std::string durable;                                          ///< as the disk has it
    std::vector<std::pair<std::uint64_t, std::string>> unsynced;  ///< writes since: offset, bytes
    bool truncated = false;                                       ///< since the last sync
    Names entries;                                                ///< as the program sees them
    Names durableEntries;                                         ///< as the disk has them
  };

  /// A change of names that is not durable yet. A rename takes one name away and gives another.
  struct NameChange {
    NodeId fromFolder = 0;
    std::string fromName;  ///< empty: nothing is taken away
    NodeId toFolder = 0;
    std::string toName;  ///< empty: nothing is given
    NodeId node = 0;
  };
  using NamePlaces = std::set<std::pair<NodeId, std::string>>;

  NodeId find(const fs::path& path) const;      ///< 0 if it is not there
  NodeId need(const fs::path& path) const;      ///< throws NotFound
  NodeId parentOf(const fs::path& path) const;  ///< throws NotFound
  Node& writable(NodeId node);                  ///< a copy of its own, if it is shared
  bool failsNow();                              ///< counts
  void change(std::string_view doing, const fs::path& path);  ///< counts, and throws if it is time
  void link(NodeId folder, const std::string& name, NodeId node);
  void unlink(const fs::path& path);
  void settle(const std::set<NodeId>* folders);  ///< all name changes, or those of these folders
  void apply(const NameChange& change);
  void write(NodeId node, const fs::path& path, std::uint64_t offset, std::string_view bytes);
  std::uint64_t used(NodeId below) const;
  static bool touches(const NamePlaces& places, const NameChange& change);
  static std::string torn(const Node& node, Random& random);

  mutable std::recursive_mutex mutex_;
  std::map<NodeId, std::shared_ptr<Node>> nodes_;
  std::vector<NameChange> unsettled_;
  NodeId last_ = 1;
  std::uint64_t changes_ = 0;
  std::uint64_t failAt_ = 0;
  int failWith_ = 0;
  bool failForGood_ = false;
  std::uint64_t capacity_ = std::uint64_t{1} << 40;
  std::function<void()> listener_;
};

}  // namespace atelier
