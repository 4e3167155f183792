#include "tests/doors/cli_toy.h"

#include <gtest/gtest.h>

namespace atelier::cli {
namespace {

class CommandLine : public testing::Test {
 protected:
  void SetUp() override { toy::world() = {}; }
};

struct Refusal {
  std::vector<std::string> words;
  int status;
  std::string_view err;
};

TEST_F(CommandLine, SaysExactlyWhatIsWrongWithIt) {
  const Refusal cases[] = {
      {{"improt"},
       2,
       "error: There is no command \"improt\".\n  Did you mean \"import\"? See: atelier help\n  "
       "AT-1012 usage\n"},
      {{"work", "fnid"},
       2,
       "error: There is no command \"work fnid\".\n  Did you mean \"work find\"? See: atelier help "
       "work\n  AT-1012 usage\n"},
      {{"zzzzzzz"},
       2,
       "error: There is no command \"zzzzzzz\".\n  See: atelier help\n  AT-1012 usage\n"},
      {{"work"},
       2,
       "error: \"work\" needs a verb: find, show, tag, change, erase.\n  See: atelier help work\n  "
       "AT-1012 usage\n"},
      {{"work", "find", "--limt", "3"},
       2,
       "error: There is no flag --limt here.\n  Did you mean --limit? See: atelier help work "
       "find\n  AT-1012 usage\n"},
      {{"--stduio", "x", "import"},
       2,
       "error: There is no flag --stduio here.\n  Did you mean --studio? See: atelier help\n  "
       "AT-1012 usage\n"},
      {{"work", "find", "--limit"},
       2,
       "error: --limit needs a value: --limit N.\n  See: atelier help work find\n  AT-1012 "
       "usage\n"},
      {{"work", "find", "--limit", "3", "--limit", "4"},
       2,
       "error: --limit is given more than once.\n  See: atelier help work find\n  AT-1012 usage\n"},
      {{"work", "find", "--json=yes"},
       2,
       "error: --json takes no value.\n  See: atelier help work find\n  AT-1012 usage\n"},
      {{"work", "find", "-x"},
       2,
       "error: There is no flag -x here.\n  See: atelier help work find\n  AT-1012 usage\n"},
      {{"work", "find", "--limit", "many"},
       2,
       "error: Expected a whole number, but found \"many\".\n  Nothing was changed.\n  AT-1001 "
       "invalid-input, at --limit\n"},
      {{"work", "find", "--limit=-1"},
       2,
       "error: Expected a whole number from 0 to 4294967295, but found -1.\n  Nothing was "
       "changed.\n  AT-1021 json-shape, at /limit\n"},
      {{"work", "find", "--sort", "titel"},
       2,
       "error: Expected one of: added, title.\n  Did you mean \"title\"? Nothing was changed.\n  "
       "AT-1021 json-shape, at /sort\n"},
      {{"work", "show"},
       2,
       "error: ID is missing.\n  Use it like this: atelier work show ID\n  AT-1012 usage\n"},
      {{"work", "show", "1", "2"},
       2,
       "error: \"2\" is one argument too many.\n  Use it like this: atelier work show ID\n  "
       "AT-1012 usage\n"},
      {{"work", "show", "9"},
       5,
       "error: There is no work 9.\n  Nothing was changed. List them: atelier work find\n  AT-1002 "
       "not-found, at /id\n"},
      {{"import"},
       2,
       "error: PATH is missing.\n  Use it like this: atelier import PATH... [flags]\n  AT-1012 "
       "usage\n"},
      {{"work", "erase", "1"},
       2,
       "error: This needs a yes, and there is nobody to ask.\n  Nothing was changed. Add --yes if "
       "you are sure.\n  AT-1012 usage\n"},
      {{"work", "find", "--color", "sometimes"},
       2,
       "error: --color is one of: auto, always, never.\n  See: atelier help\n  AT-1012 usage\n"},
      {{"work", "find", "--studio", "a", "--server", "b"},
       2,
       "error: --studio and --server exclude each other.\n  Give one of them.\n  AT-1012 usage\n"},
      {{"help", "wrok"},
       2,
       "error: There is no help about \"wrok\".\n  Did you mean \"work\"? See: atelier help\n  "
       "AT-1012 usage\n"},
      {{"completion", "tcsh"},
       2,
       "error: There is no completion for \"tcsh\".\n  There is one for bash, zsh and fish.\n  "
       "AT-1012 usage\n"},
  };
  for (const auto& each : cases) {
    const auto outcome = toy::run(each.words);
    EXPECT_EQ(outcome.err, each.err);
    EXPECT_EQ(outcome.status, each.status) << each.err;
    EXPECT_EQ(outcome.out, "") << each.err;
  }
  EXPECT_TRUE(toy::world().log.empty() || toy::world().titles.size() == 3);
}

TEST_F(CommandLine, BecomesARequest) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"work", "find", "Dusk", "--limit", "1"}, R"(work.find {"query":"Dusk","limit":1})"},
      {{"work", "find", "--limit=1", "-odd query"},
       R"(work.find {"query":"-odd query","limit":1})"},
      {{"work", "find", "--limit=1", "--", "--json"}, R"(work.find {"query":"--json","limit":1})"},
      {{"--json", "work", "--quiet", "find", "", "--limit", "1"},
       R"(work.find {"query":"","limit":1})"},
      {{"work", "find", "x", "--tag", "a", "--tags=b", "--limit", "1"},
       R"(work.find {"query":"x","limit":1,"tags":["a","b"]})"},
      {{"work", "tag", "1", "lake", "sky", "--remove", "a"},
       R"(work.tag {"id":"1","tags":["lake","sky"],"remove":["a"]})"},
      {{"work", "change", "1", "--set", "title=a=b", "--set", "x=y"},
       R"(work.change {"id":"1","set":{"title":"a=b","x":"y"}})"},
      {{"work", "change", "1", "--dry-run"}, R"(work.change {"id":"1","dry_run":true})"},
      {{"check", "--repair", "--sample", "2"}, R"(studio.check {"sample":2,"repair":true})"},
      {{"studio", "check", "--repair=false"}, R"(studio.check {"repair":false})"},
      {{"work", "erase", "1", "-y"}, R"(work.erase {"id":"1"})"},
  };
  for (const auto& [words, request] : cases) {
    toy::world() = {};
    const auto outcome = toy::run(words);
    ASSERT_EQ(toy::world().log.size(), 1U) << request << outcome.err;
    EXPECT_EQ(toy::world().log.front(), request);
  }
}

