#include "media/exiv2/jpeg_xmp.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

namespace atelier::media::exiv2 {

namespace {

constexpr std::string_view packetHeader = "http://ns.adobe.com/xap/1.0/";
constexpr std::string_view extensionHeader{"http://ns.adobe.com/xmp/extension/\0", 35};
constexpr std::size_t guidDigits = 32;
constexpr std::size_t largestExtension = std::size_t{16} << 20;

std::uint32_t bigEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void appendUtf8(std::string& text, std::uint32_t letter) {
  const auto add = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
  if (letter < 0x80) return add(letter);
  if (letter < 0x800) {
    add(0xC0 | letter >> 6);
  } else if (letter < 0x10000) {
    add(0xE0 | letter >> 12);
    add(0x80 | (letter >> 6 & 0x3F));
  } else {
    add(0xF0 | letter >> 18);
    add(0x80 | (letter >> 12 & 0x3F));
    add(0x80 | (letter >> 6 & 0x3F));
  }
  add(0x80 | (letter & 0x3F));
}

/// A surrogate without its other half becomes U+FFFD.
std::string fromUtf16(std::string_view bytes, bool littleEndian) {
  const auto unit = [&](std::size_t at) {
    const auto high = static_cast<unsigned char>(bytes[at + (littleEndian ? 1 : 0)]);
    const auto low = static_cast<unsigned char>(bytes[at + (littleEndian ? 0 : 1)]);
    return static_cast<std::uint32_t>(high << 8 | low);
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    auto letter = unit(at);
    if (letter >= 0xD800 && letter < 0xDC00 && at + 3 < bytes.size()) {
      const auto low = unit(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        letter = 0x10000 + ((letter - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    appendUtf8(text, letter >= 0xD800 && letter < 0xE000 ? 0xFFFD : letter);
  }
  return text;
}

/// XML begins with "<", which tells the encoding where no mark does (XML 1.0, appendix F).
std::string decoded(std::string_view packet) {
  if (packet.starts_with("\xFE\xFF")) return fromUtf16(packet.substr(2), false);
  if (packet.starts_with("\xFF\xFE")) return fromUtf16(packet.substr(2), true);
  if (packet.starts_with(std::string_view("\0<", 2))) return fromUtf16(packet, false);
  if (packet.starts_with(std::string_view("<\0", 2))) return fromUtf16(packet, true);
  if (packet.starts_with("\xEF\xBB\xBF")) packet.remove_prefix(3);
  return std::string(packet);
}

/// The parts of extended packets, by the GUID that their packet names.
class Extensions {
 public:
  /// What follows the header: GUID, whole length, offset of this part, its bytes.
  void add(std::string_view part) {
    constexpr std::size_t numbers = 8;
    if (part.size() < guidDigits + numbers) return;
    const std::string guid(part.substr(0, guidDigits));
    const std::size_t length = bigEndian(part.substr(guidDigits, 4));
    const std::size_t offset = bigEndian(part.substr(guidDigits + 4, 4));
    part.remove_prefix(guidDigits + numbers);
    if (length > largestExtension || offset > length || part.size() > length - offset) return;
    auto& whole = byGuid_[guid];
    if (whole.text.empty()) whole.text.resize(length);
    if (whole.text.size() != length) return;
    std::ranges::copy(part, whole.text.begin() + static_cast<std::ptrdiff_t>(offset));
    whole.filled += part.size();
  }

  std::string of(std::string_view packet) const {
    for (const auto& [guid, whole] : byGuid_) {
      if (whole.filled == whole.text.size() && packet.find(guid) != packet.npos)
        return decoded(whole.text);
    }
    return {};
  }

 private:
  struct Whole {
    std::string text;
    std::size_t filled = 0;
  };
  std::map<std::string, Whole> byGuid_;
};

}  // namespace

JpegXmp jpegXmp(std::span<const std::byte> jpeg) {
  constexpr unsigned char app1 = 0xE1;
  constexpr unsigned char startOfScan = 0xDA;
  std::string_view rest(reinterpret_cast<const char*>(jpeg.data()), jpeg.size());
  JpegXmp found;
  if (!rest.starts_with("\xFF\xD8")) return found;
  rest.remove_prefix(2);
  Extensions extensions;
  while (rest.size() >= 4 && rest[0] == '\xFF') {
    const auto marker = static_cast<unsigned char>(rest[1]);
    const std::size_t length = bigEndian(rest.substr(2, 2));
    if (marker == startOfScan || length < 2 || length + 2 > rest.size()) break;
    auto segment = rest.substr(4, length - 2);
    rest.remove_prefix(length + 2);
    if (marker != app1) continue;
    if (segment.starts_with(extensionHeader)) {
      extensions.add(segment.substr(extensionHeader.size()));
    } else if (segment.starts_with(packetHeader) && found.packet.empty()) {
      // Some writers put a space before the zero that ends the header.
      segment.remove_prefix(std::min(segment.find('\0'), segment.size() - 1) + 1);
      found.packet = decoded(segment);
    }
  }
  found.extension = extensions.of(found.packet);
  return found;
}

}  // namespace atelier::media::exiv2
