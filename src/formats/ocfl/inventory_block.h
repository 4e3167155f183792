#pragma once

#include "formats/ocfl/inventory.h"

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

/// Part of the inventory's reader: what manifest, state and fixity have in common. Only .cpp files
/// include this.
namespace atelier::ocfl {

/// The codes that one block of digests and paths earns; the three blocks differ in nothing else.
struct BlockCodes {
  std::string_view shape;
  std::string_view repeated;
  std::string_view edge;
  std::string_view element;
  std::string_view conflict;
};
inline constexpr BlockCodes manifestCodes{"E092", "E096", "E100", "E099", "E101"};
inline constexpr BlockCodes stateCodes{"E050", "E050", "E053", "E052", "E095"};
inline constexpr BlockCodes fixityCodes{"E057", "E097", "E100", "E099", "E101"};

inline std::string_view viewOf(const boost::json::string& text) {
  return {text.data(), text.size()};
}
inline std::string_view viewOf(boost::json::string_view text) { return {text.data(), text.size()}; }

class BlockReader {
 protected:
  /// Digests and their paths. Paths that could lead out of the object are reported and left out, so
  /// that nobody opens them.
  PathsByDigest readBlock(const boost::json::object& object, const std::string& where,
                          const BlockCodes& codes);

  void checkDigest(std::string_view digest, std::string_view algorithm, std::string_view block);

  void fail(std::string_view code, std::string where, std::string message) {
    findings_.push_back({std::string{code}, true, std::move(where), std::move(message)});
  }
  void warn(std::string_view code, std::string where, std::string message) {
    findings_.push_back({std::string{code}, false, std::move(where), std::move(message)});
  }

  Findings findings_;

 private:
  void readPath(const boost::json::value& value, const std::string& where, const BlockCodes& codes,
                std::vector<std::string>& into);
};

}  // namespace atelier::ocfl
