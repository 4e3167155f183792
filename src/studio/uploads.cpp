#include "studio/uploads.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/json/codec.h"
#include "base/json/text.h"
#include "base/text.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <map>
#include <mutex>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 24h;

/// work/uploads/<id>.json, beside <id>.part with the bytes.
struct Kept {
  std::uint64_t length = 0;
  std::string fileName;
  std::string owner;
  std::string ownerName;
  std::string expires;
  std::optional<std::string> collection;
  std::optional<std::string> asset;  ///< once it became one
  bool duplicate = false;
};
BOOST_DESCRIBE_STRUCT(Kept, (),
                      (length, fileName, owner, ownerName, expires, collection, asset, duplicate))

struct Upload {
  Kept kept;
  std::mutex mutex;  ///< one request at a time
  std::unique_ptr<File> file;
  Sha256 hash;
  std::uint64_t hashed = 0;  ///< how much of the file the hash has seen
  std::uint64_t offset = 0;
  std::string unreadable;
};

/// Of an upload that became an asset.
Arrival arrivalOf(const Upload& upload) {
  const auto id = AssetId::parse(upload.kept.asset.value_or(""));
  return {id.value_or(AssetId{}), {}, upload.kept.length, upload.kept.duplicate, upload.unreadable};
}

Error noSuchUpload() {
  return {Code::NotFound, "There is no such upload.",
          "It may have expired. Begin it again; nothing else was lost."};
}

}  // namespace

struct Uploads::State {
  Studio& studio;
  fs::path folder;
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Upload>, std::less<>> uploads;

  explicit State(Studio& s) : studio(s), folder(s.vault().workFolder() / "uploads") {}

  fs::path part(std::string_view id) const { return folder / (std::string(id) + ".part"); }
  fs::path record(std::string_view id) const { return folder / (std::string(id) + ".json"); }

  void save(std::string_view id, const Kept& kept) {
    boost::json::value value;
    json::encode(kept, value);
    studio.files().replaceText(record(id), json::toText(value) + "\n");
  }

  /// What earlier runs left: uploads go on where they were, expired ones are swept.
  void load() {
    studio.files().makeFolders(folder);
    for (const auto& entry : studio.files().list(folder)) {
      if (!entry.name.ends_with(".json")) continue;
      const auto id = entry.name.substr(0, entry.name.size() - 5);
      try {
        auto upload = std::make_shared<Upload>();
        upload->kept =
            json::decode<Kept>(json::parse(studio.files().readText(folder / entry.name)));
        const auto status = studio.files().status(part(id));
        upload->offset = status ? std::min(status->size, upload->kept.length) : upload->kept.length;
        if (!status && !upload->kept.asset) throw noSuchUpload();
        uploads.emplace(id, std::move(upload));
      } catch (const Error&) {
        drop(id);
      }
    }
    sweep();
  }

  void drop(std::string_view id) {
    studio.files().removeFile(part(id));
    studio.files().removeFile(record(id));
  }

  void sweep() {
    const auto now = studio.clock().now();
    std::erase_if(uploads, [&](const auto& each) {
      const auto expires = fromRfc3339(each.second->kept.expires);
      if (expires && *expires > now) return false;
      drop(each.first);
      return true;
    });
  }

  std::shared_ptr<Upload> find(std::string_view id, const access::Caller& caller) {
    const std::lock_guard lock{mutex};
    const auto found = uploads.find(id);
    if (found == uploads.end() || found->second->kept.owner != caller.id) return nullptr;
    return found->second;
  }

  std::shared_ptr<Upload> get(std::string_view id, const access::Caller& caller) {
    auto upload = find(id, caller);
    if (!upload) throw noSuchUpload();
    return upload;
  }

  void openFile(Upload& upload, std::string_view id) {
    if (!upload.file) upload.file = studio.files().open(part(id), Open::Update);
  }

  /// Reads what the hash has not seen yet: after a restart, or after taking back a piece.
  void catchUp(Upload& upload) const {
    std::vector<std::byte> buffer(std::size_t{1} << 20);
    while (upload.hashed < upload.offset) {
      const auto want = std::min<std::uint64_t>(buffer.size(), upload.offset - upload.hashed);
      const auto got =
          upload.file->read(upload.hashed, std::span(buffer).first(static_cast<std::size_t>(want)));
      if (got == 0) throw Error{Code::Io, "An upload lost bytes on disk.", "Begin it again."};
      upload.hash.update(std::span(buffer).first(got));
      upload.hashed += got;
    }
  }

