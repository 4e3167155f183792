#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// Values as people write them in queries and as descriptions hold them. Nothing for anything else.
namespace atelier::catalog {

/// Milliseconds since 1970 of a wall clock: offsets and zones are left aside, since people remember
/// the hour on the wall where the picture was taken.
struct Span {
  std::int64_t from = 0;
  std::int64_t to = 0;  ///< not part of it
};

/// "2019", "2019-05", "2019-05-12", "2019-05-12T10:30", with seconds, fraction and zone: all of
/// that year, month, day, minute or second. A space may stand for the T.
std::optional<Span> parseDate(std::string_view text);

std::optional<double> parseNumber(std::string_view text);

/// "2MB", "1.5 GiB", "300": bytes. Decimal units, as disks are sold; KiB, MiB, GiB are binary.
std::optional<double> parseBytes(std::string_view text);

/// "90s", "1.5h", "1h30m", "250ms", "90" (seconds): milliseconds.
std::optional<double> parseDuration(std::string_view text);

/// "10km", "500m", "3mi", "2" (kilometres): metres.
std::optional<double> parseDistance(std::string_view text);

/// The year of a wall-clock moment.
int yearOf(std::int64_t milliseconds);
/// The first moment of a year.
std::int64_t startOfYear(int year);

}  // namespace atelier::catalog
