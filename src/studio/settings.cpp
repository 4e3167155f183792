#include "studio/settings.h"

#include "base/error.h"

#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace atelier::studio {

Settings readSettings(Files& files, const fs::path& folder) {
  const auto text = files.readText(folder / settingsFile);
  Settings settings;
  try {
    const auto table = toml::parse(text);
    settings.name = table["name"].value_or(folder.filename().string());
    settings.layout = table["layout"].value_or(std::int64_t{0});
  } catch (const toml::parse_error& problem) {
    const auto at = problem.source().begin;
    throw Error{Code::InvalidInput,
                fmt::format("studio.toml is not valid: {}.", problem.description()),
                "Nothing was changed. Mend the line and start again.",
                fmt::format("{}:{}", at.line, at.column)};
  }
  if (settings.layout > layoutVersion) {
    throw Error{Code::StudioNewer, "A newer Atelier made this studio.",
                "Nothing was changed. Use that version, or a newer one.", folder.string()};
  }
  return settings;
}

void writeSettings(Files& files, const fs::path& folder, const Settings& settings) {
  std::ostringstream text;
  text << "# An Atelier studio. The originals are in vault/, readable without Atelier.\n"
       << toml::table{{"name", settings.name}, {"layout", settings.layout}} << "\n";
  files.replaceText(folder / settingsFile, text.str());
}

}  // namespace atelier::studio
