#include "studio/verify.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/random.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/describer.h"
#include "studio/indexing.h"
#include "studio/source_files.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_set>

#include <fmt/format.h>

namespace atelier::studio {

namespace {

/// One object of the vault, and whose it is if its inventory says so.
struct Found {
  std::optional<AssetId> id;
  fs::path folder;
};

std::vector<Found> objectsOf(Studio& studio) {
  std::vector<Found> found;
  studio.vault().forEach([&](std::optional<AssetId> id, const fs::path& folder) {
    found.push_back({id, folder});
    return true;
  });
  return found;
}

std::vector<catalog::Catalog::Place> rowsOf(Studio& studio) {
  constexpr std::size_t page = 1000;
  std::vector<catalog::Catalog::Place> rows;
  for (;;) {
    const auto after = rows.empty() ? std::nullopt : std::optional(rows.back().id);
    auto some = studio.catalog().places(after, page);
    rows.insert(rows.end(), some.begin(), some.end());
    if (some.size() < page) return rows;
  }
}

class Verification {
 public:
  Verification(Studio& studio, const VerifyOptions& options,
               const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : studio_(studio), options_(options), tell_(progress) {}

  VerifyReport run() {
    const auto start = studio_.clock().elapsed();
    objects_ = objectsOf(studio_);
    rows_ = rowsOf(studio_);
    chooseSample();
    checkObjects();
    compareWithIndex();
    checkIndex();
    checkWork();
    checkRoot();
    report_.objects = objects_.size();
    report_.stopped = options_.stop != nullptr && *options_.stop && done_ < objects_.size();
    report_.seconds = std::chrono::duration<double>(studio_.clock().elapsed() - start).count();
    std::ranges::sort(report_.problems, {}, &Problem::folder);
    return std::move(report_);
  }

 private:
  void chooseSample() {
    if (!options_.sample || *options_.sample >= objects_.size()) return;
    std::vector<std::size_t> order(objects_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto count = static_cast<std::size_t>(*options_.sample);
    for (std::size_t i = 0; i < count; ++i) {
      std::swap(order[i],
                order[i + static_cast<std::size_t>(studio_.random().below(order.size() - i))]);
    }
    sample_ =
        std::set<std::size_t>(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count));
  }

  void checkObjects() {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
      threads.emplace_back([&] {
        for (auto at = next++; at < objects_.size(); at = next++) {
          if (options_.stop != nullptr && *options_.stop) return;
          checkObject(at);
        }
      });
    }
  }

  void checkObject(std::size_t at) {
    const auto& object = objects_[at];
    const bool content = !sample_ || sample_->contains(at);
    std::uint64_t bytes = 0;
    const auto damages =
        studio_.vault().check(object.folder, content, [&](std::uint64_t some) { bytes += some; });
    const std::lock_guard lock{mutex_};
    report_.bytes += bytes;
    for (const auto& damage : damages) {
      add({"damaged", object.id ? object.id->text() : idByFolder(object.folder),
           object.folder.string(), damage.code, damage.where + ": " + damage.message, false});
    }
    ++done_;
    if (tell_) tell_(done_, objects_.size());
  }

  /// The asset that the index knows in this folder: the inventory may be what is damaged.
  std::string idByFolder(const fs::path& folder) const {
    const auto row =
        std::ranges::find(rows_, folder.string(), &catalog::Catalog::Place::vaultFolder);
    return row == rows_.end() ? std::string() : row->id.text();
  }

  void compareWithIndex() {
    std::unordered_set<AssetId> inVault;
    for (const auto& object : objects_) {
      if (object.id) inVault.insert(*object.id);
    }
    std::unordered_set<AssetId> inIndex;
    std::vector<AssetId> stale;
    for (const auto& row : rows_) {
      inIndex.insert(row.id);
      if (!inVault.contains(row.id)) {
        if (studio_.vault().has(row.id)) continue;  // its inventory is damaged: that was said
        add({"missing", row.id.text(), row.vaultFolder, "", "The index has it, the vault has not.",
             false});
      } else if (differs(row)) {
        stale.push_back(row.id);
        add({"index-differs", row.id.text(), row.vaultFolder, "", "The vault has another version.",
             options_.repair});
      }
    }
    for (const auto& collection : studio_.catalog().collections())
      inIndex.insert(AssetId{collection.id.value});
    for (const auto& search : studio_.catalog().searches())
      inIndex.insert(AssetId{search.id.value});
    for (const auto& object : objects_) {
      if (!object.id || inIndex.contains(*object.id)) continue;
      stale.push_back(*object.id);
      add({"not-indexed", object.id->text(), object.folder.string(), "",
           "The vault has it, the index has not.", options_.repair});
    }
    if (options_.repair) index(studio_, stale, true);
  }

  bool differs(const catalog::Catalog::Place& row) {
    try {
      return studio_.vault().head(row.id) != row.version ||
             studio_.vault().folder(row.id).string() != row.vaultFolder;
    } catch (const Error&) {
      return false;  // damaged: that was said
    }
  }

