#pragma once

#include <array>
#include <string_view>

/// Which keys of a picture speak for which property, in the order in which they are believed: EXIF,
/// then XMP, then IIM, as in MWG 2.0, 3 for files whose IIM was not changed behind the back of XMP;
/// IPTC names the rest.
namespace atelier::media::exiv2 {

struct Mapping {
  std::string_view property;
  std::string_view key;  ///< exiv2's name
};

inline constexpr std::array mappings{
    Mapping{"title", "Xmp.dc.title"},
    Mapping{"title", "Iptc.Application2.ObjectName"},
    Mapping{"headline", "Xmp.photoshop.Headline"},
    Mapping{"headline", "Iptc.Application2.Headline"},
    Mapping{"description", "Exif.Image.ImageDescription"},
    Mapping{"description", "Xmp.dc.description"},
    Mapping{"description", "Iptc.Application2.Caption"},
    Mapping{"alt_text", "Xmp.iptc.AltTextAccessibility"},
    Mapping{"keyword", "Xmp.dc.subject"},
    Mapping{"keyword", "Iptc.Application2.Keywords"},
    Mapping{"creator", "Exif.Image.Artist"},
    Mapping{"creator", "Xmp.dc.creator"},
    Mapping{"creator", "Iptc.Application2.Byline"},
    Mapping{"credit", "Xmp.photoshop.Credit"},
    Mapping{"credit", "Iptc.Application2.Credit"},
    Mapping{"copyright", "Exif.Image.Copyright"},
    Mapping{"copyright", "Xmp.dc.rights"},
    Mapping{"copyright", "Iptc.Application2.Copyright"},
    Mapping{"usage_terms", "Xmp.xmpRights.UsageTerms"},
    Mapping{"rights_url", "Xmp.xmpRights.WebStatement"},
    Mapping{"place", "Xmp.iptc.Location"},
    Mapping{"place", "Iptc.Application2.SubLocation"},
    Mapping{"city", "Xmp.photoshop.City"},
    Mapping{"city", "Iptc.Application2.City"},
    Mapping{"region", "Xmp.photoshop.State"},
    Mapping{"region", "Iptc.Application2.ProvinceState"},
    Mapping{"country", "Xmp.photoshop.Country"},
    Mapping{"country", "Iptc.Application2.CountryName"},
    Mapping{"person", "Xmp.iptcExt.PersonInImage"},
    Mapping{"camera_make", "Exif.Image.Make"},
    Mapping{"camera_make", "Xmp.tiff.Make"},
    Mapping{"camera_model", "Exif.Image.Model"},
    Mapping{"camera_model", "Xmp.tiff.Model"},
    Mapping{"lens", "Exif.Photo.LensModel"},
    Mapping{"lens", "Xmp.aux.Lens"},
    Mapping{"rating", "Xmp.xmp.Rating"},
    Mapping{"rating", "Exif.Image.Rating"},
    Mapping{"source_type", "Xmp.iptcExt.DigitalSourceType"},
    Mapping{"software", "Exif.Image.Software"},
    Mapping{"software", "Xmp.xmp.CreatorTool"},
    Mapping{"iso", "Exif.Photo.ISOSpeedRatings"},
};

/// Numbers that are stored as fractions.
inline constexpr std::array fractions{
    Mapping{"focal_length", "Exif.Photo.FocalLength"},
    Mapping{"aperture", "Exif.Photo.FNumber"},
};

/// A date, and the keys that make it more exact.
struct DateMapping {
  std::string_view key;
  std::string_view offset;  ///< of the zone; empty if the key has none
};

inline constexpr std::array dates{
    DateMapping{"Exif.Photo.DateTimeOriginal", "Exif.Photo.OffsetTimeOriginal"},
    DateMapping{"Xmp.photoshop.DateCreated", ""},
    DateMapping{"Xmp.exif.DateTimeOriginal", ""},
    DateMapping{"Exif.Photo.DateTimeDigitized", "Exif.Photo.OffsetTimeDigitized"},
    DateMapping{"Xmp.xmp.CreateDate", ""},
};

}  // namespace atelier::media::exiv2
