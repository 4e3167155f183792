#pragma once

#include "doors/cli/command.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Everything that can be typed, as one list: the commands of a program and its operations.
/// Parsing, help, completion and the manual walk it.
namespace atelier::cli {

struct Flag {
  std::string name;   ///< "limit" is --limit
  std::string value;  ///< "N"; empty for a switch
  std::string help;
  std::vector<std::string_view> words = {};  ///< those that are allowed, if they can be counted
  std::string standard = {};                 ///< what is taken if it is absent; may be empty
  bool repeated = false;
  bool required = false;
  const json::Field* field = nullptr;  ///< the member of the request, for operations
};

struct Argument {
  std::string name;  ///< "ID"
  std::string help;
  bool required = true;
  bool repeated = false;
  const json::Field* field = nullptr;
};

struct Entry {
  std::string name;  ///< "asset find"
  std::string help;
  std::vector<Argument> arguments = {};
  std::vector<Flag> flags = {};
  std::vector<std::string> examples = {};
  const studio::Operation* operation = nullptr;
  const Command* command = nullptr;  ///< set for commands, also for those that name an operation

  const Flag* flag(
      std::string_view name) const;  ///< also by the plural of a list: --tags for --tag
  std::string usage() const;         ///< "atelier asset find [QUERY] [flags]"
};

/// Commands first, then operations that no command hides, in the order of the table.
std::vector<Entry> entriesOf(const Program& program);

/// The flags that every command takes.
std::span<const Option> commonOptions();

/// help, completion and man.
std::span<const Command> builtInCommands();

/// "tags" is "tag"; what is no plural stays.
std::string singular(std::string_view name);

}  // namespace atelier::cli
