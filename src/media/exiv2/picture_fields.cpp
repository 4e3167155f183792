#include "media/exiv2/picture_fields.h"

#include "base/text.h"
#include "media/date.h"
#include "media/exiv2/jpeg_xmp.h"
#include "media/exiv2/mapping.h"

#include <cmath>

#include <exiv2/exiv2.hpp>
#include <fmt/format.h>

namespace atelier::media::exiv2 {

namespace {

using metadata::Origin;

/// Adds what exiv2 passes by; what it found itself counts more.
void completeXmp(std::span<const std::byte> bytes, Exiv2::XmpData& xmp) {
  const auto more = jpegXmp(bytes);
  if (xmp.empty() && !more.packet.empty()) Exiv2::XmpParser::decode(xmp, more.packet);
  Exiv2::XmpData extension;
  if (more.extension.empty() || Exiv2::XmpParser::decode(extension, more.extension) != 0) return;
  for (const auto& datum : extension) {
    if (xmp.findKey(Exiv2::XmpKey(datum.key())) == xmp.end()) xmp.add(datum);
  }
}

std::unique_ptr<Exiv2::Image> open(const Source& source) {
  const auto bytes = source.bytes();
  if (bytes.empty()) return nullptr;
  // exiv2 0.27 hands it out as a std::auto_ptr, which we let go of at once.
  std::unique_ptr<Exiv2::Image> image(
      Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(bytes.data()),
                                static_cast<long>(bytes.size()))
          .release());
  if (!image) return image;
  image->readMetadata();
  completeXmp(bytes, image->xmpData());
  return image;
}

/// What a device writes is the camera's word; the rest was put there by software or somebody at a
/// keyboard.
Origin originOf(std::string_view key) {
  for (const std::string_view prefix :
       {"Exif.Photo.", "Exif.GPSInfo.", "Exif.Image.Make", "Exif.Image.Model"}) {
    if (key.starts_with(prefix)) return Origin::Camera;
  }
  return Origin::File;
}

std::string sourceName(std::string_view key) {
  std::string name = lowerAscii(key.substr(0, key.find('.')));
  return name + ":" + std::string(key.substr(key.rfind('.') + 1));
}

/// All metadata of one picture, asked by key.
class Metadata {
 public:
  explicit Metadata(const Exiv2::Image& image)
      : exif_(image.exifData()), iptc_(image.iptcData()), xmp_(image.xmpData()) {
    const char* charset = iptc_.detectCharset();
    latinIptc_ = charset == nullptr || std::string_view(charset) != "UTF-8";
  }

  std::vector<std::string> values(std::string_view key) const {
    try {
      if (key.starts_with("Exif.")) return exifValues(std::string(key));
      if (key.starts_with("Iptc.")) return iptcValues(std::string(key));
      return xmpValues(std::string(key));
    } catch (const Exiv2::AnyError&) {
      return {};
    }
  }

  std::string value(std::string_view key) const {
    auto all = values(key);
    return all.empty() ? std::string() : all.front();
  }

  std::optional<double> fraction(std::string_view key, long index = 0) const {
    try {
      const auto found = exif_.findKey(Exiv2::ExifKey(std::string(key)));
      if (found == exif_.end() || found->count() <= index) return std::nullopt;
      const auto ratio = found->toRational(index);
      if (ratio.second == 0) return std::nullopt;
      return static_cast<double>(ratio.first) / ratio.second;
    } catch (const Exiv2::AnyError&) {
      return std::nullopt;
    }
  }

 private:
  std::vector<std::string> exifValues(const std::string& key) const {
    const auto found = exif_.findKey(Exiv2::ExifKey(key));
    if (found == exif_.end()) return {};
    return {std::string(trim(found->toString().c_str()))};  // c_str: some cameras pad with NUL
  }

  std::vector<std::string> iptcValues(const std::string& key) const {
    std::vector<std::string> all;
    const Exiv2::IptcKey wanted(key);
    for (const auto& datum : iptc_) {
      if (datum.tag() != wanted.tag() || datum.record() != wanted.record()) continue;
      auto text = datum.toString();
      // IIM 1:90 says when it is UTF-8; without it, bytes that are no UTF-8 are Latin-1.
      if (latinIptc_ && !isUtf8(text)) text = fromLatin(text);
      all.push_back(std::move(text));
    }
    return all;
  }

  std::vector<std::string> xmpValues(const std::string& key) const {
    const auto found = xmp_.findKey(Exiv2::XmpKey(key));
    if (found == xmp_.end()) return {};
    std::vector<std::string> all;
    if (found->typeId() == Exiv2::langAlt) {
      const auto& texts = dynamic_cast<const Exiv2::LangAltValue&>(found->value()).value_;
      const auto standard = texts.find("x-default");
      if (standard != texts.end()) return {standard->second};
      if (!texts.empty()) return {texts.begin()->second};
      return {};
    }
    for (long i = 0; i < found->count(); ++i) all.push_back(found->toString(i));
    return all;
  }

  static std::string fromLatin(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x80) {
        text += c;
      } else {
        text += static_cast<char>(0xC0 | (byte >> 6));
        text += static_cast<char>(0x80 | (byte & 0x3F));
      }
    }
    return text;
  }

  const Exiv2::ExifData& exif_;
  const Exiv2::IptcData& iptc_;
  const Exiv2::XmpData& xmp_;
  bool latinIptc_ = true;
};

