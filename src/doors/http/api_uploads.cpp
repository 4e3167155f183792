#include "doors/http/api_uploads.h"

#include "base/text.h"
#include "doors/http/api_caller.h"
#include "doors/http/base64.h"
#include "studio/operations/views.h"
#include "studio/studio.h"
#include "studio/uploads.h"

namespace atelier::http {

using access::Scope;

std::string StudioUploads::create(const Request& request, std::uint64_t length,
                                  const std::vector<Field>& metadata) {
  const auto caller = requireCaller(studio_, request, https_, Scope::WriteAssets);
  std::string fileName;
  std::optional<CollectionId> collection;
  for (const auto& field : metadata) {
    if (field.name == "filename" || (field.name == "name" && fileName.empty())) {
      fileName = toUtf8(field.value);
    } else if (field.name == "collection" && !field.value.empty()) {
      collection = studio::collectionNamed(studio_, field.value);
    }
  }
  if (fileName.empty()) fileName = "untitled";
  return studio_.uploads().begin(length, fileName, collection, caller);
}

std::optional<UploadState> StudioUploads::find(const Request& request, std::string_view id) {
  const auto caller = requireCaller(studio_, request, https_, Scope::WriteAssets);
  const auto status = studio_.uploads().status(id, caller);
  if (!status) return std::nullopt;
  UploadState state;
  state.offset = status->offset;
  state.length = status->length;
  state.expires = status->expires;
  state.metadata = "filename " + toBase64(status->fileName);
  return state;
}

void StudioUploads::append(const Request& request, std::string_view id, std::uint64_t offset,
                           std::span<const std::byte> bytes) {
  const auto caller = requireCaller(studio_, request, https_, Scope::WriteAssets);
  studio_.uploads().append(id, offset, bytes, caller);
}

void StudioUploads::rewind(const Request& request, std::string_view id, std::uint64_t offset) {
  studio_.uploads().rewind(id, offset, requireCaller(studio_, request, https_, Scope::WriteAssets));
}

Fields StudioUploads::finish(const Request& request, std::string_view id) {
  const auto caller = requireCaller(studio_, request, https_, Scope::WriteAssets);
  const auto arrival = studio_.uploads().finish(id, caller);
  Fields fields;
  fields.add("Atelier-Asset", arrival.id.text());
  fields.add("Atelier-Duplicate", arrival.duplicate ? "true" : "false");
  if (!arrival.unreadable.empty()) fields.add("Atelier-Unreadable", arrival.unreadable);
  return fields;
}

void StudioUploads::remove(const Request& request, std::string_view id) {
  studio_.uploads().remove(id, requireCaller(studio_, request, https_, Scope::WriteAssets));
}

}  // namespace atelier::http