  Arrival arrive(std::string_view id, Upload& upload, const access::Caller& caller) {
    openFile(upload, id);
    catchUp(upload);
    auto collection =
        upload.kept.collection ? CollectionId::parse(*upload.kept.collection) : std::nullopt;
    vault::Spooled spooled(studio.files(), part(id), upload.hash.finish(), upload.offset);
    upload.file.reset();
    upload.hashed = 0;
    const auto arrival = studio.intake().add(std::move(spooled),
                                             {upload.kept.fileName, {}, collection, true, caller});
    upload.kept.asset = arrival.id.text();
    upload.kept.duplicate = arrival.duplicate;
    upload.unreadable = arrival.unreadable;
    save(id, upload.kept);
    return arrival;
  }
};

Uploads::Uploads(Studio& studio) : state_(std::make_unique<State>(studio)) { state_->load(); }
Uploads::~Uploads() = default;

std::string Uploads::begin(std::uint64_t length, std::string_view fileName,
                           std::optional<CollectionId> collection, const access::Caller& caller) {
  caller.require(access::Scope::WriteAssets);
  if (length > lengthLimit) {
    throw Error{Code::TooLarge, "This file is larger than 4 TiB.", "Nothing was sent."};
  }
  const auto space = state_->studio.files().space(state_->folder);
  if (length > space.available) {
    throw Error{Code::NoSpace, "There is not enough room on the studio's disk.",
                fmt::format("Nothing was sent. Free {}, then try again.",
                            humanBytes(length - space.available))};
  }
  auto upload = std::make_shared<Upload>();
  const auto expires = toRfc3339(state_->studio.clock().now() + patience);
  auto inCollection = collection ? std::optional(collection->text()) : std::nullopt;
  upload->kept = {length,  toUtf8(fileName), caller.id,    caller.name,
                  expires, inCollection,     std::nullopt, false};
  auto id = state_->studio.random().token(18);
  upload->file = state_->studio.files().open(state_->part(id), Open::Create);
  state_->save(id, upload->kept);
  const std::lock_guard lock{state_->mutex};
  state_->sweep();
  state_->uploads.emplace(id, std::move(upload));
  return id;
}

std::optional<UploadStatus> Uploads::status(std::string_view id, const access::Caller& caller) {
  const auto upload = state_->find(id, caller);
  if (!upload) return std::nullopt;
  const std::lock_guard lock{upload->mutex};
  UploadStatus status{upload->kept.length, upload->offset, upload->kept.fileName,
                      fromRfc3339(upload->kept.expires).value_or(Timestamp{}), std::nullopt};
  if (upload->kept.asset) {
    status.arrival = arrivalOf(*upload);
  }
  return status;
}

std::uint64_t Uploads::append(std::string_view id, std::uint64_t offset,
                              std::span<const std::byte> bytes, const access::Caller& caller) {
  const auto upload = state_->get(id, caller);
  const std::unique_lock lock{upload->mutex, std::try_to_lock};
  if (!lock.owns_lock()) {
    throw Error{Code::Conflict, "Somebody is sending to this upload already.",
                "Ask where it is and go on from there."};
  }
  if (offset != upload->offset) {
    throw Error{Code::Conflict, fmt::format("The upload is at byte {}.", upload->offset),
                "Go on from there; what was sent before is safe."};
  }
  if (bytes.size() > upload->kept.length - offset) {
    throw Error{Code::TooLarge, "These are more bytes than were announced.",
                "Nothing of this piece was kept. Begin the upload again with the right length."};
  }
  state_->openFile(*upload, id);
  upload->file->write(offset, bytes);
  if (upload->hashed == offset) {
    upload->hash.update(bytes);
    upload->hashed += bytes.size();
  }
  return upload->offset += bytes.size();
}

void Uploads::rewind(std::string_view id, std::uint64_t offset, const access::Caller& caller) {
  const auto upload = state_->get(id, caller);
  const std::lock_guard lock{upload->mutex};
  if (offset >= upload->offset) return;
  state_->openFile(*upload, id);
  upload->file->truncate(offset);
  upload->offset = offset;
  if (upload->hashed > offset) {
    upload->hash = Sha256();
    upload->hashed = 0;
  }
}

Arrival Uploads::finish(std::string_view id, const access::Caller& caller) {
  const auto upload = state_->get(id, caller);
  const std::lock_guard lock{upload->mutex};
  if (upload->kept.asset) {
    return arrivalOf(*upload);
  }
  if (upload->offset != upload->kept.length) {
    throw Error{Code::Conflict,
                fmt::format("The upload is at byte {}, not at its end.", upload->offset),
                "Send the rest first."};
  }
  return state_->arrive(id, *upload, caller);
}

void Uploads::remove(std::string_view id, const access::Caller& caller) {
  const auto upload = state_->get(id, caller);
  const std::scoped_lock lock{state_->mutex, upload->mutex};
  upload->file.reset();
  state_->drop(id);
  state_->uploads.erase(state_->uploads.find(id));
}

}  // namespace atelier::studio
