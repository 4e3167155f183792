#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Small helpers for words people read and write.
namespace atelier {

/// The candidate a typing person most likely meant: at most a third of the letters differ
/// (insertions, deletions, replacements and swaps each count one). Nothing if none is near.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

/// True if the bytes are well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong
/// forms).
bool isUtf8(std::string_view bytes);

/// The same text with every ill-formed sequence replaced by U+FFFD, and NUL bytes dropped.
std::string toUtf8(std::string_view bytes);

/// At most `bytes` bytes of valid UTF-8, cut between characters.
std::string_view cutUtf8(std::string_view text, std::size_t bytes);

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string lowerAscii(std::string_view text);

/// "1.4 GB": decimal units, as disks are sold.
std::string humanBytes(std::uint64_t bytes);

}  // namespace atelier