void addMapped(const Metadata& metadata, Inspected& into) {
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const auto& each = mappings[i];
    // A property is taken from one place, the first that has it: the twins of a keyword list are no
    // more keywords.
    const bool another = i > 0 && mappings[i - 1].property == each.property;
    if (another && !lacks(into, each.property)) continue;
    for (const auto& value : metadata.values(each.key)) {
      if (each.key == "Exif.Image.Artist") {  // one string; ";" separates people (MWG 2.0, 5.1)
        for (auto name : split(value, ';'))
          addField(into, each.property, name, Origin::File, sourceName(each.key));
      } else {
        addField(into, each.property, value, originOf(each.key), sourceName(each.key));
      }
    }
  }
  for (const auto& each : fractions) {
    if (auto value = metadata.fraction(each.key); value && *value > 0) {
      addField(into, each.property, fmt::format("{:.6g}", *value), Origin::Camera,
               sourceName(each.key));
    }
  }
}

/// IIM 2:55 and 2:60: "2006-10-29" and "06:27:51-05:00".
std::string iptcDate(const Metadata& metadata) {
  const auto date = metadata.value("Iptc.Application2.DateCreated");
  const auto time = metadata.value("Iptc.Application2.TimeCreated");
  return date.empty() || time.empty() ? date : date + "T" + time;
}

/// The first that there is; a later one that only says the same more exactly (the time, the zone)
/// is taken instead.
void addDate(const Metadata& metadata, Inspected& into) {
  std::optional<std::string> best;
  std::string_view from;
  const auto consider = [&](std::string_view text, std::string_view offset, std::string_view key) {
    auto date = normalDate(text, offset);
    if (!date || (best && !(date->size() > best->size() && date->starts_with(*best)))) return;
    if (!best) from = key;
    best = std::move(date);
  };
  for (const auto& each : dates) {
    consider(metadata.value(each.key),
             each.offset.empty() ? std::string() : metadata.value(each.offset), each.key);
  }
  const bool timeKnown = best && best->find('T') != std::string::npos;
  if (!timeKnown) consider(iptcDate(metadata), "", "Iptc.Application2.DateCreated");
  if (best) addField(into, "taken_at", *best, originOf(from), sourceName(from));
}

/// "1/250", or "2.5" from a third of a second on.
void addExposure(const Metadata& metadata, Inspected& into) {
  const auto seconds = metadata.fraction("Exif.Photo.ExposureTime");
  if (!seconds || !(*seconds > 0)) return;
  addField(into, "exposure",
           *seconds < 0.3 ? fmt::format("1/{:.0f}", 1 / *seconds) : fmt::format("{:.6g}", *seconds),
           Origin::Camera, "exif:ExposureTime");
}

/// Degrees, minutes and seconds as one signed number (EXIF 2.32, 4.6.6).
std::optional<double> angle(const Metadata& metadata, std::string_view key,
                            std::string_view reference) {
  const auto degrees = metadata.fraction(key, 0);
  if (!degrees) return std::nullopt;
  const double value = *degrees + metadata.fraction(key, 1).value_or(0) / 60 +
                       metadata.fraction(key, 2).value_or(0) / 3600;
  const auto side = metadata.value(reference);
  return side.starts_with('S') || side.starts_with('W') ? -value : value;
}

void addPlace(const Metadata& metadata, Inspected& into) {
  const auto latitude = angle(metadata, "Exif.GPSInfo.GPSLatitude", "Exif.GPSInfo.GPSLatitudeRef");
  const auto longitude =
      angle(metadata, "Exif.GPSInfo.GPSLongitude", "Exif.GPSInfo.GPSLongitudeRef");
  if (!latitude || !longitude) return;
  // 0,0 is what a camera writes that does not know where it is.
  if (std::abs(*latitude) > 90 || std::abs(*longitude) > 180 || (*latitude == 0 && *longitude == 0))
    return;
  addField(into, "latitude", fmt::format("{:.6f}", *latitude), Origin::Camera, "exif:GPSLatitude");
  addField(into, "longitude", fmt::format("{:.6f}", *longitude), Origin::Camera,
           "exif:GPSLongitude");
  if (auto altitude = metadata.fraction("Exif.GPSInfo.GPSAltitude")) {
    const bool below = metadata.value("Exif.GPSInfo.GPSAltitudeRef") == "1";
    addField(into, "altitude", fmt::format("{:.1f}", below ? -*altitude : *altitude),
             Origin::Camera, "exif:GPSAltitude");
  }
}

void addSize(const Exiv2::Image& image, const Metadata& metadata, Inspected& into) {
  if (image.pixelWidth() > 0 && image.pixelHeight() > 0) {
    into.technical.width = static_cast<std::uint32_t>(image.pixelWidth());
    into.technical.height = static_cast<std::uint32_t>(image.pixelHeight());
  }
  if (auto orientation = metadata.fraction("Exif.Image.Orientation")) {
    if (*orientation >= 1 && *orientation <= 8) {
      into.technical.orientation = static_cast<std::uint32_t>(*orientation);
      if (*orientation >= 5) std::swap(into.technical.width, into.technical.height);
    }
  }
}

}  // namespace

void warmUp() {
  Exiv2::enableBMFF(true);
  Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
  Exiv2::XmpParser::initialize();
}

void readFields(const Source& source, Inspected& into) {
  try {
    const auto image = open(source);
    if (!image) return;
    const Metadata metadata(*image);
    addSize(*image, metadata, into);
    addMapped(metadata, into);
    addExposure(metadata, into);
    addDate(metadata, into);
    addPlace(metadata, into);
  } catch (const std::exception&) {
    // Metadata that cannot be read is no reason not to look at the picture.
  }
}

std::optional<std::string> embeddedPreview(const Source& source) {
  try {
    const auto image = open(source);
    if (!image) return std::nullopt;
    Exiv2::PreviewManager previews(*image);
    const auto list = previews.getPreviewProperties();
    if (list.empty()) return std::nullopt;
    const auto largest = previews.getPreviewImage(list.back());
    return std::string(reinterpret_cast<const char*>(largest.pData()), largest.size());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace atelier::media::exiv2
