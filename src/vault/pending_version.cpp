#include "vault/pending_version.h"

#include "base/error.h"
#include "base/text.h"
#include "formats/ocfl/object.h"

#include <charconv>

#include <fmt/format.h>

namespace atelier::vault {

void PendingVersion::write(Files& files, const fs::path& staging, AssetId id,
                           const ocfl::Inventory& inventory) {
  ocfl::writeInventory(files, inventory, {staging});
  files.createText(staging / "id", fmt::format("{} {}\n", id.text(), inventory.head), false);
}

void PendingVersion::publish(Files& files, const fs::path& staging, const fs::path& objectFolder,
                             const ocfl::Inventory& inventory) {
  // The sidecar goes first: whoever reads in between finds that the pair does not fit and takes the
  // newest version's own inventory, which is the new one.
  for (const auto& name :
       {ocfl::sidecarName(inventory.digestAlgorithm), std::string(inventoryName)}) {
    if (files.exists(staging / name)) files.replace(staging / name, objectFolder / name);
  }
}

std::optional<PendingVersion> PendingVersion::read(Files& files, const fs::path& staging) {
  if (!files.exists(staging / "id")) return std::nullopt;
  const auto text = files.readText(staging / "id");
  const auto words = split(trim(text), ' ');
  if (words.size() != 2) return std::nullopt;
  const auto id = AssetId::parse(words[0]);
  std::uint32_t number = 0;
  const auto [end, problem] =
      std::from_chars(words[1].data(), words[1].data() + words[1].size(), number);
  if (!id || problem != std::errc{} || end != words[1].data() + words[1].size())
    return std::nullopt;
  return PendingVersion{*id, number};
}

}  // namespace atelier::vault
