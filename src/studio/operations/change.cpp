// Changes of many assets as one step: started, watched, stopped, undone.

#include "catalog/catalog.h"
#include "studio/changes.h"
#include "studio/collections.h"
#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"

#include <algorithm>
#include <unordered_set>

namespace atelier::studio {

namespace {

struct StartChange {
  std::vector<std::string> assets;
  std::optional<std::string> query;
  bool trashed = false;
  std::vector<std::string> except;
  std::vector<std::string> tags;
  std::vector<std::string> untag;
  std::map<std::string, std::string> set;
  std::vector<std::string> clear;
  std::optional<std::string> collection;
  std::optional<std::string> outOf;
  bool trash = false;
  bool restore = false;
  static constexpr std::array help{
      "Ids of the assets to change, or use `query`",
      "Change all that match, as in kind:image; an empty one means the whole library",
      "Let `query` look into the trash instead",
      "Ids that match but stay as they are",
      "Words to find them by",
      "Words to take away",
      "Fields and their new values, as in creator='Ada Lovelace'",
      "Fields to empty: what the file itself says counts again",
      "Name or id of a collection to put them in, made if there is none",
      "Name or id of a collection to take them out of",
      "Move them to the trash",
      "Take them out of the trash"};
};
BOOST_DESCRIBE_STRUCT(StartChange, (),
                      (assets, query, trashed, except, tags, untag, set, clear, collection, outOf,
                       trash, restore))

struct ListChanges {
  std::uint32_t limit = 100;
  static constexpr std::array help{"How many at most, up to 1000"};
};
BOOST_DESCRIBE_STRUCT(ListChanges, (), (limit))

struct ChangeList {
  std::vector<ChangeView> changes;
};
BOOST_DESCRIBE_STRUCT(ChangeList, (), (changes))

struct ChangeRef {
  std::string id;
  static constexpr std::array help{"The change's id"};
};
BOOST_DESCRIBE_STRUCT(ChangeRef, (), (id))

std::vector<AssetId> assetsNamed(const std::vector<std::string>& ids) {
  std::vector<AssetId> assets;
  assets.reserve(ids.size());
  for (const auto& id : ids) assets.push_back(assetNamed(id));
  return assets;
}

std::vector<AssetId> selectionOf(Studio& studio, const StartChange& ask) {
  if (ask.query.has_value() != ask.assets.empty()) {
    throw Error{Code::InvalidInput, "Say which assets: either their ids or a query.",
                "Nothing was changed. An empty query means the whole library.", "/assets"};
  }
  if (!ask.query) return assetsNamed(ask.assets);
  const auto except = assetsNamed(ask.except);
  const std::unordered_set<AssetId> left(except.begin(), except.end());
  auto selection = studio.catalog().matching(*ask.query, ask.trashed);
  std::erase_if(selection, [&](const AssetId& id) { return left.contains(id); });
  return selection;
}

Edit editOf(const StartChange& ask) {
  auto edit = checked({.tags = ask.tags,
                       .untag = ask.untag,
                       .set = ask.set,
                       .clear = ask.clear,
                       .trash = ask.trash,
                       .restore = ask.restore});
  if (edit.empty() && !ask.collection && !ask.outOf) {
    throw Error{Code::InvalidInput, "Say what to change.",
                "Nothing was changed. Give tags, untag, set, clear, collection, out_of, trash or "
                "restore.",
                "/tags"};
  }
  return edit;
}

std::string nameOf(Studio& studio, const std::optional<std::string>& nameOrId) {
  const auto id = CollectionId::parse(nameOrId.value_or(""));
  const auto known = id ? studio.catalog().collection(*id) : std::nullopt;
  return known ? known->name : nameOrId.value_or("");
}

ChangeView start(Studio& studio, const access::Caller& caller, const StartChange& ask) {
  if (ask.trash || ask.restore) caller.require(Scope::DeleteAssets);
  auto edit = editOf(ask);
  auto selection = selectionOf(studio, ask);
  if (ask.outOf) edit.outOf = collectionNamed(studio, *ask.outOf).text();
  if (ask.collection) edit.collection = ensureCollection(studio, *ask.collection, caller).text();
  const auto what = inWords(edit, nameOf(studio, ask.collection), nameOf(studio, ask.outOf));
  return studio.changes().start(std::move(selection), edit, what, caller);
}

ChangeList list(Studio& studio, const access::Caller&, const ListChanges& ask) {
  return {studio.changes().list(std::clamp<std::uint32_t>(ask.limit, 1, 1000))};
}

ChangeView show(Studio& studio, const access::Caller&, const ChangeRef& ask) {
  return studio.changes().show(ask.id);
}

ChangeView stop(Studio& studio, const access::Caller& caller, const ChangeRef& ask) {
  return studio.changes().stop(ask.id, caller);
}

ChangeView undo(Studio& studio, const access::Caller& caller, const ChangeRef& ask) {
  return studio.changes().undo(ask.id, caller);
}

constexpr std::array table{
    operation<&start>("change.start", post("/changes"), Scope::WriteAssets, Effect::Write,
                      "Change many assets in one step that can be undone.")
        .arguments("assets")
        .example("atelier change start --query 'kind:image taken:2019' --tag lake")
        .created(),
    operation<&list>("change.list", get("/changes"), Scope::ReadAssets, Effect::None,
                     "Show the changes of the last 30 days, newest first."),
    operation<&show>("change.show", get("/changes/{id}"), Scope::ReadAssets, Effect::None,
                     "Show how far a change is, and what it could not do.")
        .arguments("id"),
    operation<&stop>("change.stop", post("/changes/{id}/stop"), Scope::WriteAssets, Effect::Write,
                     "Stop a change; what it did stays, and can be undone.")
        .arguments("id"),
    operation<&undo>("change.undo", post("/changes/{id}/undo"), Scope::WriteAssets, Effect::Write,
                     "Bring every asset back to what it was before a change; what others did "
                     "afterwards stays.")
        .arguments("id"),
};

}  // namespace

std::span<const Operation> changeOperations() { return table; }

}  // namespace atelier::studio
