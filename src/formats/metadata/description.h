#pragma once

#include "base/digest.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is known about one version of an asset, and who says so. Written beside the original in the
/// vault as description.json (docs/formats/description.md), so that the catalogue can be made again
/// from it.
namespace atelier::metadata {

/// What sort of thing the bytes are, told from the bytes alone.
enum class Kind : std::uint8_t { Image, Video, Audio, Document, Text, Font, Archive, Other };
std::string_view kindName(Kind kind);  ///< "image", "video", ...
std::optional<Kind> kindFromName(std::string_view name);

/// Who a value comes from.
enum class Origin : std::uint8_t {
  Camera,  ///< written by the device that made the file (EXIF and the like)
  File,    ///< embedded by software or by whoever edited the file (XMP, IPTC, ID3, PDF info)
  Person,  ///< typed here; `source` is the user's id
  Model,   ///< proposed by a program; `source` is its name and version
};
std::string_view originName(Origin origin);
std::optional<Origin> originFromName(std::string_view name);

/// One statement. A property with several values (keywords, creators) is several fields, in order.
struct Field {
  std::string name;  ///< from the vocabulary below
  std::string
      value;  ///< UTF-8, never empty; numbers in decimal notation, dates as in RFC 3339 or shorter
  Origin origin = Origin::File;
  std::string source;  ///< "exif:DateTimeOriginal", "xmp:dc:title", "id3:TIT2", a user id, a model

  bool operator==(const Field&) const = default;
};

/// The shape of a property's values: how it is checked, indexed and compared.
enum class Shape : std::uint8_t { Text, Words, Date, Number };

struct Property {
  std::string_view name;
  Shape shape;
  bool many;               ///< may have several values
  std::string_view label;  ///< for people
};

/// The vocabulary, after IPTC Photo Metadata 2025.1, MWG 2.0 and TagLib's property names.
inline constexpr std::array vocabulary{
    Property{"title", Shape::Text, false, "Title"},
    Property{"headline", Shape::Text, false, "Headline"},
    Property{"description", Shape::Text, false, "Description"},
    Property{"alt_text", Shape::Text, false, "Alt text"},
    Property{"keyword", Shape::Words, true, "Keyword"},
    Property{"creator", Shape::Text, true, "Creator"},
    Property{"credit", Shape::Text, false, "Credit line"},
    Property{"copyright", Shape::Text, false, "Copyright notice"},
    Property{"usage_terms", Shape::Text, false, "Usage terms"},
    Property{"rights_url", Shape::Text, false, "Web statement of rights"},
    Property{"licence", Shape::Text, false, "Licence"},
    Property{"taken_at", Shape::Date, false, "Taken at"},  // local time; with offset if it is known
    Property{"latitude", Shape::Number, false, "Latitude"},
    Property{"longitude", Shape::Number, false, "Longitude"},
    Property{"altitude", Shape::Number, false, "Altitude (m)"},
    Property{"place", Shape::Text, false, "Place"},
    Property{"city", Shape::Text, false, "City"},
    Property{"region", Shape::Text, false, "State or region"},
    Property{"country", Shape::Text, false, "Country"},
    Property{"person", Shape::Text, true, "Person shown"},
    Property{"camera_make", Shape::Text, false, "Camera maker"},
    Property{"camera_model", Shape::Text, false, "Camera"},
    Property{"lens", Shape::Text, false, "Lens"},
    Property{"focal_length", Shape::Number, false, "Focal length (mm)"},
    Property{"aperture", Shape::Number, false, "Aperture (f/)"},
    Property{"exposure", Shape::Text, false, "Exposure time (s)"},
    Property{"iso", Shape::Number, false, "ISO speed"},
    Property{"rating", Shape::Number, false, "Rating"},  // -1 (rejected) to 5
    Property{"source_type", Shape::Text, false, "Digital source type"},
    Property{"artist", Shape::Text, true, "Artist"},
    Property{"album", Shape::Text, false, "Album"},
    Property{"track", Shape::Number, false, "Track"},
    Property{"genre", Shape::Text, true, "Genre"},
    Property{"language", Shape::Text, false, "Language"},
    Property{"software", Shape::Text, false, "Software"},
};

const Property* findProperty(std::string_view name);

/// Facts about the bytes, found by decoding them.
struct Technical {
  Kind kind = Kind::Other;
  std::string mediaType = "application/octet-stream";
  std::optional<std::uint32_t> width;  ///< pixels, upright (after orientation)
  std::optional<std::uint32_t> height;
  std::optional<std::int64_t> durationMs;
  std::optional<std::uint32_t> pages;        ///< of a document, or frames of an animation
  std::optional<std::uint32_t> orientation;  ///< EXIF 1 to 8, as stored
  std::optional<double> framesPerSecond;
  std::optional<std::uint32_t> sampleRate;
  std::optional<std::uint32_t> channels;
  std::string codec;
  std::optional<std::uint64_t>
      perceptualHash;     ///< 64-bit DCT hash; near duplicates differ in few bits
  std::string thumbHash;  ///< base64, at most 28 bytes before encoding
  std::string colour;     ///< average colour as "#rrggbb"

  bool operator==(const Technical&) const = default;
};

struct Description {
  std::string fileName;  ///< as it was called when it came in
  Digest digest;         ///< of the original
  std::uint64_t bytes = 0;
  std::string addedAt;  ///< RFC 3339
  Technical technical;
  std::vector<Field> fields;
  std::string text;                      ///< of a text or document, for searching; at most 1 MiB
  std::vector<std::string> collections;  ///< ids
  std::string unreadable;                ///< why it could not be decoded, empty if it could
  std::string trashedAt;                 ///< RFC 3339, empty unless it is in the trash
  std::string sourcePath;                ///< where it was imported from, empty for uploads

  bool operator==(const Description&) const = default;

  /// The value that counts: a person's word over a model's, a model's over the file's.
  std::optional<std::string_view> first(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
};

/// Pretty-printed JSON with a fixed order of members, ending in a newline.
std::string toJson(const Description& description);

/// Throws Error{JsonSyntax | JsonShape} with a position or a JSON pointer.
Description descriptionFromJson(std::string_view json);

}  // namespace atelier::metadata
