// Operations whose bytes flow past the table: here for the documents, run by their doors.

#include "studio/operations/nouns.h"
#include "studio/operations/views.h"

namespace atelier::studio {

namespace {

struct GetOriginal {
  std::string id;
  std::optional<std::uint32_t> version;
  static constexpr std::array help{"The asset's id", "Number of a version; the newest if left out"};
};
BOOST_DESCRIBE_STRUCT(GetOriginal, (), (id, version))

struct GetPreview {
  std::string id;
  std::uint32_t size = 320;
  std::string format = "webp";
  std::optional<std::uint32_t> version;
  static constexpr std::array help{"The asset's id", "Pixels of the long edge: 320 or 1280",
                                   "webp or jpeg", "Number of a version; the newest if left out"};
};
BOOST_DESCRIBE_STRUCT(GetPreview, (), (id, size, format, version))

struct GetDrawing {
  std::string id;
  static constexpr std::array help{"The asset's id"};
};
BOOST_DESCRIBE_STRUCT(GetDrawing, (), (id))

struct AddAsset {
  std::string name;
  std::optional<std::string> collection;
  static constexpr std::array help{"What the file is called",
                                   "Id or name of a collection to file it under"};
};
BOOST_DESCRIBE_STRUCT(AddAsset, (), (name, collection))

struct AddedAsset {
  std::string id;
  bool duplicate = false;
  std::optional<std::string> unreadable;
};
BOOST_DESCRIBE_STRUCT(AddedAsset, (), (id, duplicate, unreadable))

struct ReviseAsset {
  std::string id;
  std::optional<std::string> name;
  static constexpr std::array help{"The asset's id",
                                   "What the file is called; as before if left out"};
};
BOOST_DESCRIBE_STRUCT(ReviseAsset, (), (id, name))

struct FollowEvents {};
BOOST_DESCRIBE_STRUCT(FollowEvents, (), ())

constexpr std::array table{
    streaming<GetOriginal>(Stream::Download, "asset.get", get("/assets/{id}/original"),
                           Scope::ReadAssets, Effect::None,
                           "Get an original back, byte for byte; ranges are served."),
    streaming<GetPreview>(Stream::Download, "asset.preview", get("/assets/{id}/preview"),
                          Scope::ReadAssets, Effect::None,
                          "Get a picture of an asset, made now if it is missing."),
    streaming<GetDrawing>(Stream::Download, "asset.peaks", get("/assets/{id}/peaks"),
                          Scope::ReadAssets, Effect::None,
                          "Get the loudness of a sound over time, coarse to fine, for drawing; 202 "
                          "with how far it is while it is being made."),
    streaming<GetDrawing>(Stream::Download, "asset.storyboard_sheet",
                          get("/assets/{id}/storyboard/sheet"), Scope::ReadAssets, Effect::None,
                          "Get the small pictures of a film on one sheet, as its storyboard says; "
                          "202 with how far it is while it is being made."),
    streaming<AddAsset, AddedAsset>(
        Stream::Upload, "asset.add", post("/assets"), Scope::WriteAssets, Effect::Write,
        "Bring in one file as the body; for large ones use /uploads (tus 1.0).")
        .created(),
    streaming<ReviseAsset, RevisedAsset>(
        Stream::Upload, "asset.revise", post("/assets/{id}/original"), Scope::WriteAssets,
        Effect::Write,
        "Make the body the asset's new version; what people said of it stays, the rest is looked "
        "at anew."),
    streaming<FollowEvents>(
        Stream::Events, "event.follow", get("/events"), Scope::ReadAssets, Effect::None,
        "Follow what happens as server-sent events; resumes after Last-Event-ID."),
};

}  // namespace

std::span<const Operation> streamOperations() { return table; }

}  // namespace atelier::studio
