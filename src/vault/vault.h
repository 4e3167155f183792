#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/id.h"
#include "base/log.h"
#include "vault/deposit.h"
#include "vault/spool.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Originals and everything known about them, kept as OCFL 1.1 objects that any reader understands
/// (docs/formats/vault.md). An object appears whole or not at all: staged in `work/` beside the
/// vault, synced, then renamed into place; many objects share two syncs. What a deposit committed
/// survives a power cut. One process at a time; all calls are thread-safe. Errors: AT-2005 not a
/// vault, AT-1002 no such object or version, AT-2003 it exists already, AT-2004 damaged, AT-1003
/// somebody else made this version, AT-1101 the disk is full, AT-1100 the disk failed.
namespace atelier::vault {

struct VersionInfo {
  std::uint32_t number = 0;
  std::string created;  ///< RFC 3339
  std::string message;
  std::string user;
  Digest digest;  ///< of its original; zeros if it has none
};

/// Something that is not as it was put.
struct Damage {
  std::string code;   ///< of the OCFL specification, "E092"
  std::string where;  ///< below the object's folder
  std::string message;
};

/// A name that may stand in an OCFL content path: no separators, control characters or dots alone;
/// at most 200 bytes of UTF-8. Never empty.
std::string safeName(std::string_view name);

class Vault {
 public:
  /// Lays out `folder` (the OCFL root) and `work` beside it.
  static void create(Files& files, const fs::path& folder, const fs::path& work);

  /// Opens it and finishes or sweeps what a crash left in `work`.
  Vault(Files& files, const Clock& clock, Random& random, Log& log, const fs::path& folder,
        const fs::path& work);
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  // --- Bringing in ------------------------------------------------------------------------------

  SpoolWriter spool();

  /// Takes a file from outside: one pass, read, hash and write; where the file system can, its
  /// blocks are shared instead of written again.
  Spooled spoolFile(const fs::path& source);

  /// Version 1 of a new object.
  Draft newObject(AssetId id, Note note) const;

  /// A new version of an object. What is not given stays as it was and is not stored again.
  /// Error{Conflict} if `number` is given and is not the next one.
  Draft newVersion(AssetId id, Note note, std::optional<std::uint32_t> number = {}) const;

  Deposit deposit();

  // --- Getting back -----------------------------------------------------------------------------

  bool has(AssetId id) const;
  std::unique_ptr<File> open(AssetId id, std::string_view logicalPath,
                             std::optional<std::uint32_t> version = {}) const;
  std::string readText(AssetId id, std::string_view logicalPath,
                       std::optional<std::uint32_t> version = {}) const;

  /// The one logical path below original/, in this version.
  std::string originalPath(AssetId id, std::optional<std::uint32_t> version = {}) const;
  std::vector<std::string> logicalPaths(AssetId id,
                                        std::optional<std::uint32_t> version = {}) const;
  std::vector<VersionInfo> versions(AssetId id) const;
  std::uint32_t head(AssetId id) const;

  /// Relative to the vault's root.
  fs::path folder(AssetId id) const;
  const fs::path& root() const;

  /// Every object in the vault, in the order of their folders. False from the visitor ends the
  /// walk. Objects whose inventory cannot be read come without an id.
  void forEach(
      const std::function<bool(std::optional<AssetId> id, const fs::path& folder)>& visitor) const;

  // --- Removing and proving ---------------------------------------------------------------------

  /// For good: the object goes, a line in erased.jsonl says that, when and who. A crash is finished
  /// by the next open. Nothing happens if it is gone already.
  void erase(AssetId id, std::string_view who);

  /// The last ones that erased.jsonl names, for an index that may not have heard of them.
  std::vector<AssetId> lastErased() const;

  /// What is wrong in the vault outside of its objects; `where` is relative to it.
  std::vector<Damage> checkRoot() const;

  /// OCFL 1.1 and, with `content`, every byte against its digest.
  std::vector<Damage> check(const fs::path& objectFolder, bool content,
                            const std::function<void(std::uint64_t bytes)>& onBytes = {}) const;

  /// Committed in an earlier run that ended before it could say indexed(): the index may not know
  /// them. Complete and sound; what was not is swept.
  std::vector<AssetId> notIndexed() const;
  void indexed();  ///< the index knows them now

  /// What lies in `work` and belongs to nobody: left by runs that crashed. Removed by
  /// collectGarbage.
  std::vector<fs::path> garbage() const;
  std::size_t collectGarbage();

  const fs::path& workFolder() const;

 private:
  friend class Deposit;
  friend class Draft;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::vault
