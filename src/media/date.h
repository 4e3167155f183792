#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::media {

/// A date as files write it ("2015:06:12 10:29:26", "2022-01-10T15:15:44.31-04:00", "2019"), as RFC
/// 3339 or as much of it as there is: "2015-06-12T10:29:26", "2019". `offset` ("+02:00") is added
/// to a time without one. Nothing for dates that cannot be, such as 0000:00:00.
std::optional<std::string> normalDate(std::string_view text, std::string_view offset = {});

}  // namespace atelier::media
