#include "synthetic_assets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

namespace atelier::bench {

namespace {

constexpr std::size_t vocabularySize = 50'000;
constexpr std::array countries{"Austria", "Italy", "Norway", "Japan",  "Portugal", "Kenya",
                               "Peru",    "India", "France", "Canada", "Greece",   "Iceland"};

std::vector<std::string> makeWords(std::mt19937_64& engine, std::size_t count) {
  constexpr std::array starts{"b", "br", "d", "f", "g", "gr", "h", "k", "l",
                              "m", "n",  "p", "r", "s", "st", "t", "v", "w"};
  constexpr std::array middles{"a", "e", "i", "o", "u", "ai", "ea", "ou"};
  constexpr std::array ends{"", "l", "n", "r", "t", "m", "k"};
  std::unordered_set<std::string> seen;
  std::vector<std::string> words;
  while (words.size() < count) {
    std::string word;
    const auto syllables = 2 + engine() % 3;
    for (std::uint64_t i = 0; i < syllables; ++i) {
      word += starts[engine() % starts.size()];
      word += middles[engine() % middles.size()];
    }
    word += ends[engine() % ends.size()];
    if (seen.insert(word).second) words.push_back(word);
  }
  return words;
}

}  // namespace

SyntheticAssets::SyntheticAssets(std::uint64_t seed)
    : engine_(seed),
      random_(seed),
      clock_(Timestamp{std::chrono::milliseconds{1'500'000'000'000}}) {
  words_ = makeWords(engine_, vocabularySize);
  double total = 0;
  for (std::size_t rank = 0; rank < words_.size(); ++rank) {
    total += 1.0 / std::pow(static_cast<double>(rank) + 2.7, 1.05);
    cumulative_.push_back(total);
  }
  for (auto& sum : cumulative_) sum /= total;
  for (int i = 0; i < 300; ++i) people_.push_back(someWord() + " " + words_[below(words_.size())]);
  for (int i = 0; i < 60; ++i)
    cameras_.push_back(fmt::format("{} {}", words_[below(words_.size())], 100 + i * 7));
  for (int i = 0; i < 400; ++i) cities_.push_back(words_[below(words_.size())]);
}

const std::string& SyntheticAssets::someWord() {
  const double at = static_cast<double>(engine_() >> 11) * 0x1p-53;
  const auto found = std::ranges::lower_bound(cumulative_, at);
  const auto rank = std::min<std::size_t>(static_cast<std::size_t>(found - cumulative_.begin()),
                                          words_.size() - 1);
  return words_[rank];
}

std::string SyntheticAssets::someWords(std::size_t least, std::size_t most) {
  std::string text;
  const auto count = least + below(most - least + 1);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!text.empty()) text += ' ';
    text += someWord();
  }
  return text;
}

void SyntheticAssets::addField(metadata::Description& description, std::string_view name,
                               std::string value) {
  description.fields.push_back(
      {std::string(name), std::move(value), metadata::Origin::File, "made"});
}

void SyntheticAssets::addPlace(metadata::Description& description) {
  if (below(10) >= 6) return;
  const auto city = std::min(below(cities_.size()), below(cities_.size()));
  addField(description, "city", cities_[city]);
  addField(description, "country", countries[city % countries.size()]);
  addField(description, "latitude",
           fmt::format("{:.5f}", -60.0 + static_cast<double>(city % 120) +
                                     static_cast<double>(below(1000)) / 5000));
  addField(description, "longitude",
           fmt::format("{:.5f}", -170.0 + static_cast<double>(city * 7 % 340) +
                                     static_cast<double>(below(1000)) / 5000));
}

void SyntheticAssets::addTechnical(metadata::Description& description) {
  auto& technical = description.technical;
  const auto dice = below(100);
  if (dice < 80) {
    technical.kind = metadata::Kind::Image;
    technical.mediaType = "image/jpeg";
  } else if (dice < 90) {
    technical.kind = metadata::Kind::Video;
    technical.mediaType = "video/mp4";
    technical.durationMs = static_cast<std::int64_t>(below(3'600'000));
  } else if (dice < 95) {
    technical.kind = metadata::Kind::Audio;
    technical.mediaType = "audio/mpeg";
    technical.durationMs = static_cast<std::int64_t>(below(600'000));
    return;
  } else {
    technical.kind = metadata::Kind::Document;
    technical.mediaType = "application/pdf";
    technical.pages = static_cast<std::uint32_t>(1 + below(200));
    return;
  }
  const bool upright = below(3) == 0;
  technical.width = upright ? 4000U : 6000U;
  technical.height = upright ? 6000U : 4000U;
  technical.perceptualHash = engine_();
  technical.thumbHash = "1QcSHQRnh493V4dIh4eXh1h4kJUI";
  technical.colour = fmt::format("#{:06x}", below(1U << 24U));
}

catalog::Entry SyntheticAssets::next() {
  clock_.advance(std::chrono::milliseconds{10 + static_cast<std::int64_t>(below(50'000))});
  catalog::Entry entry;
  entry.id = ids_.make<AssetTag>();
  auto& description = entry.description;
  description.fileName = fmt::format("IMG_{:07}.jpg", ++made_);
  random_.fill(description.digest.bytes);
  description.bytes = 200'000 + below(20'000'000);
  description.addedAt = toRfc3339(clock_.now());
  addTechnical(description);
  addField(description, "title", someWords(2, 5));
  addField(description, "description", someWords(8, 20));
  const auto keywords = 3 + below(6);
  for (std::uint64_t i = 0; i < keywords; ++i) addField(description, "keyword", someWord());
  addField(description, "creator", people_[std::min(below(people_.size()), below(people_.size()))]);
  auto year = 2005 + below(21);
  auto month = 1 + below(12);
  if (made_ % 10 == 0) {  // one month of very much work: a library has such
    year = 2013;
    month = 5;
  }
  addField(description, "taken_at",
           fmt::format("{}-{:02}-{:02}T{:02}:{:02}:00", year, month, 1 + below(28), below(24),
                       below(60)));
  addField(description, "camera_model",
           cameras_[std::min(below(cameras_.size()), below(cameras_.size()))]);
  if (below(3) == 0) addField(description, "rating", fmt::format("{}", 1 + below(5)));
  addPlace(description);
  entry.vaultFolder = fmt::format("{0:.3}/{1:.3}/{2}", description.digest.hex(),
                                  description.digest.hex().substr(3), entry.id.text());
  return entry;
}

}  // namespace atelier::bench
