#include "studio/changes.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/error.h"
#include "base/json/text.h"
#include "catalog/catalog.h"
#include "studio/change_run.h"
#include "studio/describer.h"
#include "studio/event_bell.h"
#include "studio/operation.h"
#include "tests/studio/operation_fixture.h"
#include "vault/vault.h"

#include <algorithm>
#include <thread>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

using boost::json::array;
using boost::json::object;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ChangesTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    caller_.via = "http";  // the command line would wait for the end
    caller_.name = "Ada";
  }

  void bringInSome(int count) {
    for (int i = 0; i < count; ++i) write(fmt::format("n{}.md", i), fmt::format("# Note {}", i));
    importAll();
  }

  static std::string text(const boost::json::value& answer, std::string_view member) {
    return std::string(std::string_view(answer.at(member).as_string()));
  }

  std::string start(const object& request) { return text(call("change.start", request), "id"); }

  /// Waits until nothing more will be done by itself.
  boost::json::value ending(const std::string& id) {
    for (;;) {
      auto view = call("change.show", {{"id", id}});
      if (view.as_object().contains("ended_at")) return view;
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
  }

  std::string endOf(const std::string& id) { return text(ending(id), "state"); }

  std::uint64_t count(std::string_view query, bool trashed = false) {
    return studio().catalog().count(query, trashed);
  }

  /// Names of the events that came after a number.
  std::vector<std::string> eventsSince(std::int64_t number) {
    std::vector<std::string> names;
    for (const auto& each : studio().catalog().eventsAfter(number, 1000))
      names.push_back(each.name);
    return names;
  }

  fs::path fileOf(const std::string& id) const { return folder() / "changes" / (id + ".jsonl"); }

  /// The file as a crash would have left it: up to a line, and half of another.
  void tearAfter(const std::string& id, std::string_view line) {
    auto all = real_.readText(fileOf(id));
    const auto at = all.find(line);
    ASSERT_NE(at, all.npos);
    std::ofstream(fileOf(id), std::ios::binary)
        << all.substr(0, at + line.size()) << R"({"asset":"01a2)";
  }
};

TEST_F(ChangesTest, OfAFewAssetsAreDoneBeforeTheAnswer) {
  bringInSome(3);
  const auto view = call("change.start", {{"query", "note"}, {"tags", array{"evening", "lake"}}});
  EXPECT_EQ(text(view, "state"), "done");
  EXPECT_EQ(view.at("total"), 3);
  EXPECT_EQ(view.at("done"), 3);
  EXPECT_EQ(text(view, "what"), "Tag evening, lake");
  EXPECT_EQ(text(view, "by"), "Ada");
  EXPECT_EQ(count("tag:evening tag:lake"), 3U);
}

TEST_F(ChangesTest, OfManyRunOnAndCanBeTakenBackAsOneStep) {
  bringInSome(300);
  const auto id = start({{"query", ""},
                         {"tags", array{"lake"}},
                         {"set", {{"creator", "Ada"}}},
                         {"collection", "Summer"}});
  EXPECT_EQ(endOf(id), "done");
  EXPECT_EQ(count("tag:lake creator:Ada collection:Summer"), 300U);
  call("change.undo", {{"id", id}});
  const auto view = ending(id);
  EXPECT_EQ(text(view, "state"), "undone");
  EXPECT_EQ(view.at("done"), 300);
  EXPECT_FALSE(view.at("can_undo").as_bool());
  EXPECT_EQ(count("tag:lake"), 0U);
  EXPECT_EQ(count("creator:Ada"), 0U);
  EXPECT_EQ(count("collection:Summer"), 0U);
  EXPECT_EQ(codeOf("change.undo", {{"id", id}}), Code::Conflict);
}

TEST_F(ChangesTest, ChooseByIdsOrByAQueryWithExceptions) {
  bringInSome(4);
  const auto all = studio().catalog().matching("note");
  start({{"assets", array{all[0].text(), all[1].text(), all[0].text()}}, {"tags", array{"named"}}});
  EXPECT_EQ(count("tag:named"), 2U);
  start({{"query", "note"}, {"except", array{all[2].text()}}, {"tags", array{"matched"}}});
  EXPECT_EQ(count("tag:matched"), 3U);
  EXPECT_EQ(studio().vault().head(all[2]), 1U);
}

