#include "studio/studio.h"

#include "access/access.h"
#include "base/error.h"
#include "base/version.h"
#include "catalog/catalog.h"
#include "media/media.h"
#include "store/store.h"
#include "studio/changes.h"
#include "studio/describer.h"
#include "studio/drawings.h"
#include "studio/event_bell.h"
#include "studio/indexing.h"
#include "studio/intake.h"
#include "studio/lock.h"
#include "studio/migrations.h"
#include "studio/previews.h"
#include "studio/reconcile.h"
#include "studio/settings.h"
#include "studio/source_files.h"
#include "studio/uploads.h"
#include "studio/watcher.h"
#include "vault/vault.h"

#include <fmt/format.h>

namespace atelier::studio {

namespace {

std::vector<store::Migration> allMigrations() {
  std::vector<store::Migration> all;
  for (const auto part : {access::migrations(), catalog::migrations(), migrations()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

void checkIsStudio(Files& files, const fs::path& folder) {
  if (files.exists(folder / settingsFile)) return;
  throw Error{Code::NotAStudio, fmt::format("{} is no studio.", folder.string()),
              fmt::format("Make one with `atelier --studio {} init`, or name another folder.",
                          folder.string()),
              folder.string()};
}

/// Marked before there is a database, so that one which a crash leaves half filled is known as
/// such.
bool needsIndex(Files& files, const fs::path& folder) {
  if (indexIsWhole(files, folder)) return false;
  beginIndex(files, folder);
  return true;
}

}  // namespace

struct Studio::Parts {
  World world;
  fs::path folder;
  Lock lock;
  Settings settings;
  IdMaker ids;
  bool indexIsNew;
  std::unique_ptr<store::Store> store;
  vault::Vault vault;
  catalog::Catalog catalog;
  access::Access access;
  EventBell bell;
  std::unique_ptr<Previews> previews;
  std::unique_ptr<Drawings> drawings;
  std::unique_ptr<SourceFiles> sources;
  std::unique_ptr<Describer> describer;
  std::unique_ptr<Intake> intake;
  std::unique_ptr<Uploads> uploads;
  std::unique_ptr<Watcher> watcher;
  std::unique_ptr<Changes> changes;

  Parts(World w, const fs::path& f)
      : world(w),
        folder(f),
        lock(folder),
        settings(readSettings(w.files, folder)),
        ids(w.clock, w.random),
        indexIsNew(needsIndex(w.files, folder)),
        store(store::Store::open(folder / "index.db", w.clock, allMigrations())),
        vault(w.files, w.clock, w.random, w.log, folder / "vault", folder / "work"),
        catalog(*store, w.clock),
        access(*store, w.clock, w.random, w.files, folder / "audit.head") {}
};

void Studio::checkFree(Files& files, const fs::path& folder) {
  if (files.exists(folder / settingsFile)) {
    throw Error{Code::AlreadyExists,
                fmt::format("There is a studio in {} already.", folder.string()),
                "Nothing was changed. Use it, or name another folder.", folder.string()};
  }
  if (files.exists(folder) && !files.list(folder).empty()) {
    throw Error{Code::AlreadyExists, fmt::format("The folder {} is not empty.", folder.string()),
                "Nothing was changed. Name a new or an empty folder.", folder.string()};
  }
}

void Studio::init(World world, const fs::path& folder, std::string_view name) {
  auto& files = world.files;
  checkFree(files, folder);
  files.makeFolders(folder / "keys");
  vault::Vault::create(files, folder / "vault", folder / "work");
  // The settings come last: a folder with settings is a whole studio.
  writeSettings(files, folder, {std::string(name), layoutVersion});
  files.syncFolder(fs::absolute(folder).parent_path());
}

Studio::Studio(World world, const fs::path& folder) {
  const auto absolute = fs::absolute(folder).lexically_normal();
  checkIsStudio(world.files, absolute);
  parts_ = std::make_unique<Parts>(world, absolute);
  const PreviewFiles made(world.files, world.random, absolute / "cache" / "previews");
  parts_->previews = std::make_unique<Previews>(*this, made);
  parts_->drawings = std::make_unique<Drawings>(*this, made);
  parts_->sources = std::make_unique<SourceFiles>(*this);
  parts_->describer = std::make_unique<Describer>(*this);
  parts_->intake = std::make_unique<Intake>(*this);
  parts_->uploads = std::make_unique<Uploads>(*this);
  parts_->watcher = std::make_unique<Watcher>(*this);
  parts_->changes = std::make_unique<Changes>(*this);
  reconcile(*this, parts_->indexIsNew);
  parts_->changes->resume();
}

Studio::~Studio() = default;

const fs::path& Studio::folder() const { return parts_->folder; }
const std::string& Studio::name() const { return parts_->settings.name; }
Clock& Studio::clock() { return parts_->world.clock; }
Files& Studio::files() { return parts_->world.files; }
Random& Studio::random() { return parts_->world.random; }
Log& Studio::log() { return parts_->world.log; }
IdMaker& Studio::ids() { return parts_->ids; }
media::Media& Studio::media() { return parts_->world.media; }
store::Store& Studio::store() { return *parts_->store; }
vault::Vault& Studio::vault() { return parts_->vault; }
catalog::Catalog& Studio::catalog() { return parts_->catalog; }
access::Access& Studio::access() { return parts_->access; }
Intake& Studio::intake() { return *parts_->intake; }
Previews& Studio::previews() { return *parts_->previews; }
Drawings& Studio::drawings() { return *parts_->drawings; }
Uploads& Studio::uploads() { return *parts_->uploads; }
Describer& Studio::describer() { return *parts_->describer; }
Changes& Studio::changes() { return *parts_->changes; }
EventBell& Studio::bell() { return parts_->bell; }
SourceFiles& Studio::sources() { return *parts_->sources; }
Watcher& Studio::watcher() { return *parts_->watcher; }

}  // namespace atelier::studio
