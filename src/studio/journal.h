#pragma once

#include "base/id.h"

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

/// Writes one event that goes with no other change, and rings the bell.
namespace atelier::studio {

class Studio;

void journal(Studio& studio, std::string_view name, std::optional<AssetId> asset,
             const boost::json::object& data);

}  // namespace atelier::studio
