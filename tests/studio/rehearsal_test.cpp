#include "access/access.h"
#include "access/audit.h"
#include "base/error.h"
#include "base/json/text.h"
#include "store/store.h"
#include "studio/collections.h"
#include "studio/describer.h"
#include "studio/operation.h"
#include "studio/watcher.h"
#include "tests/studio/studio_fixture.h"

#include <algorithm>
#include <map>
#include <sstream>

#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace atelier::studio {

namespace {

using boost::json::array;
using boost::json::object;

/// Every operation that changes something, tried on a real studio without doing it.
class Rehearsals : public StudioTest {
 protected:
  void SetUp() override {
    StudioTest::SetUp();
    asset_ = bringIn("note.md", "# A note").text();
    other_ = bringIn("other.md", "# Another").text();
    trashed_ = bringIn("old.md", "# Old").text();
    call("asset.delete", {{"id", trashed_}});
    collection_ = text(call("collection.create", {{"name", "Summer"}}), "id");
    call("collection.change", {{"id", collection_}, {"add", array{other_}}});
    change_ =
        text(call("change.start", {{"assets", array{other_}}, {"tags", array{"draft"}}}), "id");
    search_ = text(call("search.save", {{"name", "Good"}, {"query", "rating:3.."}}), "id");
    fs::create_directories(room_ / "watched");
    fs::create_directories(room_ / "inbox");
    watch_ = text(call("watch.add", {{"path", (room_ / "watched").string()}}), "id");
    const access::Visitor visitor{};
    const auto owner = studio().access().setup(studio().access().makeSetupCode(), "Owner",
                                               "four unrelated words make it", visitor);
    caller_ = studio().access().authenticate(owner.secret, visitor).value();
    session_ = caller_.session;
    person_ = text(call("user.invite", {{"name", "Somebody"}}).at("user"), "id");
    token_ = text(call("token.create", {{"scope", array{"assets:read"}}}).at("info"), "id");
  }

  boost::json::value call(std::string_view name, const object& request) {
    boost::json::value answer;
    findOperation(operations(), name)->call(studio(), caller_, request, answer);
    return answer;
  }

  static std::string text(const boost::json::value& answer, std::string_view member) {
    return std::string(std::string_view(answer.at(member).as_string()));
  }

  /// A request of each that would change something.
  std::map<std::string_view, object> requests() const {
    return {
        {"asset.describe", {{"id", asset_}, {"set", {{"title", "Dusk"}}}}},
        {"asset.tag", {{"id", asset_}, {"tags", array{"lake"}}}},
        {"asset.delete", {{"id", asset_}}},
        {"asset.restore", {{"id", trashed_}}},
        {"asset.erase", {{"id", asset_}, {"confirm", asset_}}},
        {"change.start", {{"query", "note"}, {"tags", array{"lake"}}, {"collection", "Lakes"}}},
        {"change.stop", {{"id", running_}}},
        {"change.undo", {{"id", change_}}},
        {"collection.create", {{"name", "Winter"}}},
        {"collection.rename", {{"id", collection_}, {"name", "Autumn"}}},
        {"collection.change",
         {{"id", collection_}, {"add", array{asset_}}, {"remove", array{other_}}}},
        {"collection.delete", {{"id", collection_}}},
        {"search.save", {{"name", "Best"}, {"query", "rating:5"}}},
        {"search.change", {{"id", search_}, {"query", "rating:4.."}}},
        {"search.delete", {{"id", search_}}},
        {"watch.add", {{"path", (room_ / "inbox").string()}}},
        {"watch.remove", {{"id", watch_}}},
        {"studio.verify", {{"repair", true}}},
        {"studio.rebuild", {}},
        {"token.create", {{"scope", array{"assets:read"}}, {"name", "backup"}}},
        {"token.revoke", {{"id", token_}}},
        {"user.invite", {{"name", "Another"}, {"role", "editor"}}},
        {"user.invite_again", {{"id", person_}}},
        {"user.change", {{"id", person_}, {"role", "editor"}}},
        {"user.remove", {{"id", person_}}},
        {"session.end", {{"id", session_}}},
        {"session.end_others", {}},
    };
  }

  /// All that a studio remembers: its files, and every row of every table.
  std::string everything() {
    std::ostringstream all;
    std::vector<fs::directory_entry> entries(fs::recursive_directory_iterator(folder()), {});
    std::ranges::sort(entries);
    for (const auto& entry : entries) {
      const auto name = entry.path().lexically_relative(folder()).string();
      if (name.starts_with("index.db") || name.starts_with("cache")) continue;
      all << name << "\n";
      if (entry.is_regular_file()) all << real_.readText(entry.path()) << "\n";
    }
    studio().store().read([&](store::Connection& connection) { dump(connection, all); });
    return all.str();
  }

  static std::vector<std::string> column(store::Connection& connection, std::string_view sql) {
    std::vector<std::string> values;
    auto statement = connection.prepare(sql);
    while (statement.step()) values.emplace_back(statement.text(0));
    return values;
  }

