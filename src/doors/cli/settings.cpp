#include "base/error.h"
#include "base/text.h"
#include "doors/cli/words.h"

#include <array>

#include <fmt/format.h>

namespace atelier::cli {

namespace {

std::optional<std::string> given(const Line& line, std::string_view flag) {
  const auto found = line.common.find(flag);
  if (found == line.common.end()) return std::nullopt;
  return found->second;
}

std::string givenOr(const Line& line, const Terminal& terminal, std::string_view flag,
                    std::string_view variable) {
  if (auto value = given(line, flag)) return *value;
  return terminal.variable(variable).value_or("");
}

std::string oneOf(const Line& line, std::string_view flag,
                  std::span<const std::string_view> words) {
  const auto value = given(line, flag).value_or(std::string(words.front()));
  for (const auto word : words) {
    if (value == word) return value;
  }
  const auto meant = nearest(value, words);
  throw Error(Code::Usage, fmt::format("--{} is one of: {}.", flag, fmt::join(words, ", ")),
              meant ? fmt::format("Did you mean {}?", *meant) : "See: atelier help");
}

/// NO_COLOR (no-color.org), CLICOLOR_FORCE (bixense.com/clicolors), TERM=dumb.
bool colourful(const Line& line, const Terminal& terminal) {
  constexpr std::array<std::string_view, 3> words{"auto", "always", "never"};
  const auto when = oneOf(line, "color", words);
  if (when != "auto") return when == "always";
  if (!terminal.variable("NO_COLOR").value_or("").empty()) return false;
  const auto force = terminal.variable("CLICOLOR_FORCE").value_or("0");
  if (!force.empty() && force != "0") return true;
  return terminal.errIsTerminal && terminal.variable("TERM").value_or("") != "dumb";
}

ProgressStyle progressStyle(const Line& line, const Terminal& terminal, bool quiet) {
  constexpr std::array<std::string_view, 4> words{"auto", "bar", "json", "none"};
  const auto how = oneOf(line, "progress", words);
  if (how == "json") return ProgressStyle::Json;
  if (how == "bar") return ProgressStyle::Bar;
  const bool shows = terminal.errIsTerminal && terminal.variable("TERM").value_or("") != "dumb";
  return how == "auto" && !quiet && shows ? ProgressStyle::Bar : ProgressStyle::None;
}

std::filesystem::path studioFolder(const Line& line, const Terminal& terminal) {
  const auto named = givenOr(line, terminal, "studio", "ATELIER_STUDIO");
  if (!named.empty()) return named;
  std::error_code ignored;
  return std::filesystem::exists("studio.toml", ignored) ? "." : "studio";
}

}  // namespace

Settings settingsOf(const Line& line, const Terminal& terminal) {
  Settings settings;
  settings.studio = studioFolder(line, terminal);
  // A folder named on the line wins over a server named in the environment.
  if (!given(line, "studio")) settings.server = givenOr(line, terminal, "server", "ATELIER_SERVER");
  if (const auto server = given(line, "server")) {
    if (given(line, "studio")) {
      throw Error(Code::Usage, "--studio and --server exclude each other.", "Give one of them.");
    }
    settings.server = *server;
  }
  settings.tokenFile = givenOr(line, terminal, "token-file", "ATELIER_TOKEN_FILE");
  if (given(line, "json")) settings.format = Format::Json;
  if (given(line, "ndjson")) settings.format = Format::Ndjson;
  const auto fields = given(line, "fields").value_or("");
  for (const auto field : split(fields, ',')) {
    if (!trim(field).empty()) settings.fields.emplace_back(trim(field));
  }
  settings.dryRun = given(line, "dry-run").has_value();
  settings.quiet = given(line, "quiet").has_value();
  settings.verbose = given(line, "verbose").has_value();
  settings.noInput = given(line, "no-input").has_value();
  settings.yes = given(line, "yes").has_value();
  settings.colour = colourful(line, terminal);
  settings.progress = progressStyle(line, terminal, settings.quiet);
  return settings;
}

}  // namespace atelier::cli
