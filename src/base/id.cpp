#include "base/id.h"

#include "base/digest.h"

#include <algorithm>

namespace atelier {

std::string Uuid::text() const {
  auto digits = toHex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) digits.insert(at, 1, '-');
  return digits;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (!dash) digits += text[i];
  }
  auto padded = Digest::fromHex(digits + digits);  // a digest is exactly twice as long
  if (!padded) return std::nullopt;
  Uuid id;
  std::copy_n(padded->bytes.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

Uuid IdMaker::make() {
  Uuid id;
  random_.fill(id.bytes);
  const auto now = static_cast<std::uint64_t>(clock_.now().time_since_epoch().count());
  const std::lock_guard lock{mutex_};
  if (now > lastMillis_) {
    lastMillis_ = now;
    counter_ = static_cast<std::uint16_t>(id.bytes[6] & 0x07);  // leaves room to count up
    counter_ = static_cast<std::uint16_t>(counter_ << 8 | id.bytes[7]);
  } else if (++counter_ > 0x0fff) {
    ++lastMillis_;  // 4,096 ids within a millisecond: borrow from the next one
    counter_ = 0;
  }
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(lastMillis_ >> (8 * (5 - i)));
  }
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | counter_ >> 8);
  id.bytes[7] = static_cast<std::uint8_t>(counter_ & 0xff);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace atelier
