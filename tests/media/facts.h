#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What other programs (ExifTool, ffprobe, pdfinfo) read from a file, as the corpus notes it in
/// words.
namespace atelier::media::test {

struct Facts {
  std::map<std::string, std::string> values;  ///< "ImageSize" to "1394 930"; names as they stand
  double seconds = 0;                         ///< of sound or film; 0 if none is named

  std::string operator[](const std::string& name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  }
};

Facts factsFrom(std::string_view text);

/// "2015:06:12 10:29:26" and "+02:00" as "2015-06-12T10:29:26+02:00"; fractions are left out. ""
/// for no date.
std::string ourDate(std::string text, const std::string& offset);

}  // namespace atelier::media::test
