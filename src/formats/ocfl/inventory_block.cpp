#include "formats/ocfl/inventory_block.h"

#include "base/text.h"
#include "formats/ocfl/hashing.h"
#include "formats/ocfl/paths.h"

#include <set>
#include <utility>

#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

bool isHexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Which code a malformed digest of an algorithm earns.
std::string_view digestCode(std::string_view algorithm) {
  if (algorithm == "sha1") return "E029";
  if (algorithm == "sha256") return "E030";
  if (algorithm == "sha512") return "E031";
  if (algorithm == "blake2b-512") return "E032";
  return "E057";
}

}  // namespace

void BlockReader::checkDigest(std::string_view digest, std::string_view algorithm,
                              std::string_view block) {
  auto length = digestLength(algorithm);
  if (!length || (digest.size() == *length && isHexadecimal(digest))) return;
  fail(digestCode(algorithm), std::string{block} + pointerStep(digest),
       fmt::format("This is no digest by {}.", algorithm));
}

PathsByDigest BlockReader::readBlock(const boost::json::object& object, const std::string& where,
                                     const BlockCodes& codes) {
  PathsByDigest block;
  std::set<std::string> seen;
  for (const auto& member : object) {
    auto digest = viewOf(member.key());
    auto at = where + pointerStep(digest);
    if (!seen.insert(lowerAscii(digest)).second)
      fail(codes.repeated, at, "This digest stands there twice, in different case.");
    const auto* paths = member.value().if_array();
    if (paths == nullptr) {
      fail(codes.shape, at, "A list of paths was expected.");
      continue;
    }
    auto& list = block[std::string{digest}];
    for (const auto& value : *paths) readPath(value, at, codes, list);
  }
  std::vector<std::string_view> all;
  for (const auto& [digest, paths] : block) all.insert(all.end(), paths.begin(), paths.end());
  for (const auto& path : conflicts(std::move(all))) {
    fail(codes.conflict, where,
         fmt::format("\"{}\" stands there twice, or as a file and as a folder.", path));
  }
  return block;
}

void BlockReader::readPath(const boost::json::value& value, const std::string& where,
                           const BlockCodes& codes, std::vector<std::string>& into) {
  const auto* text = value.if_string();
  if (text == nullptr) {
    fail(codes.shape, where, "A path is not a text.");
    return;
  }
  auto path = viewOf(*text);
  switch (faultOf(path)) {
    case PathFault::None:
      into.emplace_back(path);
      return;
    case PathFault::Edge:
      fail(codes.edge, where, fmt::format("\"{}\" begins or ends with a slash.", path));
      if (path.find("//") != std::string_view::npos) break;
      return;
    case PathFault::Element:
      break;
  }
  fail(codes.element, where, fmt::format("\"{}\" has an element that is not a name.", path));
}

}  // namespace atelier::ocfl
