// Saved searches: queries with a name, the same for everybody in the studio.

#include "catalog/catalog.h"
#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/searches.h"
#include "studio/studio.h"

#include <fmt/format.h>

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
  static constexpr std::array mayBeAbsent{"query"};
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

SearchView view(const catalog::SavedSearch& each) {
  const auto sort = each.sort.empty() ? std::nullopt : std::optional(each.sort);
  return {each.id.text(), each.name, each.query, sort, each.createdAt};
}

catalog::SavedSearch searchNamed(Studio& studio, std::string_view idOrName) {
  const auto id = SearchId::parse(idOrName);
  auto found = id ? studio.catalog().search(*id) : std::nullopt;
  if (!found) found = studio.catalog().searchNamed(idOrName);
  if (found) return *found;
  throw Error{Code::NotFound, fmt::format("There is no saved search \"{}\".", idOrName),
              "`search list` shows what is there.", "/id"};
}

Searches list(Studio& studio, const access::Caller&) {
  Searches answer;
  for (const auto& each : studio.catalog().searches()) answer.searches.push_back(view(each));
  return answer;
}

SearchView save(Studio& studio, const access::Caller& caller, const SaveSearch& ask) {
  return view(saveSearch(studio, {{}, ask.name, ask.query, ask.sort.value_or(""), {}}, caller));
}

SearchView change(Studio& studio, const access::Caller& caller, const ChangeSearch& ask) {
  auto search = searchNamed(studio, ask.id);
  search.name = ask.name.value_or(search.name);
  search.query = ask.query.value_or(search.query);
  search.sort = ask.sort.value_or(search.sort);
  changeSearch(studio, search, caller);
  return view(search);
}

void deleteOne(Studio& studio, const access::Caller& caller, const SearchRef& ask) {
  deleteSearch(studio, searchNamed(studio, ask.id).id, caller);
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
