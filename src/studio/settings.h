#pragma once

#include "base/files.h"

#include <cstdint>
#include <string>
#include <string_view>

/// studio.toml: what a studio is called and which layout of the folder it has.
namespace atelier::studio {

inline constexpr std::string_view settingsFile = "studio.toml";
inline constexpr std::int64_t layoutVersion = 1;

struct Settings {
  std::string name;
  std::int64_t layout = layoutVersion;
};

/// Error{StudioNewer} if a newer Atelier laid it out, InvalidInput with line and column if it is no
/// TOML.
Settings readSettings(Files& files, const fs::path& folder);
void writeSettings(Files& files, const fs::path& folder, const Settings& settings);

}  // namespace atelier::studio
