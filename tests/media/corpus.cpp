#include "tests/media/corpus.h"

#include "base/text.h"
#include "media/jail/channel.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>

#include <fcntl.h>

namespace atelier::media::test {

namespace {

std::string root() { return ATELIER_SOURCE_DIR "/../shared/corpus/media/"; }

std::vector<CorpusFile> read() {
  constexpr std::size_t factsColumn = 7;
  std::vector<CorpusFile> files;
  std::ifstream table(root() + "SOURCES.tsv");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto columns = split(line, '\t');
    if (columns.size() > factsColumn)
      files.push_back({std::string(columns[0]), std::string(columns[factsColumn])});
  }
  return files;
}

}  // namespace

void PrintTo(const CorpusFile& file, std::ostream* to) { *to << file.path; }

std::string nameOf(const testing::TestParamInfo<CorpusFile>& info) {
  auto name = info.param.path;
  for (auto& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

const std::vector<CorpusFile>& corpus() {
  static const auto files = read();
  return files;
}

std::string corpusPath(std::string_view path) { return root() + std::string(path); }

const Examined& examined(const std::string& path) {
  static Media media;
  static std::map<std::string, Examined> known;
  const auto found = known.find(path);
  if (found != known.end()) return found->second;
  const Fd file(::open(corpusPath(path).c_str(), O_RDONLY | O_CLOEXEC));
  const auto name = std::filesystem::path(path).filename().string();
  return known[path] = media.examine(file.get(), name,
                                     {{320, PreviewFormat::WebP}, {1280, PreviewFormat::Jpeg}});
}

std::vector<std::string> valuesOf(const Examined& of, std::string_view property) {
  std::vector<std::string> values;
  for (const auto& field : of.inspected.fields) {
    if (field.name == property) values.push_back(field.value);
  }
  return values;
}

std::string valueOf(const Examined& of, std::string_view property) {
  const auto values = valuesOf(of, property);
  return values.empty() ? std::string() : values.front();
}

}  // namespace atelier::media::test
