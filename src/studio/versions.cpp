#include "studio/versions.h"

#include "catalog/catalog.h"
#include "studio/operations/views.h"
#include "studio/studio.h"
#include "vault/vault.h"

namespace atelier::studio {

Version versionOf(Studio& studio, AssetId id, std::optional<std::uint32_t> number) {
  auto detail = studio.catalog().detail(id);
  if (!detail) throw noSuchAsset(id.text());
  if (!number || *number == detail->summary.version)
    return {id, detail->summary.version, std::move(detail->description)};
  studio.vault().originalPath(id, number);  // says in plain words that there is no such version
  return {id, *number,
          metadata::descriptionFromJson(studio.vault().readText(id, "description.json", number))};
}

std::unique_ptr<File> openOriginal(Studio& studio, const Version& version) {
  const auto path = studio.vault().originalPath(version.id, version.number);
  return studio.vault().open(version.id, path, version.number);
}

}  // namespace atelier::studio
