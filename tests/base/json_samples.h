#pragma once

#include "base/error.h"
#include "base/json/codec.h"
#include "base/json/text.h"
#include "base/json/text_forms.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

/// Records that the tests of base/json share.
namespace atelier::json::samples {

enum class Medium { Image, Video, SoundTrack };
BOOST_DESCRIBE_ENUM(Medium, Image, Video, SoundTrack)

struct Place {
  double latitude = 0;
  double longitude = 0;
  bool operator==(const Place&) const = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (latitude, longitude))

/// As a request would look.
struct AddAsset {
  std::string blob;
  std::string title;
  Medium kind{};
  std::optional<std::string> collection;
  std::vector<std::string> tags;
  std::uint8_t rating = 3;
  bool isPublic = false;
  static constexpr std::array help{
      "Blob id from the vault",      "What people see first", "What it is",
      "Collection to file it under", "Words to find it by",   "Stars",
      "Whether anyone may see it"};
};
BOOST_DESCRIBE_STRUCT(AddAsset, (), (blob, title, kind, collection, tags, rating, isPublic))

struct Everything {
  std::string text;
  std::int8_t tiny = 0;
  std::int64_t large = 0;
  std::uint64_t huge = 0;
  std::uint16_t port = 0;
  double real = 0;
  float less = 0;
  bool yes = false;
  Medium kind{};
  std::optional<std::string> maybe;
  std::vector<Place> places;
  std::vector<std::vector<std::int32_t>> grid;
  std::map<std::string, std::string> names;
  std::optional<Place> home;
  boost::json::value raw;
  AssetId id;
  bool operator==(const Everything&) const = default;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (text, tiny, large, huge, port, real, less, yes, kind, maybe, places, grid,
                       names, home, raw, id))

/// A record that holds itself.
struct Folder {
  std::string name;
  std::vector<Folder> folders;
  bool operator==(const Folder&) const = default;
};
BOOST_DESCRIBE_STRUCT(Folder, (), (name, folders))

inline Error errorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return {Code::Internal, "nothing was thrown"};
}

template <class T>
T fromText(std::string_view text) {
  return decode<T>(parse(text));
}

template <class T>
Error errorIn(std::string_view text) {
  return errorOf([&] { fromText<T>(text); });
}

template <class T>
std::string textOf(const T& record) {
  boost::json::value value;
  encode(record, value);
  return toText(value);
}

}  // namespace atelier::json::samples
