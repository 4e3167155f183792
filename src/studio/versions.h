#pragma once

#include "base/files.h"
#include "base/id.h"
#include "formats/metadata/description.h"

#include <cstdint>
#include <memory>
#include <optional>

/// One version of an asset: what was known of it then, and its bytes.
namespace atelier::studio {

class Studio;

struct Version {
  AssetId id;
  std::uint32_t number = 0;
  metadata::Description description;
};

/// The newest, as the index has it, or an older one, as the vault keeps it. Error{NotFound} for no
/// such asset or version.
Version versionOf(Studio& studio, AssetId id, std::optional<std::uint32_t> number = {});

std::unique_ptr<File> openOriginal(Studio& studio, const Version& version);

}  // namespace atelier::studio
