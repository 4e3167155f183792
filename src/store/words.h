#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Words as the full-text index sees them, told by the index's own tokenizer: text is cut at
/// everything that is no letter or digit, case and diacritics are folded ("Mono-tó" gives mono,
/// to).
namespace atelier::store {

/// The definition of the tokenizer in `create virtual table ... using fts5`. Porter's stemming is
/// made for English and does little to other languages.
inline constexpr std::string_view tokenizerDefinition = "porter unicode61 remove_diacritics 2";

/// Folded and stemmed words, as they are in the index. Thread-safe.
std::vector<std::string> stems(std::string_view text);

/// Folded words joined by one space, not stemmed: a key to sort and compare names by. Thread-safe.
std::string folded(std::string_view text);

}  // namespace atelier::store
