#include "base/error.h"
#include "catalog/catalog.h"
#include "studio/operation.h"
#include "studio/verify.h"
#include "tests/studio/operation_fixture.h"
#include "vault/vault.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace atelier::studio {

namespace {

using boost::json::object;

class SearchesTest : public OperationTest {
 protected:
  std::string listed() { return boost::json::serialize(call("search.list", {})); }

  std::string save(std::string_view name, std::string_view query) {
    return std::string(
        call("search.save", {{"name", name}, {"query", query}}).at("id").as_string());
  }
};

TEST_F(SearchesTest, AreKeptChangedAndDeleted) {
  const auto id = save("Best of 2019", "rating:4.. taken:2019");
  save("audio", "kind:audio");
  call("search.change", {{"id", id}, {"name", "Best"}, {"sort", "-taken"}});
  const auto searches = call("search.list", {}).at("searches").as_array();
  ASSERT_EQ(searches.size(), 2U);
  EXPECT_EQ(searches[0].at("name"), "audio") << "in the order of their names";
  EXPECT_EQ(searches[1].at("name"), "Best");
  EXPECT_EQ(searches[1].at("query"), "rating:4.. taken:2019");
  EXPECT_EQ(searches[1].at("sort"), "-taken");
  call("search.delete", {{"id", "best"}});
  EXPECT_EQ(call("search.list", {}).at("searches").as_array().size(), 1U);
  EXPECT_EQ(codeOf("search.delete", {{"id", id}}), Code::NotFound);
}

TEST_F(SearchesTest, HaveNamesOfTheirOwn) {
  save("Best", "rating:5");
  const auto other = save("Other", "");
  EXPECT_EQ(codeOf("search.save", {{"name", "best"}, {"query", "x"}}), Code::Conflict);
  EXPECT_EQ(codeOf("search.change", {{"id", other}, {"name", "BEST"}}), Code::Conflict);
  EXPECT_EQ(codeOf("search.save", {{"name", " "}, {"query", "x"}}), Code::InvalidInput);
  call("collection.create", {{"name", "Best"}});
  EXPECT_EQ(call("search.change", {{"id", "Best"}, {"name", "best"}}).at("name"), "best");
}

TEST_F(SearchesTest, MustBeUnderstood) {
  EXPECT_EQ(codeOf("search.save", {{"name", "A"}, {"query", "rating:(("}}), Code::QuerySyntax);
  EXPECT_EQ(codeOf("search.save", {{"name", "A"}, {"query", "x"}, {"sort", "size"}}),
            Code::InvalidInput);
  EXPECT_EQ(listed(), R"({"searches":[]})");
}

TEST_F(SearchesTest, AreToldByTheVaultAlone) {
  const auto id = save("Best", "rating:5");
  call("search.change", {{"id", id}, {"query", "rating:4.."}});
  save("Gone", "x");
  call("search.delete", {{"id", "Gone"}});
  const auto before = listed();
  EXPECT_TRUE(verify(studio(), {}, access::Caller::local()).sound());
  call("studio.rebuild", {});
  EXPECT_EQ(listed(), before);
  close();
  fs::remove(folder() / "index.db");
  reopen();
  EXPECT_EQ(listed(), before);
  EXPECT_EQ(studio().vault().versions(*AssetId::parse(id)).size(), 2U);
}

TEST_F(SearchesTest, TellEverybody) {
  const auto last = studio().catalog().lastEvent();
  const auto id = save("Best", "rating:5");
  call("search.delete", {{"id", id}});
  const auto events = studio().catalog().eventsAfter(last, 10);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].name, "search.changed");
  EXPECT_EQ(events[1].data, R"({"search":")" + id + R"("})");
}

}  // namespace

}  // namespace atelier::studio
