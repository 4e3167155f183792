#pragma once

#include "base/clock.h"
#include "base/random.h"

#include <array>
#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

/// Ids are UUIDs of version 7 (RFC 9562, 5.7): they sort by the time they were made.
namespace atelier {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;

  std::string text() const;                                 ///< 8-4-4-4-12, lower case
  static std::optional<Uuid> parse(std::string_view text);  ///< any version; upper case is accepted
};

/// An id of one kind of thing: an Id<struct AssetTag> does not fit where a user's id is wanted.
template <class Tag>
struct Id {
  Uuid value;

  auto operator<=>(const Id&) const = default;
  std::string text() const { return value.text(); }
  static std::optional<Id> parse(std::string_view text) {
    auto uuid = Uuid::parse(text);
    if (!uuid) return std::nullopt;
    return Id{*uuid};
  }
};

using AssetId = Id<struct AssetTag>;
using CollectionId = Id<struct CollectionTag>;
using SearchId = Id<struct SearchTag>;
using UserId = Id<struct UserTag>;

/// Makes UUIDv7s that never repeat and always grow, even when the clock stands still or jumps back
/// (RFC 9562, 6.2, method 1: a counter in the 12 bits after the version). Thread-safe.
class IdMaker {
 public:
  IdMaker(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  Uuid make();

  template <class Tag>
  Id<Tag> make() {
    return Id<Tag>{make()};
  }

 private:
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::uint64_t lastMillis_ = 0;
  std::uint16_t counter_ = 0;
};

}  // namespace atelier

template <>
struct std::hash<atelier::Uuid> {
  std::size_t operator()(const atelier::Uuid& id) const noexcept {
    std::size_t value = 0;  // the last eight bytes are random
    for (std::size_t i = 8; i < 16; ++i) value = (value << 8) | id.bytes[i];
    return value;
  }
};

template <class Tag>
struct std::hash<atelier::Id<Tag>> {
  std::size_t operator()(const atelier::Id<Tag>& id) const noexcept {
    return std::hash<atelier::Uuid>{}(id.value);
  }
};