TEST_F(CommandLine, RunsCommandsOfTheirOwn) {
  const auto outcome = toy::run({"import", "a", "b", "--collection=Trip", "--link", "--json"});
  EXPECT_EQ(outcome.out, "{\"paths\":2,\"collection\":\"Trip\",\"link\":true}\n");
  EXPECT_EQ(outcome.err, "Importing.\n");
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(toy::run({"import", "a", "-q", "--json"}).err, "");
}

TEST_F(CommandLine, LetsAnAliasJudgeTheAnswer) {
  EXPECT_EQ(toy::run({"check"}).status, 8);
  EXPECT_EQ(toy::run({"check", "--repair"}).status, 0);
  EXPECT_EQ(toy::run({"studio", "check"}).status, 0);
}

TEST_F(CommandLine, AsksBeforeItDestroys) {
  const auto no = toy::run({"work", "erase", "1"}, {.terminal = true, .input = "n\n"});
  EXPECT_EQ(no.status, 130);
  EXPECT_EQ(no.err.substr(0, no.err.find("[y/N]")),
            "Remove a work for good. This cannot be undone. Go on? ");
  EXPECT_TRUE(toy::world().titles.contains("1"));
  const auto yes = toy::run({"work", "erase", "1"}, {.terminal = true, .input = "y\n"});
  EXPECT_EQ(yes.status, 0);
  EXPECT_FALSE(toy::world().titles.contains("1"));
  EXPECT_EQ(
      toy::run({"work", "erase", "2", "--no-input"}, {.terminal = true, .input = "y\n"}).status, 2);
}

TEST_F(CommandLine, PrintsErrorsAsJsonOnRequest) {
  const auto outcome = toy::run({"work", "show", "9", "--json"});
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "{\"error\":{\"code\":\"AT-1002\",\"exit\":5,\"message\":\"There is no work "
            "9.\",\"hint\":\"Nothing "
            "was changed. List them: atelier work find\",\"where\":\"/id\"}}\n");
  EXPECT_EQ(toy::run({"--json", "nonsense"}).err.substr(0, 28),
            "{\"error\":{\"code\":\"AT-1012\",\"");
}

TEST_F(CommandLine, ColoursTheFirstLineOfErrorsOnlyWhereItMay) {
  const std::string red = "\x1b[1;31merror: ";
  EXPECT_TRUE(toy::run({"x"}, {.terminal = true}).err.starts_with(red));
  EXPECT_FALSE(toy::run({"x"}).err.starts_with(red));
  EXPECT_FALSE(
      toy::run({"x"}, {.terminal = true, .environment = {{"NO_COLOR", "1"}}}).err.starts_with(red));
  EXPECT_FALSE(
      toy::run({"x"}, {.terminal = true, .environment = {{"TERM", "dumb"}}}).err.starts_with(red));
  EXPECT_TRUE(toy::run({"x"}, {.environment = {{"CLICOLOR_FORCE", "1"}}}).err.starts_with(red));
  EXPECT_TRUE(toy::run({"x", "--color=always"}).err.starts_with(red));
}

TEST_F(CommandLine, HasASoundProgram) {
  EXPECT_EQ(problemsOf(toy::program()), std::vector<std::string>());
  auto broken = toy::program();
  broken.commands.push_back(
      {.name = "import", .arguments = {}, .help = "", .options = {{"json", "", ""}}});
  broken.commands.push_back(
      {.name = "lost", .arguments = {}, .help = "x", .operation = "no.where"});
  const std::vector<std::string> problems{"import: stands twice",
                                          "import: there is no help",
                                          "import: --json hides behind the flag of every command",
                                          "import: nothing runs it",
                                          "import: it cannot say what it would do",
                                          "lost: there is no operation no.where"};
  EXPECT_EQ(problemsOf(broken), problems);
}

TEST_F(CommandLine, FindsTheStudioInTheEnvironment) {
  auto program = toy::program();
  Settings seen;
  program.openStudio = [&](const Settings& settings) -> std::unique_ptr<Executor> {
    seen = settings;
    throw Error(Code::NotAStudio, "No.");
  };
  toy::run(program, {"work", "show", "1"}, {.environment = {{"ATELIER_STUDIO", "/a"}}});
  EXPECT_EQ(seen.studio, "/a");
  toy::run(program, {"work", "show", "1", "--studio=/b"},
           {.environment = {{"ATELIER_STUDIO", "/a"}}});
  EXPECT_EQ(seen.studio, "/b");
  EXPECT_EQ(toy::run(program, {"--studio", "/b", "work", "show", "1"}).status, 5);
}

}  // namespace
}  // namespace atelier::cli
