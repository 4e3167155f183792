#include "doors/cli/output.h"
#include "doors/cli/table.h"
#include "doors/cli/width.h"
#include "tests/doors/cli_toy.h"

#include <gtest/gtest.h>

namespace atelier::cli {
namespace {

class Output : public testing::Test {
 protected:
  void SetUp() override { toy::world() = {}; }
};

TEST_F(Output, IsATableOnATerminal) {
  const auto outcome = toy::run({"work", "find"}, {.terminal = true});
  EXPECT_EQ(outcome.out,
            "ID  TITLE         BYTES  TAGS\n"
            " 1  Dawn         4.0 MB  a, b\n"
            " 2  Dusk 夕暮れ   14 MB  a, b\n");
  EXPECT_EQ(outcome.err, "There is more: --after '2'\n");
}

TEST_F(Output, IsTabSeparatedAndCompleteElsewhere) {
  EXPECT_EQ(
      toy::run({"work", "find"}).out,
      "1\tDawn\t4000000\ta, b\t\n2\tDusk 夕暮れ\t14000000\ta, b\t\n3\tNoon\t4000000\ta, b\t\n")
      << "the note, which none of them has, keeps its column";
}

TEST_F(Output, ListsEverythingAsOneDocumentUnlessALimitIsGiven) {
  const auto all = json::parse(toy::run({"work", "find", "", "--json"}).out).as_object();
  EXPECT_EQ(all.at("works").as_array().size(), 3U);
  EXPECT_TRUE(all.at("next").is_null());
  const auto some =
      json::parse(toy::run({"work", "find", "", "--json", "--limit", "2"}).out).as_object();
  EXPECT_EQ(some.at("works").as_array().size(), 2U);
  EXPECT_EQ(some.at("next"), "2");
  EXPECT_EQ(toy::run({"work", "find", "none such", "--json"}).out,
            "{\"works\":[],\"next\":null}\n");
}

TEST_F(Output, HasOneLinePerItemOnRequest) {
  EXPECT_EQ(toy::run({"work", "find", "--ndjson", "--fields", "id,title"}).out,
            "{\"id\":\"1\",\"title\":\"Dawn\"}\n{\"id\":\"2\",\"title\":\"Dusk 夕暮れ\"}\n"
            "{\"id\":\"3\",\"title\":\"Noon\"}\n");
}

TEST_F(Output, KeepsOnlyTheFieldsThatWereNamed) {
  EXPECT_EQ(toy::run({"work", "find", "--fields=title"}).out, "Dawn\nDusk 夕暮れ\nNoon\n");
  EXPECT_EQ(toy::run({"work", "show", "1", "--fields=title,id", "--json"}).out,
            "{\"title\":\"Dawn\",\"id\":\"1\"}\n");
}

TEST_F(Output, ShowsOneRecordLineByLine) {
  EXPECT_EQ(toy::run({"work", "show", "1"}, {.terminal = true}).out,
            "id     1\ntitle  Dawn\nbytes  4.0 MB\ntags   a, b\n");
  EXPECT_EQ(toy::run({"work", "show", "1"}).out,
            "id\t1\ntitle\tDawn\nbytes\t4000000\ntags\ta, b\n");
}

TEST_F(Output, ShowsListsInsideARecordAsTablesOfTheirOwn) {
  EXPECT_EQ(toy::run({"studio", "check"}, {.terminal = true}).out,
            "checked  3\n\nDAMAGED\nID  TITLE        BYTES  TAGS\n 2  Dusk 夕暮れ  14 MB  a, b\n");
}

TEST_F(Output, GivesProgramsOneLinePerItemOfAListInsideARecord) {
  EXPECT_EQ(toy::run({"studio", "check"}).out,
            "checked\t3\ndamaged\t2\tDusk 夕暮れ\t14000000\ta, b\n");
}

TEST_F(Output, IsIndentedJsonOnATerminal) {
  EXPECT_EQ(toy::run({"work", "show", "1", "--json", "--fields", "id"}, {.terminal = true}).out,
            "{\n  \"id\": \"1\"\n}\n");
}

TEST_F(Output, SaysSoWhenNothingWasFound) {
  const auto outcome = toy::run({"work", "find", "none such"}, {.terminal = true});
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "Nothing found.\n");
}

TEST_F(Output, IsQuietAboutAnOperationWithoutAnswer) {
  const auto outcome = toy::run({"work", "erase", "1", "--yes"});
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "Done.\n");
  EXPECT_EQ(toy::run({"work", "erase", "2", "--yes", "--json"}).out, "{}\n");
}

TEST_F(Output, NeverLetsForeignTextSteerTheTerminal) {
  toy::world().titles["1"] = "a\x1b[2J\x9b\tb\nc\xE2\x80\xAE";
  const auto outcome = toy::run({"work", "show", "1", "--fields", "title"});
  EXPECT_EQ(outcome.out, "title\ta\uFFFD[2J\uFFFD b c\uFFFD\n");
}

TEST_F(Output, FitsTheTerminalWhateverItsWidth) {
  const Row header{"ID", "TITLE", "NOTE"};
  const std::vector<Row> rows{{"1", "夕暮れの夕暮れの夕暮れ", "a long remark about nothing"},
                              {"2", "x", ""}};
  for (std::size_t width = 1; width < 70; ++width) {
    const auto text = alignedTable(header, rows, width);
    for (std::size_t start = 0; start < text.size();) {
      const auto end = text.find('\n', start);
      EXPECT_LE(displayWidth(std::string_view(text).substr(start, end - start)), width) << text;
      start = end + 1;
    }
  }
}

TEST_F(Output, MeasuresTextAsTerminalsDo) {
  const std::pair<std::string_view, std::size_t> cases[] = {
      {"abc", 3},    {"ä", 1}, {"a\u0308", 1}, {"夕", 2}, {"🎨", 2}, {"👩\u200D🎨", 2},
      {"\u200B", 0}, {"é́", 1}, {"한", 2},      {"", 0},   {"…", 1},  {"\xFF", 1},
  };
  for (const auto& [text, width] : cases) EXPECT_EQ(displayWidth(text), width) << text;
  EXPECT_EQ(cutToWidth("夕暮れ", 5), "夕暮…");
  EXPECT_EQ(cutToWidth("夕暮れ", 4), "夕…");
  EXPECT_EQ(cutToWidth("abc", 3), "abc");
  EXPECT_EQ(cutToWidth("abc", 0), "");
}

TEST_F(Output, ReportsThatItCouldNotBeWritten) {
  std::istringstream in;
  std::ostringstream err;
  std::ostream broken(nullptr);
  const ManualClock clock;
  Terminal terminal{.in = in, .out = broken, .err = err, .clock = clock};
  const std::vector<std::string> words{"work", "show", "1"};
  EXPECT_EQ(cli::run(toy::program(), terminal, words), 1);
  EXPECT_TRUE(err.str().starts_with("error: The output could not be written."));
}

}  // namespace
}  // namespace atelier::cli
