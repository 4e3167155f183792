#include "studio/intake.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "media/media.h"
#include "store/store.h"
#include "studio/collections.h"
#include "studio/describer.h"
#include "studio/event_bell.h"
#include "studio/previews.h"
#include "studio/studio.h"
#include "studio/versions.h"
#include "vault/vault.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <semaphore>
#include <thread>
#include <unordered_map>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace atelier::studio {

namespace {

/// Looked at, staged unless its bytes are here already, and waiting to be made durable.
struct Waiting {
  vault::Draft draft;
  catalog::Entry entry;
  Intent intent;
  std::promise<Arrival> done;
};

std::string eventData(const catalog::Entry& entry) {
  return boost::json::serialize(
      boost::json::object{{"kind", metadata::kindName(entry.description.technical.kind)},
                          {"file_name", toUtf8(entry.description.fileName)},
                          {"version", entry.version}});
}

std::string auditDetail(const metadata::Description& description) {
  return boost::json::serialize(boost::json::object{{"digest", description.digest.hex()},
                                                    {"bytes", description.bytes},
                                                    {"file_name", description.fileName}});
}

}  // namespace

struct Intake::State {
  Studio& studio;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Waiting> queue;
  bool stopping = false;
  std::thread committer;
  /// So many files are looked at at once, however many threads bring some: more would only be more
  /// processes for the same cores.
  std::counting_semaphore<> lookers{
      static_cast<std::ptrdiff_t>(std::max(2U, std::thread::hardware_concurrency()))};

  explicit State(Studio& s) : studio(s) {}

  metadata::Description look(const vault::Spooled& spooled, const Intent& intent) {
    metadata::Description description;
    description.fileName = toUtf8(intent.fileName);
    description.digest = spooled.digest();
    description.bytes = spooled.bytes();
    description.addedAt = toRfc3339(studio.clock().now());
    description.sourcePath = toUtf8(intent.sourcePath);
    if (intent.collection) description.collections.push_back(intent.collection->text());
    const auto file = studio.files().open(spooled.path(), Open::Read);
    auto seen = examine(*file, intent);
    description.technical = std::move(seen.inspected.technical);
    description.fields = std::move(seen.inspected.fields);
    description.text = std::move(seen.inspected.text);
    description.unreadable = std::move(seen.inspected.unreadable);
    keepPreviews(spooled.digest(), seen.previews);
    return description;
  }

  Waiting prepare(vault::Spooled spooled, Intent intent) {
    auto description = look(spooled, intent);
    const auto id = studio.ids().make<AssetTag>();
    auto draft = studio.vault().newObject(id, {"Brought in", intent.caller.name});
    draft.file("original/" + vault::safeName(intent.fileName), std::move(spooled))
        .text("description.json", metadata::toJson(description));
    if (!studio.catalog().findDigests({&description.digest, 1}).front()) draft.stage();
    auto folder = studio.vault().folder(id).string();
    return {std::move(draft),
            {id, 1, std::move(description), std::move(folder)},
            std::move(intent),
            {}};
  }

  media::Examined examine(const File& file, const Intent& intent) {
    lookers.acquire();
    const std::unique_ptr<std::counting_semaphore<>, void (*)(std::counting_semaphore<>*)> turn(
        &lookers, [](std::counting_semaphore<>* all) { all->release(); });
    return studio.media().examine(
        file.descriptor(), intent.fileName,
        intent.previews ? wantedPreviews() : std::vector<media::PreviewRequest>{});
  }

  static std::vector<media::PreviewRequest> wantedPreviews() {
    return {{Previews::small, media::PreviewFormat::WebP},
            {Previews::large, media::PreviewFormat::Jpeg}};
  }

  void keepPreviews(const Digest& digest, const std::vector<media::Preview>& previews) {
    for (const auto& each : previews) {
      studio.previews().keep(digest, each.request.longEdge, each.request.format, each.bytes);
    }
  }

  std::deque<Waiting> nextGroup() {
    std::unique_lock lock{mutex};
    changed.wait(lock, [this] { return stopping || !queue.empty(); });
    std::deque<Waiting> group;
    std::uint64_t bytes = 0;
    while (!queue.empty() && group.size() < groupObjects && bytes < groupBytes) {
      bytes += queue.front().entry.description.bytes;
      group.push_back(std::move(queue.front()));
      queue.pop_front();
    }
    changed.notify_all();
    return group;
  }

