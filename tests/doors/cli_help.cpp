#include "base/error.h"
#include "doors/cli/help.h"
#include "tests/doors/cli_toy.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::cli {
namespace {

using testing::HasSubstr;

TEST(Help, StartsWithExamplesAndNamesEverything) {
  const auto outcome = toy::run({});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, toy::run({"help"}).out);
  EXPECT_EQ(outcome.out, toy::run({"--help"}).out);
  EXPECT_THAT(outcome.out, HasSubstr("\nExamples\n  atelier import ~/Pictures\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n  import PATH...    Bring in files and folders.\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n  work    find, show, tag, change, erase\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  --server URL"));
  EXPECT_LT(outcome.out.find("Examples"), outcome.out.find("Commands"));
}

TEST(Help, ExplainsOneCommand) {
  const auto text = toy::run({"help", "work", "find"}).out;
  EXPECT_EQ(text,
            "Find works by words.\n"
            "\nExamples\n  atelier work find Dusk --limit 5\n"
            "\nUsage\n  atelier work find [QUERY] [flags]\n"
            "\nArguments\n  QUERY  What to look for\n"
            "\nFlags\n"
            "  --limit N      How many at most (else 2)\n"
            "  --after TEXT   Where the page before ended\n"
            "  --sort WORD    What comes first: added, title (else title)\n"
            "  --tag TEXT...  Words that must be there\n"
            "\nEffect\n  Needs assets:read. Changes nothing.\n"
            "\nFlags that every command takes: atelier help\n");
  EXPECT_EQ(toy::run({"work", "find", "--help"}).out, text);
  EXPECT_EQ(toy::run({"work", "find", "-h"}).out, text);
}

TEST(Help, ListsTheVerbsOfANoun) {
  EXPECT_THAT(toy::run({"help", "work"}).out,
              HasSubstr("  work erase ID         Remove a work for good.\n"));
}

TEST(Help, KnowsEveryExitCode) {
  const auto text = toy::run({"help", "exit-codes"}).out;
  for (const auto& info : codes()) {
    EXPECT_THAT(text, HasSubstr(label(info.code)));
    EXPECT_THAT(text, HasSubstr("\n  " + std::to_string(info.exitStatus) + " ")) << info.name;
  }
}

TEST(Help, ShowsTheVersion) { EXPECT_EQ(toy::run({"--version"}).out, "atelier 1.2.3\n"); }

TEST(Help, WritesTheDocumentOfOperations) {
  const auto text = toy::run({"help", "operations"}).out;
  EXPECT_THAT(
      text, HasSubstr("\n### work.find\n\nFind works by words.\n\n`GET /api/v1/works` · needs "
                      "`assets:read` · changes nothing\n\n    atelier work find Dusk --limit 5\n"));
  EXPECT_THAT(text, HasSubstr("| `sort` | one of added, title | no | What comes first |\n"));
  EXPECT_THAT(text, HasSubstr("\nAnswer: [WorkPage](#workpage)\n"));
  EXPECT_THAT(
      text,
      HasSubstr("\n### WorkPage\n\n`works` list of [Work](#work) · `next`? text\n\n### Work\n"));
  EXPECT_THAT(text, HasSubstr("The bytes of a work. Answers with bytes.\n"));
}

std::string contentOf(const std::string& path) {
  std::ifstream file(std::filesystem::path(ATELIER_SOURCE_DIR) / path);
  std::ostringstream kept;
  kept << file.rdbuf();
  return kept.str();
}

TEST(Help, WroteTheDocumentThatIsInDocs) {
  EXPECT_TRUE(contentOf("docs/operations.md") == operationsDocument(studio::operations()))
      << "write it anew: atelier help operations > docs/operations.md";
}

TEST(Help, WroteTheTypesOfThePage) {
  EXPECT_TRUE(contentOf("page/src/api/operations.ts") == operationsModule(studio::operations()))
      << "write it anew: atelier help typescript > page/src/api/operations.ts";
}

/// Runs a script with a program of this machine; nothing if the program is not there.
std::optional<std::pair<int, std::string>> runWith(const std::string& tool,
                                                   const std::string& script) {
  if (std::system(("command -v " + tool + " >/dev/null 2>&1").c_str()) != 0) return std::nullopt;
  const auto path = std::filesystem::temp_directory_path() /
                    ("atelier_help_test_" + tool.substr(0, tool.find(' ')));
  std::ofstream(path) << script;
  std::string output;
  FILE* pipe = popen((tool + " " + path.string() + " 2>&1").c_str(), "r");
  char buffer[4096];
  while (const auto count = std::fread(buffer, 1, sizeof buffer, pipe))
    output.append(buffer, count);
  const int status = pclose(pipe);
  std::filesystem::remove(path);
  return std::pair(status, output);
}

/// What bash offers after these words.
std::string offered(const std::string& words, int position) {
  const auto script = completion(toy::program(), "bash") + "COMP_WORDS=(" + words +
                      ")\nCOMP_CWORD=" + std::to_string(position) +
                      "\n_atelier\necho \"${COMPREPLY[*]}\"\n";
  const auto result = runWith("bash", script);
  return result ? result->second : "no bash\n";
}

TEST(Completion, OffersWhatMayComeNextInBash) {
  EXPECT_EQ(offered("atelier ''", 1), "import check work studio help completion man\n");
  EXPECT_EQ(offered("atelier wo", 1), "work\n");
  EXPECT_EQ(offered("atelier work ''", 2), "find show tag change erase\n");
  EXPECT_EQ(offered("atelier --studio work work f", 4), "find\n");
  EXPECT_EQ(offered("atelier work find --li", 3), "--limit\n");
  EXPECT_EQ(offered("atelier work find --sort ''", 4), "added title\n");
  EXPECT_EQ(offered("atelier import --col", 2), "--collection --color\n");
  EXPECT_EQ(offered("atelier work find --sort=t", 3), "\n");
}

TEST(Completion, IsAScriptThatItsShellCanRead) {
  const auto zsh =
      runWith("zsh", "compdef() { }\n_describe() { }\n" + completion(toy::program(), "zsh"));
  if (zsh) {
    EXPECT_EQ(zsh->first, 0) << zsh->second;
  }
  const auto fish = runWith("fish", completion(toy::program(), "fish"));
  if (fish) {
    EXPECT_EQ(fish->first, 0) << fish->second;
  }
  EXPECT_THAT(completion(toy::program(), "fish"),
              HasSubstr("-l sort -d 'What comes first' -x -a 'added title'"));
  EXPECT_THAT(completion(toy::program(), "zsh"),
              HasSubstr("work) some=( 'find:Find works by words.'"));
}

TEST(Manual, IsAPageThatManCanRead) {
  const auto page = manual(toy::program());
  EXPECT_TRUE(page.starts_with(".TH ATELIER 1 \"\" \"Atelier 1.2.3\""));
  EXPECT_THAT(page, HasSubstr(".SS atelier work find [QUERY] [flags]\nFind works by words.\n"));
  EXPECT_THAT(page, HasSubstr("\n.B \\-\\-limit N\n"));
  const auto groff = runWith("groff -man -ww -Tutf8 -z", page);
  if (groff) {
    EXPECT_EQ(groff->second, "");
  }
}

}  // namespace
}  // namespace atelier::cli
