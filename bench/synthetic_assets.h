#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "catalog/catalog.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Made-up assets for measuring: words, keywords, places and cameras with the skew of real
/// collections (Zipf), always the same for the same seed.
namespace atelier::bench {

class SyntheticAssets {
 public:
  explicit SyntheticAssets(std::uint64_t seed);

  catalog::Entry next();

  /// The word of this rank; 0 is the most frequent.
  const std::string& word(std::size_t rank) const { return words_[rank]; }

 private:
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  const std::string& someWord();
  std::string someWords(std::size_t least, std::size_t most);
  void addField(metadata::Description& description, std::string_view name, std::string value);
  void addPlace(metadata::Description& description);
  void addTechnical(metadata::Description& description);

  std::mt19937_64 engine_;
  SeededRandom random_;
  ManualClock clock_;
  IdMaker ids_{clock_, random_};
  std::vector<std::string> words_;
  std::vector<double> cumulative_;
  std::vector<std::string> people_;
  std::vector<std::string> cameras_;
  std::vector<std::string> cities_;
  std::uint64_t made_ = 0;
};

}  // namespace atelier::bench