  void run() {
    for (;;) {
      auto group = nextGroup();
      if (group.empty()) return;
      commit(group);
    }
  }

  void commit(std::deque<Waiting>& group) {
    std::vector<Arrival> arrivals(group.size());
    try {
      arrivals = store(group);
    } catch (...) {
      for (auto& each : group) each.done.set_exception(std::current_exception());
      return;
    }
    for (std::size_t i = 0; i < group.size(); ++i) group[i].done.set_value(std::move(arrivals[i]));
  }

  /// The assets that hold the bytes of each of the group already, or that an earlier one of it will
  /// hold.
  std::vector<Arrival> store(std::deque<Waiting>& group) {
    std::vector<Digest> digests;
    for (const auto& each : group) digests.push_back(each.entry.description.digest);
    const auto known = studio.catalog().findDigests(digests);
    std::unordered_map<Digest, AssetId> fresh;
    std::vector<Arrival> arrivals;
    std::vector<catalog::Entry> entries;
    std::vector<const Waiting*> added;
    auto deposit = studio.vault().deposit();
    for (std::size_t i = 0; i < group.size(); ++i) {
      auto& [draft, entry, intent, done] = group[i];
      const auto& description = entry.description;
      Arrival arrival{entry.id, digests[i], description.bytes, true, description.unreadable};
      if (const auto& id = known[i]; id) {
        arrival.id = *id;
      } else if (auto earlier = fresh.find(digests[i]); earlier != fresh.end()) {
        arrival.id = earlier->second;
      } else {
        arrival.duplicate = false;
        fresh.emplace(digests[i], entry.id);
        deposit.add(std::move(draft));
        entries.push_back(std::move(entry));
        added.push_back(&group[i]);
      }
      arrivals.push_back(std::move(arrival));
    }
    if (!entries.empty()) {
      deposit.commit([&] { index(entries, added); });
    }
    return arrivals;
  }

  void index(const std::vector<catalog::Entry>& entries, const std::vector<const Waiting*>& added) {
    studio.store().write([&](store::Transaction& transaction) {
      for (std::size_t i = 0; i < entries.size(); ++i) {
        studio.access().audit().append(transaction, added[i]->intent.caller, "asset.add",
                                       entries[i].id.text(), auditDetail(entries[i].description));
      }
      studio.catalog().put(transaction, entries);
      for (const auto& entry : entries) {
        studio.catalog().append(transaction, "asset.added", entry.id, eventData(entry));
      }
    });
    studio.bell().ring();
  }
};

Intake::Intake(Studio& studio) : state_(std::make_unique<State>(studio)) {
  state_->committer = std::thread([this] { state_->run(); });
}

Intake::~Intake() {
  {
    const std::lock_guard lock{state_->mutex};
    state_->stopping = true;
  }
  state_->changed.notify_all();
  state_->committer.join();
}

std::future<Arrival> Intake::submit(vault::Spooled spooled, Intent intent) {
  auto waiting = state_->prepare(std::move(spooled), std::move(intent));
  auto future = waiting.done.get_future();
  std::unique_lock lock{state_->mutex};
  state_->changed.wait(lock, [&] { return state_->queue.size() < backlogLimit; });
  state_->queue.push_back(std::move(waiting));
  lock.unlock();
  state_->changed.notify_all();
  return future;
}

Arrival Intake::add(vault::Spooled spooled, Intent intent) {
  const auto collection = intent.collection;
  const auto caller = intent.caller;
  auto arrival = submit(std::move(spooled), std::move(intent)).get();
  if (arrival.duplicate && collection)
    changeMembers(state_->studio, *collection, {&arrival.id, 1}, {}, caller);
  return arrival;
}

Revision Intake::revise(AssetId id, vault::Spooled spooled, Intent intent) {
  const auto before = versionOf(state_->studio, id);
  if (before.description.digest == spooled.digest())
    return {id, before.number, false, before.description.unreadable};
  if (trim(intent.fileName).empty()) intent.fileName = before.description.fileName;
  const auto seen = state_->look(spooled, intent);
  const auto number =
      state_->studio.describer().revise(id, std::move(spooled), seen, intent.caller);
  if (number) return {id, *number, true, seen.unreadable};
  return {id, versionOf(state_->studio, id).number, false, seen.unreadable};  // by somebody else
}

}  // namespace atelier::studio
