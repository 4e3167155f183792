// Watched folders.

#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"
#include "studio/watcher.h"

namespace atelier::studio {

namespace {

struct WatchView {
  std::string id;
  std::string path;
  std::optional<std::string> collection;
  std::string state;
  std::uint64_t waiting = 0;
  std::vector<std::string> missing;
  std::vector<std::string> changed;
};
BOOST_DESCRIBE_STRUCT(WatchView, (), (id, path, collection, state, waiting, missing, changed))

struct Watches {
  std::vector<WatchView> watches;
};
BOOST_DESCRIBE_STRUCT(Watches, (), (watches))

struct AddWatch {
  std::string path;
  std::optional<std::string> collection;
  static constexpr std::array help{"The folder, on the machine that the studio runs on",
                                   "Id or name of a collection to file what comes in under"};
};
BOOST_DESCRIBE_STRUCT(AddWatch, (), (path, collection))

struct WatchRef {
  std::string id;
  static constexpr std::array help{"The watch's id"};
};
BOOST_DESCRIBE_STRUCT(WatchRef, (), (id))

WatchView view(const Watch& watch) {
  auto collection = watch.collection ? std::optional(watch.collection->text()) : std::nullopt;
  return {watch.id,      watch.path,    collection,   watch.state,
          watch.waiting, watch.missing, watch.changed};
}

Watches listWatches(Studio& studio, const access::Caller&) {
  Watches answer;
  for (const auto& watch : studio.watcher().list()) answer.watches.push_back(view(watch));
  return answer;
}

WatchView addWatch(Studio& studio, const access::Caller& caller, const AddWatch& ask) {
  std::optional<CollectionId> collection;
  if (ask.collection) collection = collectionNamed(studio, *ask.collection);
  return view(studio.watcher().add(ask.path, collection, caller));
}

void removeWatch(Studio& studio, const access::Caller& caller, const WatchRef& ask) {
  studio.watcher().remove(ask.id, caller);
}

constexpr std::array table{
    operation<&listWatches>(
        "watch.list", get("/watches"), Scope::ReadStudio, Effect::None,
        "Show watched folders, and originals in them that are gone or changed."),
    operation<&addWatch>("watch.add", post("/watches"), Scope::ManageStudio, Effect::Write,
                         "Watch a folder: what appears in it comes in once it stopped growing.")
        .arguments("path")
        .example("atelier watch add ~/Pictures/Inbox")
        .created(),
    operation<&removeWatch>("watch.remove", remove("/watches/{id}"), Scope::ManageStudio,
                            Effect::Write, "Stop watching a folder; what came in stays.")
        .arguments("id"),
};

}  // namespace

std::span<const Operation> watchOperations() { return table; }

}  // namespace atelier::studio
