#pragma once

#include <array>
#include <string_view>

/// Where we say something else than the program that the corpus quotes, and why.
namespace atelier::media::test {

struct Exception {
  std::string_view path;
  std::string_view fact;
  std::string_view reason;
};

inline constexpr std::array exceptions{
    Exception{"photos/exiftool_ExtendedXMP.jpg", "Title", "a name of PDF, not of pictures"},
    Exception{"photos/exiftool_ExtendedXMP.jpg", "Creator", "the program that made a PDF"},
    Exception{"photos/exiftool_MWG.jpg", "Description",
              "EXIF speaks first (MWG 2.0), XMP is wrong on purpose"},
    Exception{"photos/exiftool_XMP.jpg", "Description", "EXIF speaks first (MWG 2.0)"},
    Exception{"photos/thompson-springs.jpg", "taken at",
              "only IIM has a zone, and IIM's zones are often made up"},
    Exception{"photos/uss_reagan_iptc.jpg", "taken at", "XMP names a zone"},
    Exception{"photos/cyclamen_persicum.jpg", "taken at", "XMP knows the zone as well"},
    Exception{"photos/seine_ultrahdr_gps.jpg", "taken at", "XMP knows the zone as well"},
    Exception{"formats/seine_hdr_gainmap.avif", "taken at", "XMP knows the zone as well"},
    Exception{"formats/exiftool_DNG.dng", "taken at", "XMP knows the zone as well"},
    Exception{"formats/exiftool_CanonRaw.cr3", "ImageSize",
              "the sensor's size; the frame is a little smaller"},
    Exception{"formats/exiftool_CanonRaw.cr3", "Model", "LibRaw leaves the maker's name out of it"},
    Exception{"photos/exiftool_PLUS.xmp", "ImageSize",
              "a sidecar is a text, not the picture it describes"},
    Exception{"photos/exiftool_PLUS.xmp", "Rating",
              "a sidecar is a text, not the picture it describes"},
    Exception{"photos/exiftool_PLUS.xmp", "Creator",
              "a sidecar is a text, not the picture it describes"},
    Exception{"formats/exiftool_CanonRaw.cr3", "Rating", "exiv2 reads nothing from this cut CR3"},
    Exception{"formats/exiftool_CanonRaw.cr3", "taken at", "LibRaw knows the time, but no zone"},
    Exception{"formats/exiftool_FujiFilm.raf", "ImageSize",
              "ExifTool gives half of the rows of this sensor"},
    Exception{"formats/exiftool_Panasonic.rw2", "ImageSize",
              "the sensor's size; the frame is a little smaller"},
    Exception{"video/h265_gps_metadata.mp4", "ImageSize",
              "upright: its display matrix turns it by 90 degrees"},
    Exception{"video/dolbyvision_iphone.mov", "ImageSize",
              "upright: its display matrix turns it by 90 degrees"},
    Exception{"documents/password.pdf", "Pages", "locked: nothing is read without the password"},
};

}  // namespace atelier::media::test