TEST_F(ChangesTest, TellTheHistoryInTheVaultAlone) {
  const auto asset = bringIn("note.md", "# Note");
  const auto id = start({{"assets", array{asset.text()}}, {"tags", array{"lake"}}});
  call("change.undo", {{"id", id}});
  std::vector<std::string> history;
  for (const auto& each : studio().vault().versions(asset))
    history.push_back(each.user + ": " + each.message);
  EXPECT_THAT(history,
              ElementsAre("command line: Brought in", "Ada: Tag lake", "Ada: Undone: Tag lake"));
  EXPECT_EQ(studio().vault().readText(asset, "description.json", 1),
            studio().vault().readText(asset, "description.json", 3));
}

TEST_F(ChangesTest, MoveToTheTrashAndBack) {
  bringInSome(3);
  const auto id = start({{"query", "note"}, {"trash", true}});
  EXPECT_EQ(count("note"), 0U);
  EXPECT_EQ(count("note", true), 3U);
  call("change.undo", {{"id", id}});
  EXPECT_EQ(count("note"), 3U);
  const auto again = start({{"query", "note"}, {"trash", true}});
  start({{"query", "note"}, {"trashed", true}, {"restore", true}});
  EXPECT_EQ(count("note"), 3U);
  EXPECT_EQ(text(call("change.show", {{"id", again}}), "what"), "Move to the trash");
}

TEST_F(ChangesTest, LeaveWhatSomebodyElseSaidAfterwards) {
  bringInSome(2);
  const auto all = studio().catalog().matching("note");
  const auto id = start({{"query", "note"}, {"set", {{"title", "Dusk"}}}, {"tags", array{"lake"}}});
  call("asset.describe", {{"id", all[0].text()}, {"set", {{"title", "Dawn"}}}});
  call("asset.tag", {{"id", all[1].text()}, {"tags", array{"mine"}}});
  const auto second = start({{"query", "note"}, {"set", {{"title", "Noon"}}}});
  call("asset.describe", {{"id", all[0].text()}, {"set", {{"title", "Night"}}}});
  auto view = call("change.undo", {{"id", second}});
  EXPECT_EQ(view.at("failed"), 1);
  EXPECT_EQ(text(view.at("problems").at(0), "asset"), all[0].text());
  EXPECT_THAT(text(view.at("problems").at(0), "message"), HasSubstr("title"));
  EXPECT_EQ(count("title:Night"), 1U);
  EXPECT_EQ(count("title:Dusk"), 1U);
  view = call("change.undo", {{"id", id}});
  EXPECT_EQ(view.at("failed"), 0);
  EXPECT_EQ(count("tag:lake"), 0U);
  EXPECT_EQ(count("tag:mine"), 1U);
  EXPECT_EQ(count("title:Night"), 1U);
}

TEST_F(ChangesTest, StopInTheMiddleAndUndoWhatWasDone) {
  bringInSome(600);
  std::string id;
  std::atomic<bool> asked = false;
  std::atomic<bool> ready = false;
  const auto listener = studio().bell().listen([&] {
    if (!ready || asked) return;
    if (call("change.show", {{"id", id}}).at("done") == 0) return;
    asked = true;
    EXPECT_EQ(text(call("change.stop", {{"id", id}}), "state"), "stopped");
  });
  {
    const auto still = studio().describer().hold();
    id = start({{"query", ""}, {"tags", array{"lake"}}});
    ready = true;
  }
  const auto view = ending(id);
  studio().bell().stop(listener);
  EXPECT_EQ(text(view, "state"), "stopped");
  EXPECT_EQ(view.at("done"), ChangeRun::firstGroup) << "no more than the group at hand";
  EXPECT_EQ(count("tag:lake"), ChangeRun::firstGroup);
  reopen();
  EXPECT_EQ(count("tag:lake"), ChangeRun::firstGroup) << "what was stopped stays so";
  call("change.undo", {{"id", id}});
  EXPECT_EQ(endOf(id), "undone");
  EXPECT_EQ(count("tag:lake"), 0U);
}