  static void dump(store::Connection& connection, std::ostream& out) {
    constexpr auto tables =
        "select name from sqlite_master where type = 'table' and sql not like '%virtual table%' "
        "order by name";
    for (const auto& table : column(connection, tables)) {
      auto names =
          column(connection, fmt::format("select name from pragma_table_info('{}')", table));
      for (auto& name : names) name = fmt::format("quote(\"{}\")", name);
      out << table << "\n";
      const auto rows = column(
          connection, fmt::format("select {} from \"{}\"", fmt::join(names, "||','||"), table));
      for (const auto& row : rows) out << row << "\n";
    }
  }

  std::vector<std::string> auditSince(std::uint64_t number) {
    std::vector<std::string> actions;
    for (const auto& entry :
         studio().access().audit().list(access::Caller::local(), {}, 50).entries) {
      if (entry.number > number) actions.insert(actions.begin(), entry.action);
    }
    return actions;
  }

  access::Caller caller_ = access::Caller::local();
  std::string asset_, other_, trashed_, collection_, watch_, person_, token_, session_, change_;
  std::string running_, search_;
};

class EachOperation : public Rehearsals, public testing::WithParamInterface<std::string_view> {
 protected:
  void SetUp() override {
    Rehearsals::SetUp();
    if (GetParam() == "change.stop") beginAChange();
  }
  void TearDown() override {
    still_ = {};
    Rehearsals::TearDown();
  }

 private:
  /// One that is running for as long as the test wants.
  void beginAChange() {
    array ids;
    for (int i = 0; i < 100; ++i) ids.emplace_back(studio().ids().make().text());
    still_ = studio().describer().hold();
    running_ = text(call("change.start", {{"assets", ids}, {"tags", array{"lake"}}}), "id");
  }

  std::unique_lock<std::mutex> still_;
};

std::vector<std::string_view> changingOperations() {
  std::vector<std::string_view> names;
  for (const auto& operation : operations()) {
    if (operation.plans()) names.push_back(operation.name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, EachOperation, testing::ValuesIn(changingOperations()),
                         [](const auto& each) {
                           std::string name{each.param};
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

TEST_P(EachOperation, ChangesNothingWhenRehearsedAndThenDoesWhatItSaid) {
  const auto requests = this->requests();
  const auto request = requests.find(GetParam());
  ASSERT_NE(request, requests.end()) << "add a request to this test";
  auto rehearsed = request->second;
  rehearsed["dry_run"] = true;
  const auto before = everything();
  const auto last = studio().access().audit().verify().entries;
  const auto plan = call(GetParam(), rehearsed);
  EXPECT_EQ(everything(), before);
  std::vector<std::string> planned;
  for (const auto& step : plan.at("steps").as_array()) planned.push_back(text(step, "action"));
  EXPECT_FALSE(planned.empty());
  call(GetParam(), request->second);
  EXPECT_EQ(auditSince(last), planned);
  EXPECT_NE(everything(), before);
}

TEST_F(Rehearsals, SayWhatWouldBeDifferent) {
  const auto step = [&](std::string_view name, object request) {
    request["dry_run"] = true;
    return json::toText(call(name, request).at("steps").as_array().at(0));
  };
  EXPECT_EQ(step("asset.tag", {{"id", asset_}, {"tags", array{"lake"}}}),
            R"({"action":"asset.tag","subject":")" + asset_ + R"(","detail":"+ keyword: lake"})");
  EXPECT_EQ(step("asset.erase", {{"id", asset_}}),
            R"({"action":"asset.erase","subject":")" + asset_ +
                R"(","detail":"- note.md (8 B), in all 1 versions"})");
  EXPECT_EQ(step("change.start", {{"query", ""}, {"tags", array{"lake"}}, {"trash", true}}),
            R"({"action":"change.start","detail":"Tag lake, move to the trash: 2 assets"})");
  EXPECT_EQ(step("collection.create", {{"name", "Winter"}}),
            R"({"action":"collection.create","detail":"Winter"})");
}

TEST_F(Rehearsals, FailAsTheThingItselfWould) {
  const auto code = [&](std::string_view name, object request) {
    request["dry_run"] = true;
    try {
      call(name, request);
    } catch (const Error& error) {
      return error.code;
    }
    return Code::Internal;
  };
  EXPECT_EQ(code("collection.create", {{"name", "Summer"}}), Code::Conflict);
  EXPECT_EQ(code("user.change", {{"id", caller_.id}, {"role", "viewer"}}), Code::Conflict);
  EXPECT_EQ(code("asset.tag", {{"id", asset_}, {"tags", array{""}}}), Code::InvalidInput);
  EXPECT_EQ(code("token.create", {{"scope", array{"assets:fly"}}}), Code::InvalidInput);
  EXPECT_EQ(code("watch.add", {{"path", (room_ / "nowhere").string()}}), Code::NotFound);
}

TEST_F(Rehearsals, AreNotAskedForByAccident) {
  boost::json::value answer;
  EXPECT_THROW(call("asset.delete", {{"id", asset_}, {"dry_run", "yes"}}), Error);
  EXPECT_THROW(call("asset.find", {{"dry_run", true}}), Error);
  call("asset.delete", {{"id", asset_}, {"dry_run", false}});
  EXPECT_FALSE(call("asset.show", {{"id", asset_}}).at("trashed_at").is_null());
}

}  // namespace

}  // namespace atelier::studio
