#pragma once

#include "media/media.h"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

/// The corpus of real media beside the repository, and what was found out about it by other
/// programs.
namespace atelier::media::test {

struct CorpusFile {
  std::string path;   ///< relative, "photos/tokyo.jpg"
  std::string facts;  ///< the column known_facts
};

void PrintTo(const CorpusFile& file, std::ostream* to);  // how a failed test names it

/// For tests that run once for each file: "photos_tokyo_jpg".
std::string nameOf(const testing::TestParamInfo<CorpusFile>& info);

/// Empty if there is no corpus.
const std::vector<CorpusFile>& corpus();

std::string corpusPath(std::string_view path);

/// Examined once in the jail with small and large previews (320 WebP, 1280 JPEG), then remembered.
const Examined& examined(const std::string& path);

/// The values of a property in order.
std::vector<std::string> valuesOf(const Examined& of, std::string_view property);
std::string valueOf(const Examined& of,
                    std::string_view property);  ///< the first; "" if there is none

}  // namespace atelier::media::test
