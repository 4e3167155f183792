#include "tests/media/facts.h"

#include "base/json/text.h"
#include "base/text.h"
#include "tests/media/corpus.h"
#include "tests/media/exceptions.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::media::test {
namespace {

/// One fact of one file: what the corpus says, and what we say.
struct Claim {
  std::string fact;
  std::string theirs;
  std::string ours;
};

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

std::string storedSize(const metadata::Technical& technical) {
  const bool turned = technical.orientation.value_or(1) >= 5;
  const auto width = technical.width.value_or(0);
  const auto height = technical.height.value_or(0);
  return turned ? fmt::format("{} {}", height, width) : fmt::format("{} {}", width, height);
}

std::string firstNonEmpty(const Facts& facts, std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    if (auto value = facts[name]; !value.empty()) return value;
  }
  return {};
}

std::string dateClaimed(const Facts& facts) {
  if (auto date = ourDate(facts["DateTimeOriginal"], facts["OffsetTimeOriginal"]); !date.empty())
    return date;
  return ourDate(firstNonEmpty(facts, {"created", "creation-date"}), "");
}

std::vector<Claim> claims(const Facts& facts, const Examined& we) {
  const auto& technical = we.inspected.technical;
  std::vector<Claim> all{
      {"ImageSize", facts["ImageSize"], storedSize(technical)},
      {"Make", facts["Make"], valueOf(we, "camera_make")},
      {"Model", facts["Model"], valueOf(we, "camera_model")},
      {"taken at", dateClaimed(facts), valueOf(we, "taken_at")},
      {"Rating", facts["Rating"], valueOf(we, "rating")},
      {"City", facts["City"], valueOf(we, "city")},
      {"Country", facts["Country"], valueOf(we, "country")},
      {"Copyright", firstNonEmpty(facts, {"Copyright", "rights"}), valueOf(we, "copyright")},
      {"Title", firstNonEmpty(facts, {"Title", "title"}), valueOf(we, "title")},
      {"Headline", facts["Headline"], valueOf(we, "headline")},
      {"Description", firstNonEmpty(facts, {"Description", "Caption-Abstract", "subject"}),
       valueOf(we, "description")},
      {"Keywords", firstNonEmpty(facts, {"Subject", "Keywords"}), joined(valuesOf(we, "keyword"))},
      {"Creator", firstNonEmpty(facts, {"Artist", "Creator", "creator", "Author"}),
       valueOf(we, "creator")},
      {"Language", facts["language"], valueOf(we, "language")},
      {"Pages", facts["Pages"], technical.pages ? std::to_string(*technical.pages) : ""},
      {"Orientation", facts["Orientation"],
       technical.orientation ? std::to_string(*technical.orientation) : ""},
  };
  std::erase_if(all, [](const Claim& claim) { return claim.theirs.empty(); });
  return all;
}

std::string withoutLineBreaks(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\r', ' ');
  std::string once;
  std::ranges::unique_copy(text, std::back_inserter(once),
                           [](char a, char b) { return a == ' ' && b == ' '; });
  return once;
}

/// The corpus cuts long texts with "...", and at a ";" that is part of a value.
bool agree(const Claim& claim) {
  auto theirs = claim.theirs;
  const auto ours = withoutLineBreaks(claim.ours);
  const bool cut = theirs.ends_with("...") || theirs.ends_with("(=");
  if (theirs.ends_with("...")) theirs.resize(theirs.size() - 3);
  return cut ? ours.starts_with(theirs) : ours == theirs;
}

const Exception* exceptionFor(const std::string& path, const std::string& fact) {
  for (const auto& each : exceptions) {
    if (each.path == path && each.fact == fact) return &each;
  }
  return nullptr;
}

void expectSame(const std::string& path, const std::string& fact, bool same,
                const std::string& words) {
  if (const auto* known = exceptionFor(path, fact)) {
    EXPECT_FALSE(same) << fact << " needs no exception any more: " << known->reason;
  } else {
    EXPECT_TRUE(same) << fact << ": " << words;
  }
}

class CorpusFacts : public testing::TestWithParam<CorpusFile> {};

TEST_P(CorpusFacts, AgreeWithOtherPrograms) {
  const auto& [path, text] = GetParam();
  const auto facts = factsFrom(text);
  const auto& we = examined(path);
  for (const auto& claim : claims(facts, we)) {
    expectSame(path, claim.fact, agree(claim),
               fmt::format("they say \"{}\", we say \"{}\"", claim.theirs, claim.ours));
  }
  if (facts.seconds > 0) {
    const auto ours = static_cast<double>(we.inspected.technical.durationMs.value_or(0)) / 1000;
    expectSame(path, "duration", std::abs(ours - facts.seconds) <= 0.06,
               fmt::format("they say {} s, we say {} s", facts.seconds, ours));
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, CorpusFacts, testing::ValuesIn(corpus()), nameOf);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CorpusFacts);

TEST(Corpus, IsThere) {
  if (corpus().empty()) GTEST_SKIP() << "there is no corpus of media at " << corpusPath("");
  EXPECT_GT(corpus().size(), 200U);
}

TEST(Places, AreWhereOtherProgramsSayTheyAre) {
  std::ifstream file(corpusPath("truth/gps.json"));
  if (!file) GTEST_SKIP() << "there is no corpus of media at " << corpusPath("");
  std::stringstream text;
  text << file.rdbuf();
  const auto truth = json::parse(text.str());
  for (const auto& [path, place] : truth.as_object()) {
    const auto& we = examined(path);
    const auto& object = place.as_object();
    if (object.contains("valid")) {
      EXPECT_EQ(valueOf(we, "latitude"), "") << path << ": 0,0 is no place";
      continue;
    }
    EXPECT_NEAR(std::atof(valueOf(we, "latitude").c_str()), object.at("lat").to_number<double>(),
                1e-4)
        << path;
    EXPECT_NEAR(std::atof(valueOf(we, "longitude").c_str()), object.at("lon").to_number<double>(),
                1e-4)
        << path;
  }
}

}  // namespace
}  // namespace atelier::media::test
