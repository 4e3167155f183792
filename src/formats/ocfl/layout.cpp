#include "formats/ocfl/layout.h"

#include "base/error.h"
#include "base/json/text.h"
#include "formats/ocfl/hashing.h"
#include "formats/ocfl/paths.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

namespace json = boost::json;

[[noreturn]] void refuse(std::string message, std::string where) {
  throw Error{Code::NotAStorageRoot, std::move(message),
              "Nothing was changed. Open the folder with a program that knows this layout.",
              std::move(where)};
}

json::value parsed(std::string_view text, std::string_view name) {
  try {
    auto value = atelier::json::parse(text);
    if (value.is_object()) return value;
  } catch (const Error& error) {
    refuse(fmt::format("{}: {}", name, error.message), fmt::format("{}:{}", name, error.where));
  }
  refuse(fmt::format("{} is not a JSON object.", name), std::string{name});
}

/// Extension 0004: an integer between 0 and 32 inclusive.
std::size_t countOf(const json::object& config, std::string_view name, std::size_t fallback) {
  const auto* value = config.if_contains(name);
  if (value == nullptr) return fallback;
  const auto* number = value->if_int64();
  if (number == nullptr || *number < 0 || *number > 32)
    refuse(fmt::format("{} is not a number from 0 to 32.", name),
           fmt::format("config.json#/{}", name));
  return static_cast<std::size_t>(*number);
}

void readHashedConfig(const json::object& config, Layout& layout) {
  if (const auto* algorithm = config.if_contains("digestAlgorithm")) {
    const auto* text = algorithm->if_string();
    if (text == nullptr || !digestSupported({text->data(), text->size()}))
      refuse("The digest algorithm is not known.", "config.json#/digestAlgorithm");
    layout.digestAlgorithm.assign(text->data(), text->size());
  }
  layout.tupleSize = countOf(config, "tupleSize", 3);
  layout.numberOfTuples = countOf(config, "numberOfTuples", 3);
  if (const auto* shorten = config.if_contains("shortObjectRoot")) {
    if (!shorten->is_bool())
      refuse("shortObjectRoot is not a boolean.", "config.json#/shortObjectRoot");
    layout.shortObjectRoot = shorten->get_bool();
  }
  const auto used = layout.tupleSize * layout.numberOfTuples;
  const auto digits = digestLength(layout.digestAlgorithm).value_or(0);
  if ((layout.tupleSize == 0) != (layout.numberOfTuples == 0) || used > digits ||
      (used == digits && layout.shortObjectRoot))
    refuse("tupleSize, numberOfTuples and shortObjectRoot do not fit each other.", "config.json");
}

}  // namespace

std::string Layout::objectPath(std::string_view id) const {
  if (extension == flatDirect) {
    if (faultOf(id) != PathFault::None || id.find('/') != std::string_view::npos ||
        id.size() > 255 || id == "extensions") {
      throw Error{Code::InvalidInput, "This id cannot be the name of a folder.",
                  "A flat layout takes ids of at most 255 bytes without slashes.", std::string{id}};
    }
    return std::string{id};
  }
  const auto digest = digestOf(digestAlgorithm, id);
  std::string path;
  for (std::size_t i = 0; i < numberOfTuples; ++i)
    path += digest.substr(i * tupleSize, tupleSize) + "/";
  return path + (shortObjectRoot ? digest.substr(numberOfTuples * tupleSize) : digest);
}

std::string Layout::layoutJson() const {
  const auto description =
      extension == flatDirect
          ? std::string_view{"Each object lies in a folder of the root that is named by its id."}
          : std::string_view{
                "Each object lies in a folder that is named by the digest of its id in "
                "hexadecimal, "
                "below folders that are named by the first characters of that digest."};
  return fmt::format("{{\n  \"extension\": \"{}\",\n  \"description\": \"{}\"\n}}\n", extension,
                     description);
}

std::string Layout::configJson() const {
  if (extension == flatDirect)
    return fmt::format("{{\n  \"extensionName\": \"{}\"\n}}\n", extension);
  return fmt::format(
      "{{\n  \"extensionName\": \"{}\",\n  \"digestAlgorithm\": \"{}\",\n  \"tupleSize\": {},\n"
      "  \"numberOfTuples\": {},\n  \"shortObjectRoot\": {}\n}}\n",
      extension, digestAlgorithm, tupleSize, numberOfTuples, shortObjectRoot);
}

std::string layoutExtension(std::string_view layoutJson) {
  auto document = parsed(layoutJson, "ocfl_layout.json");
  const auto* extension = document.get_object().if_contains("extension");
  const auto* text = extension == nullptr ? nullptr : extension->if_string();
  // The name becomes part of a path.
  if (text == nullptr || faultOf({text->data(), text->size()}) != PathFault::None)
    refuse("The layout does not name its extension.", "ocfl_layout.json#/extension");
  return {text->data(), text->size()};
}

Layout parseLayout(std::string_view layoutJson, std::string_view configJson) {
  Layout layout;
  layout.extension = layoutExtension(layoutJson);
  if (layout.extension != hashedNTuple && layout.extension != flatDirect)
    refuse(fmt::format("The layout \"{}\" is not known.", layout.extension),
           "ocfl_layout.json#/extension");
  json::value config = json::object{};
  if (!configJson.empty()) config = parsed(configJson, "config.json");
  const auto* name = config.get_object().if_contains("extensionName");
  if (name != nullptr && *name != json::value(layout.extension))
    refuse("The configuration belongs to another extension.", "config.json#/extensionName");
  if (layout.extension == hashedNTuple) readHashedConfig(config.get_object(), layout);
  return layout;
}

}  // namespace atelier::ocfl