TEST_F(ChangesTest, GoOnWhenTheStudioOpensAgain) {
  bringInSome(600);
  std::string id;
  {
    const auto still = studio().describer().hold();
    id = start({{"query", ""}, {"tags", array{"lake"}}});
  }
  reopen();  // closes as soon as the group at hand is done
  EXPECT_EQ(endOf(id), "done");
  EXPECT_EQ(count("tag:lake"), 600U);
  EXPECT_EQ(ending(id).at("done"), 600);
}

TEST_F(ChangesTest, AreWholeAfterACrashAndCanStillBeTakenBack) {
  bringInSome(600);
  const auto id = start({{"query", ""}, {"tags", array{"lake"}}});
  EXPECT_EQ(endOf(id), "done");
  close();
  // The vault has the last group, the file knows only that it was about to be made.
  const auto all = real_.readText(fileOf(id));
  const auto end = all.find(R"({"through":600})");
  tearAfter(id, all.substr(end - 200, 200));
  reopen();
  const auto view = ending(id);
  EXPECT_EQ(text(view, "state"), "done");
  EXPECT_EQ(view.at("done"), 600);
  EXPECT_EQ(count("tag:lake"), 600U);
  const auto asset = studio().catalog().matching("").back();
  EXPECT_EQ(studio().vault().head(asset), 2U) << "nothing is changed twice";
  call("change.undo", {{"id", id}});
  EXPECT_EQ(endOf(id), "undone");
  EXPECT_EQ(count("tag:lake"), 0U);
}

TEST_F(ChangesTest, DoNotClaimWhatACrashKeptThemFromDoing) {
  bringInSome(600);
  const auto id = start({{"query", ""}, {"tags", array{"lake"}}});
  EXPECT_EQ(endOf(id), "done");
  const auto last = studio().catalog().matching("").back();
  call("change.undo", {{"id", id}});
  EXPECT_EQ(endOf(id), "undone");
  close();
  // As if the power had failed before the last group: it says 152 times that version 4 is made.
  auto all = real_.readText(fileOf(id));
  const auto from = all.find(R"({"through":448})") + 16;
  auto group = all.substr(from, all.find(R"({"through":600})") - from);
  for (auto at = group.find(R"("from":1)"); at != group.npos; at = group.find(R"("from":1)", at))
    group.replace(at, 8, R"("from":3)");
  std::ofstream(fileOf(id), std::ios::binary) << all.substr(0, from) << group;
  reopen();
  EXPECT_EQ(endOf(id), "done");
  EXPECT_EQ(studio().vault().head(last), 4U);
  EXPECT_EQ(count("tag:lake"), 152U) << "only what was left to do is done";
  call("change.undo", {{"id", id}});
  EXPECT_EQ(endOf(id), "undone");
  EXPECT_EQ(count("tag:lake"), 0U);
}

TEST_F(ChangesTest, CanBeTakenBackAfterTheIndexWasMadeAnew) {
  bringInSome(60);
  const auto id = start({{"query", ""}, {"tags", array{"lake"}}, {"collection", "Summer"}});
  EXPECT_EQ(endOf(id), "done");
  close();
  fs::remove(folder() / "index.db");
  reopen();
  EXPECT_EQ(count("tag:lake"), 60U);
  call("change.undo", {{"id", id}});
  EXPECT_EQ(endOf(id), "undone");
  EXPECT_EQ(count("tag:lake"), 0U);
}

TEST_F(ChangesTest, OfManyDoNotFloodTheJournalAndTheAuditLog) {
  bringInSome(300);
  const auto last = studio().catalog().lastEvent();
  const auto entries = studio().access().audit().verify().entries;
  const auto id = start({{"query", ""}, {"tags", array{"lake"}}});
  ending(id);
  while (!studio().catalog().eventsAfter(last, 1000).back().data.contains("\"done\",")) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  const auto events = eventsSince(last);
  EXPECT_LE(events.size(), 4U);
  EXPECT_EQ(std::ranges::count(events, "change.progress"), std::ssize(events));
  const auto end = studio().catalog().eventsAfter(last, 1000).back();
  EXPECT_EQ(end.data, R"({"id":")" + id + R"(","state":"done","total":300,"done":300,"failed":0})");
  EXPECT_EQ(studio().access().audit().verify().entries, entries + 1);
}

