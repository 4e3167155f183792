#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "base/id.h"
#include "base/json/shape.h"

/// Ids, digests and moments travel as text and are checked on the way in.
namespace atelier::json {

template <class Tag>
struct TextForm<Id<Tag>> {
  static constexpr std::string_view format = "uuid";
  static constexpr std::string_view expected = "an id such as 0193d5c8-6a71-7c3e-9f1b-2f4a6c8e0d12";
  static bool read(Id<Tag>& into, std::string_view text) {
    const auto id = Id<Tag>::parse(text);
    if (id) into = *id;
    return id.has_value();
  }
  static std::string write(const Id<Tag>& id) { return id.text(); }
};

template <>
struct TextForm<Digest> {
  static constexpr std::string_view format = "";
  static constexpr std::string_view expected = "a SHA-256 digest, 64 hexadecimal digits";
  static bool read(Digest& into, std::string_view text) {
    const auto digest = Digest::fromHex(text);
    if (digest) into = *digest;
    return digest.has_value();
  }
  static std::string write(const Digest& digest) { return digest.hex(); }
};

template <>
struct TextForm<Timestamp> {
  static constexpr std::string_view format = "date-time";
  static constexpr std::string_view expected = "a moment such as 2026-11-23T08:15:30Z";
  static bool read(Timestamp& into, std::string_view text) {
    const auto time = fromRfc3339(text);
    if (time) into = *time;
    return time.has_value();
  }
  static std::string write(const Timestamp& time) { return toRfc3339(time); }
};

}  // namespace atelier::json
