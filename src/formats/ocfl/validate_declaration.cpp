#include "base/error.h"
#include "formats/ocfl/validation.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

constexpr std::array knownVersions{std::string_view{"1.0"}, std::string_view{"1.1"}};

void checkText(Files& files, const fs::path& folder, const std::string& name,
               const DeclarationCodes& codes, Report& report) {
  constexpr std::size_t limit = 4096;
  std::string text;
  try {
    text = files.readText(folder / name, limit);
  } catch (const Error& error) {
    report.error(codes.text, name, error.message);
    return;
  }
  if (text != name.substr(2) + "\n")
    report.error(codes.text, name, "The declaration does not say what its name says.");
}

}  // namespace

bool isDeclarationName(std::string_view name) {
  return name.size() > 2 && name[0] >= '0' && name[0] <= '9' && name[1] == '=';
}

std::string checkDeclaration(Files& files, const fs::path& folder,
                             const std::vector<std::string>& namesInFolder,
                             const DeclarationCodes& codes, Report& report) {
  std::vector<std::string> found;
  std::string version;
  for (const auto& name : namesInFolder) {
    if (!isDeclarationName(name)) continue;
    if (name.front() != '0') {
      report.error(codes.tag, name, "A declaration's name begins with \"0=\".");
      continue;
    }
    found.push_back(name);
    auto value = std::string_view{name}.substr(2);
    auto known =
        value.starts_with(codes.prefix) &&
        std::ranges::find(knownVersions, value.substr(codes.prefix.size())) != knownVersions.end();
    if (!known) {
      report.error(codes.value, name, "This is no declaration of OCFL 1.0 or 1.1.");
      continue;
    }
    version = value.substr(codes.prefix.size());
    checkText(files, folder, name, codes, report);
  }
  if (found.empty()) report.error(codes.missing, "", "There is no declaration.");
  if (found.size() > 1) report.error(codes.several, "", "There is more than one declaration.");
  return version;
}

}  // namespace atelier::ocfl
