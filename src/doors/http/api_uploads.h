#pragma once

#include "doors/http/tus.h"

namespace atelier::studio {
class Studio;
}

/// The studio's resumable uploads, as tus wants them. Every call asks again who sends, so that an
/// upload ends with the session or token it came with.
namespace atelier::http {

class StudioUploads final : public UploadStore {
 public:
  StudioUploads(studio::Studio& studio, bool https) : studio_(studio), https_(https) {}

  std::string create(const Request& request, std::uint64_t length,
                     const std::vector<Field>& metadata) override;
  std::optional<UploadState> find(const Request& request, std::string_view id) override;
  void append(const Request& request, std::string_view id, std::uint64_t offset,
              std::span<const std::byte> bytes) override;
  void rewind(const Request& request, std::string_view id, std::uint64_t offset) override;
  Fields finish(const Request& request, std::string_view id) override;
  void remove(const Request& request, std::string_view id) override;

 private:
  studio::Studio& studio_;
  bool https_;
};

}  // namespace atelier::http
