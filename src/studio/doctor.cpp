#include "studio/doctor.h"

#include "base/text.h"
#include "base/version.h"
#include "catalog/catalog.h"
#include "media/media.h"
#include "store/store.h"
#include "studio/studio.h"
#include "studio/watcher.h"
#include "vault/vault.h"

#include <filesystem>

#include <fmt/format.h>

namespace atelier::studio {

namespace {

Check room(Studio& studio) {
  constexpr std::uint64_t floor = 2'000'000'000;
  const auto space = studio.files().space(studio.folder());
  return {"disk room", space.available >= floor,
          fmt::format("{} of {} free", humanBytes(space.available), humanBytes(space.capacity)),
          space.available >= floor ? "" : "Free some room: imports stop when the disk is full."};
}

Check clock(Studio& studio) {
  const auto last = studio.catalog().eventsAfter(studio.catalog().lastEvent() - 1, 1);
  const auto now = studio.clock().now();
  if (last.empty()) return {"clock", true, toRfc3339(now), ""};
  const auto then = fromRfc3339(last.front().at).value_or(now);
  const bool ok = now + std::chrono::minutes{5} >= then;
  return {"clock", ok, toRfc3339(now),
          ok ? "" : "The clock is behind the newest entry of the journal. Set it right."};
}

Check permissions(Studio& studio) {
  std::error_code problem;
  const auto mode = fs::status(studio.folder() / "index.db", problem).permissions();
  const bool open = !problem && (mode & fs::perms::others_write) != fs::perms::none;
  return {"permissions", !open, open ? "everybody may write index.db" : "only the owner may write",
          open ? "Take the right away: chmod o-w index.db" : ""};
}

Check jail(Studio& studio) {
  const auto status = studio.media().status();
  return {"decoder jail", status.ready,
          fmt::format("zygote {}, Landlock {}, seccomp {}", status.ready ? "runs" : "does not run",
                      status.landlock ? "on" : "off", status.seccomp ? "on" : "off"),
          status.ready ? "" : "Media is kept but not looked at. See the log for the reason."};
}

Check leftovers(Studio& studio) {
  const auto count = studio.vault().garbage().size();
  return {"work folder", count == 0, count == 0 ? "clean" : fmt::format("{} leftovers", count),
          count == 0 ? "" : "`atelier verify --repair` sweeps them."};
}

Check watches(Studio& studio) {
  std::size_t lost = 0;
  const auto list = studio.watcher().list();
  for (const auto& watch : list) lost += watch.state == "unreachable" ? 1 : 0;
  return {"watched folders", lost == 0,
          fmt::format("{} watched, {} unreachable", list.size(), lost),
          lost == 0 ? "" : "Plug the disk in, or remove the watch."};
}

Check versions(Studio& studio) {
  return {"versions", true,
          fmt::format("atelier {}, index schema {}", version, studio.store().schema()), ""};
}

}  // namespace

std::vector<Check> examine(Studio& studio) {
  return {versions(studio), room(studio),      clock(studio),  permissions(studio),
          jail(studio),     leftovers(studio), watches(studio)};
}

}  // namespace atelier::studio
