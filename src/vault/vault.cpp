#include "vault/vault.h"

#include "base/error.h"
#include "base/text.h"
#include "formats/ocfl/validator.h"
#include "vault/vault_state.h"

#include <algorithm>

#include <fcntl.h>
#include <fmt/format.h>

namespace atelier::vault {

namespace {

constexpr std::string_view idPrefix = "urn:uuid:";

Error noSuchObject(AssetId id) {
  return {Code::NotFound, fmt::format("The vault has no object {}.", id.text()),
          "It may have been erased."};
}

fs::path contentFile(const ocfl::Object& object, std::string_view logicalPath,
                     std::optional<std::uint32_t> version) {
  auto file = object.contentFile(version.value_or(object.inventory.head), logicalPath);
  if (!file) {
    throw Error{Code::NotFound, fmt::format("There is no {} in this version.", logicalPath),
                "`asset show` lists the versions that there are."};
  }
  return *file;
}

Digest digestOfOriginal(const ocfl::Version& version) {
  for (const auto& [digest, paths] : version.state) {
    const bool original = std::ranges::any_of(
        paths, [](const std::string& path) { return path.starts_with("original/"); });
    if (original) return Digest::fromHex(digest).value_or(Digest{});
  }
  return {};
}

}  // namespace

std::string objectId(AssetId id) { return std::string(idPrefix) + id.text(); }

std::optional<AssetId> assetOf(std::string_view text) {
  if (!text.starts_with(idPrefix)) return std::nullopt;
  return AssetId::parse(text.substr(idPrefix.size()));
}

void removeQuietly(Files& files, Log& log, const fs::path& path) {
  try {
    files.removeTree(path);
  } catch (const Error& error) {
    log.warn("vault.sweep-failed",
             {{"path", path.native()}, {"problem", std::string_view(error.message)}});
  }
}

std::string safeName(std::string_view name) {
  constexpr std::size_t longest = 200;
  std::string safe = toUtf8(name);
  for (auto& c : safe) {
    if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '_';
  }
  safe = std::string(trim(cutUtf8(safe, longest)));
  if (safe.empty() || safe == "." || safe == "..") return "unnamed";
  return safe;
}

fs::path Vault::State::objectFolder(AssetId id) const { return storage.objectFolder(objectId(id)); }

ocfl::Object Vault::State::read(AssetId id) const {
  const auto folder = objectFolder(id);
  if (!files.exists(folder)) throw noSuchObject(id);
  return ocfl::readObject(files, folder);
}

void Vault::State::makeWay(const fs::path& objectFolder) {
  const auto parent = objectFolder.parent_path();
  {
    const std::lock_guard lock{mutex};
    if (knownFolders.contains(parent)) return;
  }
  files.makeFolders(parent);
  const std::lock_guard lock{mutex};
  knownFolders.insert(parent);
}

void Vault::create(Files& files, const fs::path& folder, const fs::path& work) {
  files.makeFolders(work);
  ocfl::StorageRoot::create(files, folder);
  files.syncFolder(work.parent_path());
}

Vault::Vault(Files& files, const Clock& clock, Random& random, Log& log, const fs::path& folder,
             const fs::path& work) {
  const auto vaultStatus = files.status(folder);
  if (!vaultStatus)
    throw Error{Code::NotAVault, "There is no vault in this folder.", "", folder.string()};
  state_ = std::make_unique<State>(files, clock, random, log, folder, work);
  const auto workStatus = files.status(work);
  if (!workStatus || workStatus->device != vaultStatus->device) {
    throw Error{
        Code::NotAVault, "The vault and its work folder are on different disks.",
        "Nothing was changed. Put both on one file system: objects are moved in by renaming.",
        work.string()};
  }
  state_->device = workStatus->device;
  state_->recover();
}

Vault::~Vault() {
  if (!state_) return;
  state_->takeBackUnfinished();
  try {
    if (!state_->leftToDo()) removeQuietly(state_->files, state_->log, state_->work.run());
  } catch (const Error& error) {
    state_->log.warn("vault.close-failed", {{"problem", std::string_view(error.message)}});
  }
}

bool Vault::State::leftToDo() const {
  for (const auto& entry : files.list(work.run())) {
    for (const auto kind : {"group-", "version-", "erase-"}) {
      if (entry.name.starts_with(kind)) return true;
    }
  }
  return false;
}

SpoolWriter Vault::spool() { return {state_->files, state_->work.fresh("spool")}; }

namespace {

/// Hands over all of a file in pieces that stay in the cache between reading, hashing and writing.
void readThrough(File& file, const std::function<void(std::span<const std::byte>)>& use) {
  if (file.descriptor() >= 0) ::posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_SEQUENTIAL);
  thread_local std::vector<std::byte> buffer(std::size_t{1} << 17);
  std::uint64_t offset = 0;
  while (const auto got = file.read(offset, buffer)) {
    use(std::span(buffer).first(got));
    offset += got;
  }
}

}  // namespace

