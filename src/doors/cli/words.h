#pragma once

#include "doors/cli/entries.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

/// A typed line, understood. Everything wrong with it is Error{Usage} with the nearest right word.
namespace atelier::cli {

struct Line {
  const Entry* entry = nullptr;  ///< null: no command was given
  std::string noun;              ///< given, but no verb after it
  bool help = false;             ///< --help or -h
  bool version = false;
  std::vector<std::string> arguments;
  std::map<std::string, std::vector<std::string>, std::less<>>
      options;                                             ///< of the entry, by Flag::name
  std::map<std::string, std::string, std::less<>> common;  ///< of every command
};

Line understand(std::span<const std::string> words, std::span<const Entry> entries);

/// Common flags, completed from the environment.
Settings settingsOf(const Line& line, const Terminal& terminal);

/// Whether errors are to be JSON: known even when the line is not understood.
bool wantsJson(std::span<const std::string> words);

/// The request of an operation, from arguments and flags. Error{Usage} for what is missing or too
/// much, Error{InvalidInput} for a value that does not fit.
boost::json::value requestOf(const Line& line);

/// Checks the number of arguments of a command that is no operation.
void checkArguments(const Line& line);

}  // namespace atelier::cli
