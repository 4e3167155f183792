#include "formats/metadata/description.h"

#include <algorithm>
#include <utility>

namespace atelier::metadata {

namespace {

template <class Value>
using Names = std::span<const std::pair<Value, std::string_view>>;

constexpr std::pair<Kind, std::string_view> kindNames[] = {
    {Kind::Image, "image"},       {Kind::Video, "video"}, {Kind::Audio, "audio"},
    {Kind::Document, "document"}, {Kind::Text, "text"},   {Kind::Font, "font"},
    {Kind::Archive, "archive"},   {Kind::Other, "other"}};

constexpr std::pair<Origin, std::string_view> originNames[] = {{Origin::Camera, "camera"},
                                                               {Origin::File, "file"},
                                                               {Origin::Person, "person"},
                                                               {Origin::Model, "model"}};

template <class Value>
std::string_view nameOf(Value value, Names<Value> names) {
  return std::ranges::find(names, value, &std::pair<Value, std::string_view>::first)->second;
}

template <class Value>
std::optional<Value> valueOf(std::string_view name, Names<Value> names) {
  auto found = std::ranges::find(names, name, &std::pair<Value, std::string_view>::second);
  if (found == names.end()) return std::nullopt;
  return found->first;
}

}  // namespace

std::string_view kindName(Kind kind) { return nameOf<Kind>(kind, kindNames); }
std::optional<Kind> kindFromName(std::string_view name) { return valueOf<Kind>(name, kindNames); }
std::string_view originName(Origin origin) { return nameOf<Origin>(origin, originNames); }
std::optional<Origin> originFromName(std::string_view name) {
  return valueOf<Origin>(name, originNames);
}

const Property* findProperty(std::string_view name) {
  auto found = std::ranges::find(vocabulary, name, &Property::name);
  return found == vocabulary.end() ? nullptr : &*found;
}

}  // namespace atelier::metadata