/// Shares the source's blocks, where the file system can, and takes the digest of what it got: the
/// source may change meanwhile. Nothing if it cannot.
std::optional<Spooled> Vault::State::cloned(const fs::path& source) {
  if (cannotClone) return std::nullopt;
  const auto status = files.status(source);
  if (!status || status->kind != EntryKind::File || status->device != device) return std::nullopt;
  const auto path = work.fresh("spool");
  if (!files.clone(source, path)) {
    cannotClone = true;
    return std::nullopt;
  }
  Spooled keep(files, path, {}, 0);  // so that it is removed if reading it fails
  Sha256 hash;
  std::uint64_t bytes = 0;
  readThrough(*files.open(path, Open::Read), [&](std::span<const std::byte> some) {
    hash.update(some);
    bytes += some.size();
  });
  return Spooled(files, keep.release(), hash.finish(), bytes);
}

Spooled Vault::spoolFile(const fs::path& source) {
  if (auto spooled = state_->cloned(source)) return std::move(*spooled);
  auto writer = spool();
  readThrough(*state_->files.open(source, Open::Read),
              [&](std::span<const std::byte> some) { writer.write(some); });
  return writer.finish();
}

Deposit Vault::deposit() { return Deposit(*this); }

bool Vault::has(AssetId id) const { return state_->files.exists(state_->objectFolder(id)); }

std::unique_ptr<File> Vault::open(AssetId id, std::string_view logicalPath,
                                  std::optional<std::uint32_t> version) const {
  return state_->files.open(contentFile(state_->read(id), logicalPath, version), Open::Read);
}

std::string Vault::readText(AssetId id, std::string_view logicalPath,
                            std::optional<std::uint32_t> version) const {
  return state_->files.readText(contentFile(state_->read(id), logicalPath, version));
}

std::vector<std::string> Vault::logicalPaths(AssetId id,
                                             std::optional<std::uint32_t> version) const {
  const auto object = state_->read(id);
  const auto found = object.inventory.versions.find(version.value_or(object.inventory.head));
  if (found == object.inventory.versions.end()) {
    throw Error{Code::NotFound, "There is no such version.", "`asset show` lists the versions."};
  }
  std::vector<std::string> paths;
  for (const auto& [digest, logical] : found->second.state) {
    paths.insert(paths.end(), logical.begin(), logical.end());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string Vault::originalPath(AssetId id, std::optional<std::uint32_t> version) const {
  for (auto& path : logicalPaths(id, version)) {
    if (path.starts_with("original/")) return path;
  }
  throw Error{Code::NotFound, "This object has no original.", "It may be a collection."};
}

std::vector<VersionInfo> Vault::versions(AssetId id) const {
  std::vector<VersionInfo> list;
  const auto object = state_->read(id);
  for (const auto& [number, version] : object.inventory.versions) {
    list.push_back({number, version.created, version.message,
                    version.user ? version.user->name : "", digestOfOriginal(version)});
  }
  return list;
}

std::uint32_t Vault::head(AssetId id) const { return state_->read(id).inventory.head; }

fs::path Vault::folder(AssetId id) const {
  return state_->storage.layout().objectPath(objectId(id));
}

const fs::path& Vault::root() const { return state_->storage.folder(); }

const fs::path& Vault::workFolder() const { return state_->work.folder(); }

void Vault::forEach(
    const std::function<bool(std::optional<AssetId>, const fs::path&)>& visitor) const {
  state_->storage.forEachObject([&](const fs::path& folder) {
    std::optional<AssetId> id;
    try {
      id = assetOf(ocfl::readObject(state_->files, folder).inventory.id);
    } catch (const Error&) {
      id = std::nullopt;  // check() says what is wrong with it
    }
    return visitor(id, folder.lexically_relative(root()));
  });
}

std::vector<Damage> Vault::checkRoot() const {
  std::vector<Damage> damages;
  for (auto& finding : state_->storage.check())
    damages.push_back({finding.code, finding.where, finding.message});
  return damages;
}

std::vector<Damage> Vault::check(const fs::path& objectFolder, bool content,
                                 const std::function<void(std::uint64_t)>& onBytes) const {
  ocfl::ValidateOptions options;
  options.digests = content;
  options.warnings = false;
  options.ownSidecars = true;
  options.onBytes = onBytes;
  std::vector<Damage> damages;
  for (auto& finding : ocfl::validateObject(state_->files, root() / objectFolder, options)) {
    if (finding.error) damages.push_back({finding.code, finding.where, finding.message});
  }
  return damages;
}

std::vector<AssetId> Vault::notIndexed() const {
  const std::lock_guard lock{state_->mutex};
  return state_->notIndexed;
}

std::vector<fs::path> Vault::garbage() const { return state_->work.otherRuns(); }

}  // namespace atelier::vault
