// Changes of many assets as one step: started, watched, stopped, undone.

#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"

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

enum class ChangeState : std::uint8_t { Running, Done, Stopped, Undoing, Undone, Failed };
BOOST_DESCRIBE_ENUM(ChangeState, Running, Done, Stopped, Undoing, Undone, Failed)

struct ChangeProblem {
  std::optional<std::string> asset;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ChangeProblem, (), (asset, message))

struct ChangeView {
  std::string id;
  ChangeState state = ChangeState::Running;
  std::uint64_t total = 0;
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::string what;
  std::string by;
  std::string startedAt;
  std::optional<std::string> endedAt;
  bool canUndo = false;
  std::vector<ChangeProblem> problems;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (),
                      (id, state, total, done, failed, what, by, startedAt, endedAt, canUndo,
                       problems))

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

ChangeView start(Studio&, const access::Caller&, const StartChange&) {
  throw Error{Code::Unavailable, "Not yet.", "Nothing was changed."};
}

ChangeList list(Studio&, const access::Caller&, const ListChanges&) { return {}; }

ChangeView show(Studio&, const access::Caller&, const ChangeRef&) {
  throw Error{Code::NotFound, "There is no such change.", "Nothing was changed."};
}

ChangeView stop(Studio&, const access::Caller&, const ChangeRef&) {
  throw Error{Code::NotFound, "There is no such change.", "Nothing was changed."};
}

ChangeView undo(Studio&, const access::Caller&, const ChangeRef&) {
  throw Error{Code::NotFound, "There is no such change.", "Nothing was changed."};
}

constexpr std::array table{
    operation<&start>("change.start", post("/changes"), Scope::WriteAssets, Effect::Write,
                      "Change many assets in one step that can be undone.")
        .arguments("assets")
        .example("atelier change start --query 'kind:image taken:2019' --tags lake")
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
