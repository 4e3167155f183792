#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The file system as a parameter. RealFiles is a thin skin over the system calls; SimulatedDisk
/// (see base/simulated_disk.h) loses what was not synced, tears writes, fills up and fails on
/// command. Every call throws Error (NoSpace, NotFound, AlreadyExists, Io) with the path in
/// `where`. Thread-safe unless two threads use one File.
namespace atelier {

namespace fs = std::filesystem;

/// An open file. Closing it (the destructor) syncs nothing.
class File {
 public:
  virtual ~File() = default;

  /// Reads at most into.size() bytes at `offset`; 0 only at the end of the file.
  virtual std::size_t read(std::uint64_t offset, std::span<std::byte> into) = 0;

  /// Writes all of it at `offset`; the file grows as needed.
  virtual void write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;

  virtual std::uint64_t size() = 0;
  virtual void truncate(std::uint64_t size) = 0;

  /// Content and size survive a power cut once this returns. After a failure the content is
  /// unknown: never retry, start again from what is known good.
  virtual void sync() = 0;

  /// A descriptor for handing to the jail or to sendfile, or -1 if there is none (simulated files).
  virtual int descriptor() const { return -1; }
};

enum class Open : std::uint8_t {
  Read,    ///< NotFound if it is missing
  Create,  ///< AlreadyExists if it is there
  Update,  ///< read and write; created if missing
};

enum class EntryKind : std::uint8_t { File, Folder, Link, Other };

struct FileStatus {
  EntryKind kind = EntryKind::File;
  std::uint64_t size = 0;
  std::chrono::sys_time<std::chrono::nanoseconds> modified;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

struct FolderEntry {
  std::string name;
  EntryKind kind = EntryKind::File;
};

struct Space {
  std::uint64_t capacity = 0;
  std::uint64_t available = 0;
};

class Files {
 public:
  virtual ~Files() = default;

  virtual std::unique_ptr<File> open(const fs::path& path, Open how) = 0;

  /// Does not follow a symbolic link at the end of the path. Nothing if the path is not there.
  virtual std::optional<FileStatus> status(const fs::path& path) = 0;

  /// Sorted by name, bytewise. NotFound if it is no folder.
  virtual std::vector<FolderEntry> list(const fs::path& folder) = 0;

  /// With all missing parents; content to be there already is fine.
  virtual void makeFolders(const fs::path& folder) = 0;

  /// Fails with AlreadyExists instead of replacing anything (renameat2 RENAME_NOREPLACE).
  virtual void rename(const fs::path& from, const fs::path& to) = 0;

  /// Atomically takes the place of a file at `to`.
  virtual void replace(const fs::path& from, const fs::path& to) = 0;

  virtual void removeFile(const fs::path& path) = 0;    ///< nothing happens if it is not there
  virtual void removeTree(const fs::path& folder) = 0;  ///< never follows links

  /// Names in this folder (not content) survive a power cut once this returns.
  virtual void syncFolder(const fs::path& folder) = 0;

  /// Everything written so far on the file system that holds `path` survives a power cut (syncfs).
  virtual void syncAll(const fs::path& path) = 0;

  virtual Space space(const fs::path& path) = 0;

  /// Makes `to` (which must not exist) share the blocks of `from` where the file system can
  /// (FICLONE). False, and nothing made, where it cannot.
  virtual bool clone(const fs::path& from, const fs::path& to) = 0;

  /// Whole small files: at most `limit` bytes, TooLarge beyond that.
  std::string readText(const fs::path& path, std::size_t limit = std::size_t{16} << 20);

  /// Create, write, sync, close. The name itself is durable after syncFolder(parent).
  void createText(const fs::path& path, std::string_view text, bool sync = true);

  /// Durably puts `text` in the place of what is there, never half: temporary, sync, replace, sync
  /// folder.
  void replaceText(const fs::path& path, std::string_view text);

  bool exists(const fs::path& path) { return status(path).has_value(); }
};

/// The real file system. Symbolic links in the last component are never followed for writing.
class RealFiles : public Files {
 public:
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
};

}  // namespace atelier
