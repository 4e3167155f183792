// Saved searches: queries with a name, the same for everybody in the studio.

#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"

namespace atelier::studio {

namespace {

struct SearchView {
  std::string id;
  std::string name;
  std::string query;
  std::optional<std::string> sort;
  std::string createdAt;
};
BOOST_DESCRIBE_STRUCT(SearchView, (), (id, name, query, sort, createdAt))

struct Searches {
  std::vector<SearchView> searches;
};
BOOST_DESCRIBE_STRUCT(Searches, (), (searches))

struct SaveSearch {
  std::string name;
  std::string query;
  std::optional<std::string> sort;
  static constexpr std::array help{
      "What it is called", "What it looks for, as in kind:image rating:4..",
      "-added, added, -taken, taken, title, -title, -bytes, bytes or relevance"};
};
BOOST_DESCRIBE_STRUCT(SaveSearch, (), (name, query, sort))

struct ChangeSearch {
  std::string id;
  std::optional<std::string> name;
  std::optional<std::string> query;
  std::optional<std::string> sort;
  static constexpr std::array help{
      "The search's id or name", "What it is called from now on", "What it looks for from now on",
      "-added, added, -taken, taken, title, -title, -bytes, bytes or relevance; empty for none"};
};
BOOST_DESCRIBE_STRUCT(ChangeSearch, (), (id, name, query, sort))

struct SearchRef {
  std::string id;
  static constexpr std::array help{"The search's id or name"};
};
BOOST_DESCRIBE_STRUCT(SearchRef, (), (id))

Searches list(Studio&, const access::Caller&) { return {}; }

SearchView save(Studio&, const access::Caller&, const SaveSearch&) {
  throw Error{Code::Unavailable, "Not yet.", "Nothing was changed."};
}

SearchView change(Studio&, const access::Caller&, const ChangeSearch&) {
  throw Error{Code::NotFound, "There is no such search.", "Nothing was changed."};
}

void deleteOne(Studio&, const access::Caller&, const SearchRef&) {
  throw Error{Code::NotFound, "There is no such search.", "Nothing was changed."};
}

constexpr std::array table{
    operation<&list>("search.list", get("/searches"), Scope::ReadAssets, Effect::None,
                     "Show the saved searches."),
    operation<&save>("search.save", post("/searches"), Scope::WriteAssets, Effect::Write,
                     "Keep a query under a name, for everybody in the studio.")
        .arguments("name", "query")
        .example("atelier search save 'Best of 2019' 'rating:4.. taken:2019'")
        .created(),
    operation<&change>("search.change", patch("/searches/{id}"), Scope::WriteAssets, Effect::Write,
                       "Change a saved search's name, query or order.")
        .arguments("id"),
    operation<&deleteOne>("search.delete", remove("/searches/{id}"), Scope::WriteAssets,
                          Effect::Write, "Delete a saved search; the assets stay.")
        .arguments("id"),
};

}  // namespace

std::span<const Operation> searchOperations() { return table; }

}  // namespace atelier::studio
