#pragma once

#include "base/clock.h"
#include "doors/cli/executor.h"
#include "doors/cli/progress.h"
#include "doors/cli/terminal.h"
#include "studio/operation.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

/// The command line: `atelier NOUN VERB` for every operation of the table, and a few commands of
/// their own for what is no operation. Help, completion and the manual come from the same two
/// lists.
namespace atelier::cli {

class Context;

struct Option {
  std::string_view name;   ///< "collection" is --collection
  std::string_view value;  ///< what stands after it in help: "NAME"; empty for a switch
  std::string_view help;
  bool repeated = false;
};

/// A command that is not simply an operation. Where it has the name of one ("asset get") it stands
/// before it.
struct Command {
  std::string_view name;       ///< "import", "asset get"
  std::string_view arguments;  ///< "PATH...", "ID [FILE]"; as many must be there
  std::string_view help;
  std::vector<std::string_view> examples = {};
  std::vector<Option> options = {};

  /// Gives the exit status. Errors thrown are printed and become theirs.
  std::function<int(Context&)> run = {};

  /// With --dry-run, instead of `run`: says what would be done. Whatever leaves a trace has one.
  std::function<int(Context&)> plan = {};
  bool changesNothing = false;  ///< so that it needs none

  /// Instead of `run`: this command is another name of an operation ("studio.doctor") and takes its
  /// flags; `status` may look at the answer, which is printed already, and give another exit
  /// status.
  std::string_view operation = {};
  std::function<int(const boost::json::value& answer)> status = {};
};

enum class Format : std::uint8_t {
  People,  ///< a table on a terminal, tab-separated values elsewhere
  Json,    ///< one document
  Ndjson,  ///< one line per item of a list
};

/// Flags that every command takes.
struct Settings {
  std::filesystem::path
      studio;          ///< --studio, ATELIER_STUDIO, the current folder if it is one, ./studio
  std::string server;  ///< --server, ATELIER_SERVER; empty: open the folder
  std::filesystem::path tokenFile;  ///< --token-file, ATELIER_TOKEN_FILE
  Format format = Format::People;
  std::vector<std::string> fields;  ///< --fields a,b
  bool dryRun = false;
  bool quiet = false;
  bool verbose = false;
  bool noInput = false;
  bool yes = false;
  bool colour = false;  ///< of standard error and output, decided from --color and the environment
  ProgressStyle progress = ProgressStyle::None;
};

struct Program {
  std::span<const studio::Operation> operations;
  std::vector<Command> commands;
  std::string version;
  /// Opens the folder `settings.studio`.
  std::function<std::unique_ptr<Executor>(const Settings& settings)> openStudio;
};

/// What a command has in its hands.
class Context {
 public:
  Context(const Program& program, Terminal& terminal, Settings settings);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const Program& program() const { return program_; }
  Terminal& terminal() { return terminal_; }
  const Settings& settings() const { return settings_; }

  std::vector<std::string> arguments;
  std::map<std::string, std::vector<std::string>, std::less<>> options;

  bool has(std::string_view option) const { return options.contains(option); }
  std::optional<std::string> option(std::string_view name) const;    ///< the last one given
  std::optional<std::uint64_t> number(std::string_view name) const;  ///< Error{Usage} if it is none

  /// Opened at the first use: the folder, or the server if --server was given.
  Executor& executor();
  const studio::Operation& operation(
      std::string_view name) const;  ///< Error{Internal} if there is none
  boost::json::value call(std::string_view operation, const boost::json::value& request);

  /// Asks an operation what it would do, and prints that.
  void tellPlan(std::string_view operation, boost::json::object request);

  void print(const boost::json::value& answer);  ///< as --json, --ndjson and --fields say
  void note(std::string_view line);  ///< for people, on standard error; not with --quiet

  /// True with --yes; asks on a terminal; Error{Usage} where nobody can be asked.
  bool confirm(std::string_view question);

  std::unique_ptr<Progress> progress(std::string label);
  const std::atomic<bool>& stop() const;  ///< becomes true on the first Ctrl-C

 private:
  const Program& program_;
  Terminal& terminal_;
  Settings settings_;
  std::unique_ptr<Executor> executor_;
};

/// Runs one command line, without the program's own name in front. Never throws; gives the exit
/// status.
int run(const Program& program, Terminal& terminal, std::span<const std::string> words);

/// What is wrong with a program: names twice, flags that hide behind the flags of every command,
/// aliases of operations that are not there. Empty if all is well; a test asks.
std::vector<std::string> problemsOf(const Program& program);

}  // namespace atelier::cli