  void checkIndex() {
    for (const auto& problem : studio_.catalog().check())
      add({"index", "", "", "", problem, false});
    for (const auto& problem : studio_.store().check()) add({"index", "", "", "", problem, false});
    for (const auto& problem : studio_.access().audit().verify().problems) {
      add({"audit", "", "", "", problem.what, false});
    }
  }

  void checkWork() {
    for (const auto& path : studio_.vault().garbage()) {
      add({"orphan", "", path.string(), "", "Left in the work folder by a run that ended.",
           options_.repair});
    }
    if (options_.repair) studio_.vault().collectGarbage();
  }

  void checkRoot() {
    for (const auto& damage : studio_.vault().checkRoot())
      add({"stray", "", damage.where, damage.code, damage.message, false});
    for (const auto& object : objects_) {
      if (!object.id || studio_.vault().folder(*object.id) == object.folder) continue;
      add({"stray", object.id->text(), object.folder.string(), "",
           "This object stands in a folder that is not its own.", false});
    }
  }

  void add(Problem problem) { report_.problems.push_back(std::move(problem)); }

  Studio& studio_;
  const VerifyOptions& options_;
  const std::function<void(std::uint64_t, std::uint64_t)>& tell_;
  std::vector<Found> objects_;
  std::vector<catalog::Catalog::Place> rows_;
  std::optional<std::set<std::size_t>> sample_;  ///< whose bytes are read; all if there is none
  std::mutex mutex_;
  std::uint64_t done_ = 0;
  VerifyReport report_;
};

/// Before the first change: whatever breaks in between, it is known who wanted it.
void enter(Studio& studio, std::string_view action, const access::Caller& caller) {
  studio.store().write([&](store::Transaction& transaction) {
    studio.access().audit().append(transaction, caller, action, "");
  });
}

/// Orphans are swept and the index is brought in line; what is damaged in the vault stays so.
bool mendable(const Problem& problem) {
  return problem.kind == "orphan" || problem.kind == "not-indexed" ||
         problem.kind == "index-differs";
}

/// What a repair would mend, as steps.
void rehearseRepair(const VerifyReport& report, access::Rehearsal& rehearsal) {
  for (const auto& problem : report.problems) {
    if (!mendable(problem)) continue;
    rehearsal.steps.push_back(
        {"studio.mend", problem.folder, fmt::format("{}: {}", problem.kind, problem.message)});
  }
}

}  // namespace

bool VerifyReport::sound() const {
  return !stopped && std::ranges::all_of(problems, &Problem::repaired);
}

VerifyReport verify(Studio& studio, const VerifyOptions& options, const access::Caller& caller,
                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  if (!options.repair) return Verification(studio, options, progress).run();
  enter(studio, "studio.repair", caller);
  if (caller.rehearsal == nullptr) return Verification(studio, options, progress).run();
  auto looking = options;
  looking.repair = false;
  auto report = Verification(studio, looking, progress).run();
  rehearseRepair(report, *caller.rehearsal);
  return report;
}

RebuildReport rebuild(Studio& studio, const access::Caller& caller,
                      const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  enter(studio, "studio.rebuild", caller);
  if (caller.rehearsal != nullptr) return {};
  const auto still = studio.describer().hold();  // what is read here must not be changed meanwhile
  return makeIndex(studio, progress);
}

RebuildReport makeIndex(Studio& studio,
                        const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  constexpr std::size_t groupSize = 256;
  const auto start = studio.clock().elapsed();
  RebuildReport report;
  std::vector<AssetId> ids;
  for (const auto& object : objectsOf(studio)) {
    if (object.id) {
      ids.push_back(*object.id);
    } else {
      report.problems.push_back({"damaged", "", object.folder.string(), "",
                                 "Its inventory cannot be read; it was left out.", false});
    }
  }
  beginIndex(studio.files(), studio.folder());
  std::ranges::sort(ids);  // by the time they were made: the order in which they came
  studio.store().write(
      [&](store::Transaction& transaction) { studio.catalog().removeAll(transaction); });
  for (std::size_t at = 0; at < ids.size(); at += groupSize) {
    const auto some = std::span(ids).subspan(at, std::min(groupSize, ids.size() - at));
    const auto result = index(studio, some, false);
    report.assets += result.assets;
    report.collections += result.collections;
    for (const auto& id : result.unreadable) {
      report.problems.push_back({"damaged", id.text(), studio.vault().folder(id).string(), "",
                                 "Its description cannot be read; it was left out.", false});
    }
    if (progress) progress(at + some.size(), ids.size());
  }
  endIndex(studio.files(), studio.folder());
  studio.catalog().optimise();
  report.seconds = std::chrono::duration<double>(studio.clock().elapsed() - start).count();
  return report;
}

}  // namespace atelier::studio
