#pragma once

#include "base/clock.h"
#include "doors/http/application.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Resumable uploads: tus 1.0.0 with the extensions creation, creation-with-upload, termination,
/// checksum (sha256, sha1) and expiration. Bytes go to the store as they arrive, so what came
/// before a broken connection counts. A piece with a checksum is the exception: unless it arrives
/// whole and right, it is taken back, as the protocol wants it.
namespace atelier::http {

struct UploadState {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::optional<Timestamp> expires;
  std::string metadata;  ///< the Upload-Metadata header as it was given
};

/// Where uploads wait until they are whole. Throws Error; all of it may block.
class UploadStore {
 public:
  virtual ~UploadStore() = default;

  /// The id of a new, empty upload. `request` tells who asks; TooLarge or NoSpace refuse it.
  virtual std::string create(const Request& request, std::uint64_t length,
                             const std::vector<Field>& metadata) = 0;

  /// Nothing if there is no such upload or it is not this caller's. Gone if it has expired.
  virtual std::optional<UploadState> find(const Request& request, std::string_view id) = 0;

  /// `offset` is the current end. Once this returned, the bytes count.
  virtual void append(const Request& request, std::string_view id, std::uint64_t offset,
                      std::span<const std::byte> bytes) = 0;

  /// Takes back what came after `offset`.
  virtual void rewind(const Request& request, std::string_view id, std::uint64_t offset) = 0;

  /// All bytes are there: make an asset of them. The headers go into the answer.
  virtual Fields finish(const Request& request, std::string_view id) = 0;
  virtual void remove(const Request& request, std::string_view id) = 0;
};

/// "filename d29ybGQ=,empty" as names and decoded values; Error{InvalidInput} with the byte offset.
std::vector<Field> parseUploadMetadata(std::string_view header);

class Tus {
 public:
  /// `base` is the path of the creation resource, without a slash at the end: "/api/v1/uploads".
  Tus(UploadStore& store, std::string base, std::uint64_t largest)
      : store_(store), base_(std::move(base)), largest_(largest) {}

  bool owns(std::string_view path) const;
  static bool streams(const Request& request);  ///< then upload(), else handle()
  Answer handle(Request& request);
  std::unique_ptr<BodySink> upload(Request& request);

  /// Tus-Resumable, on every answer below the base, errors too.
  static void decorate(Answer& answer);

 private:
  class Piece;
  Answer discover() const;
  Answer status(const Request& request, std::string_view id);
  std::unique_ptr<BodySink> create(Request& request);
  std::unique_ptr<BodySink> resume(Request& request, std::string_view id);
  std::string_view idIn(std::string_view path) const;

  std::uint64_t takeTurn(const std::string& id);
  bool hasTurn(const std::string& id, std::uint64_t turn);
  void leaveTurn(const std::string& id, std::uint64_t turn) noexcept;

  UploadStore& store_;
  std::string base_;
  std::uint64_t largest_;

  // A client that lost its connection comes back before we notice: the newest request for an upload
  // wins, and the older one is refused at its next piece.
  std::mutex mutex_;
  std::uint64_t lastTurn_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> turns_;
};

}  // namespace atelier::http
