#pragma once

#include "catalog/catalog.h"
#include "catalog/compile.h"
#include "catalog/likeness.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <optional>
#include <string>

/// Inside catalog: what its parts share.
namespace atelier::catalog {

/// Answers to queries, each good until something is written; the least used one makes room.
template <class Answer>
class KeptAnswers {
 public:
  explicit KeptAnswers(std::size_t limit) : limit_(limit) {}

  std::optional<Answer> find(std::string_view query, bool trashed, std::uint64_t dataVersion) {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find_if(
        kept_, [&](const Kept& each) { return each.query == query && each.trashed == trashed; });
    if (found == kept_.end()) return std::nullopt;
    if (found->dataVersion != dataVersion) {
      kept_.erase(found);
      return std::nullopt;
    }
    kept_.splice(kept_.begin(), kept_, found);
    return found->answer;
  }

  void keep(std::string_view query, bool trashed, std::uint64_t dataVersion, Answer answer) {
    const std::lock_guard lock{mutex_};
    kept_.push_front({std::string(query), trashed, dataVersion, std::move(answer)});
    if (kept_.size() > limit_) kept_.pop_back();
  }

 private:
  struct Kept {
    std::string query;
    bool trashed = false;
    std::uint64_t dataVersion = 0;
    Answer answer;
  };
  std::size_t limit_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // most recently used first
};

struct Catalog::State {
  store::Store& store;
  const Clock& clock;
  Likeness likeness;

  KeptAnswers<Facets> facets{64};
  KeptAnswers<Timeline> timelines{4};

  State(store::Store& where, const Clock& time) : store(where), clock(time) {}

  /// The query of a person as conditions, with what it names looked up in the same snapshot.
  Conditions compile(store::Connection& connection, std::string_view query,
                     const Visibility& visibility);
};

/// A collection's or search's name without case and accents: two names that differ in these are one
/// for people.
std::string nameKey(std::string_view name);

/// The name, trimmed. Error{InvalidInput} if it is none for a "collection" or a "search".
std::string checkedName(std::string_view of, std::string_view name);

}  // namespace atelier::catalog
