#include "studio/reconcile.h"

#include "base/log.h"
#include "studio/indexing.h"
#include "studio/studio.h"
#include "studio/verify.h"
#include "vault/vault.h"

namespace atelier::studio {

void reconcile(Studio& studio, bool indexIsNew) {
  if (indexIsNew) {
    const auto report = makeIndex(studio);
    if (report.assets > 0) studio.log().info("studio.index-made", {{"assets", report.assets}});
    studio.vault().indexed();
    return;
  }
  const auto missed = studio.vault().notIndexed();
  if (missed.empty()) return;
  const auto result = index(studio, missed, true);
  studio.log().info("studio.recovered", {{"assets", result.assets}});
  studio.vault().indexed();
}

}  // namespace atelier::studio