TEST_F(ChangesTest, OfAFewTellOfEachAsset) {
  const auto asset = bringIn("note.md", "# Note");
  const auto last = studio().catalog().lastEvent();
  start({{"assets", array{asset.text()}}, {"trash", true}});
  EXPECT_THAT(eventsSince(last), ElementsAre("asset.trashed", "change.progress"));
}

TEST_F(ChangesTest, GoOnWithoutTheAssetsThatAreGone) {
  bringInSome(2);
  const auto gone = bringIn("gone.md", "# Note of the past").text();
  auto ids = array{gone};
  for (const auto& each : studio().catalog().matching("note")) ids.emplace_back(each.text());
  call("asset.erase", {{"id", gone}, {"confirm", gone}});
  const auto view = call("change.start", {{"assets", ids}, {"tags", array{"lake"}}});
  EXPECT_EQ(text(view, "state"), "done");
  EXPECT_EQ(view.at("done"), 2);
  EXPECT_EQ(view.at("failed"), 1);
  EXPECT_EQ(text(view.at("problems").at(0), "asset"), gone);
}

TEST_F(ChangesTest, SayWhatTheyCannotUnderstand) {
  const auto asset = bringIn("note.md", "# Note").text();
  EXPECT_EQ(codeOf("change.start", {{"assets", array{asset}}}), Code::InvalidInput);
  EXPECT_EQ(codeOf("change.start", {{"tags", array{"x"}}}), Code::InvalidInput);
  EXPECT_EQ(
      codeOf("change.start", {{"assets", array{asset}}, {"query", "x"}, {"tags", array{"x"}}}),
      Code::InvalidInput);
  EXPECT_EQ(codeOf("change.start", {{"assets", array{asset}}, {"set", {{"titel", "x"}}}}),
            Code::InvalidInput);
  EXPECT_EQ(codeOf("change.start", {{"assets", array{asset}}, {"trash", true}, {"restore", true}}),
            Code::InvalidInput);
  EXPECT_EQ(codeOf("change.start", {{"assets", array{asset}}, {"out_of", "Nowhere"}}),
            Code::NotFound);
  EXPECT_EQ(codeOf("change.show", {{"id", asset}}), Code::NotFound);
  EXPECT_THAT(call("change.list", {}).at("changes").as_array(), IsEmpty());
}

TEST_F(ChangesTest, NeedTheRightToTrash) {
  const auto asset = bringIn("note.md", "# Note").text();
  const auto trashing = start({{"assets", array{asset}}, {"trash", true}});
  caller_.scopes = access::scopesOf(access::Role::Contributor);
  EXPECT_EQ(codeOf("change.start", {{"assets", array{asset}}, {"trash", true}}), Code::NotAllowed);
  EXPECT_EQ(codeOf("change.undo", {{"id", trashing}}), Code::NotAllowed);
}

TEST_F(ChangesTest, AreRememberedForThirtyDays) {
  bringInSome(1);
  const auto id = start({{"query", "note"}, {"tags", array{"lake"}}});
  clock_.advance(std::chrono::hours{24 * 29});
  const auto later = start({{"query", "note"}, {"tags", array{"evening"}}});
  const auto listed = call("change.list", {}).at("changes").as_array();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(text(listed[0], "id"), later) << "the newest comes first";
  clock_.advance(std::chrono::hours{24 * 2});
  EXPECT_EQ(call("change.list", {}).at("changes").as_array().size(), 1U);
  reopen();
  EXPECT_FALSE(fs::exists(fileOf(id)));
  EXPECT_TRUE(fs::exists(fileOf(later)));
}

}  // namespace

}  // namespace atelier::studio
