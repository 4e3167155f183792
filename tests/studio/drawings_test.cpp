#include "studio/drawings.h"

#include "base/error.h"
#include "studio/describer.h"
#include "studio/peaks_file.h"
#include "studio/workshop.h"
#include "tests/media/sounds.h"
#include "tests/studio/studio_fixture.h"

#include <cstring>
#include <random>
#include <thread>

namespace atelier::studio {

namespace {

using namespace std::chrono_literals;
using media::test::wav;

constexpr auto aMinute = std::chrono::milliseconds{60'000};

/// A peaks file, read as docs/formats/peaks.md says.
struct Read {
  struct Level {
    std::uint64_t offset = 0;
    std::uint32_t framesPerPeak = 0;
    std::vector<int> pairs;
  };
  std::string magic;
  std::uint32_t version = 0;
  std::uint32_t rate = 0;
  std::uint64_t frames = 0;
  std::vector<Level> levels;
};

std::string bytesOf(File& file) {
  std::string bytes(file.size(), '\0');
  EXPECT_EQ(file.read(0, std::as_writable_bytes(std::span(bytes))), bytes.size());
  return bytes;
}

Read parsed(const std::string& bytes) {
  const auto number = [&](std::size_t at, int size) {
    std::uint64_t value = 0;
    for (int i = size - 1; i >= 0; --i)
      value = value << 8 | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
    return value;
  };
  Read read;
  read.magic = bytes.substr(0, 8);
  read.version = static_cast<std::uint32_t>(number(8, 4));
  read.rate = static_cast<std::uint32_t>(number(12, 4));
  read.frames = number(16, 8);
  auto end = bytes.size();
  for (std::size_t i = 0; i < number(24, 4); ++i) {
    const auto entry = 32 + 24 * i;
    const auto peaks = number(entry + 8, 8);
    Read::Level level{number(entry, 8), static_cast<std::uint32_t>(number(entry + 16, 4)), {}};
    EXPECT_EQ(level.offset + 2 * peaks, end) << "finer ones later, without gaps";
    end = level.offset;
    for (std::size_t at = level.offset; at < level.offset + 2 * peaks; ++at)
      level.pairs.push_back(static_cast<signed char>(bytes.at(at)));
    read.levels.push_back(std::move(level));
  }
  EXPECT_EQ(end, 32 + 24 * read.levels.size());
  return read;
}

class DrawingsTest : public StudioTest {
 protected:
  Read peaksOf(AssetId id) {
    auto drawing = studio().drawings().peaks(id, aMinute);
    return parsed(bytesOf(*std::get<PreviewFile>(drawing).file));
  }

  Code failureOf(AssetId id) {
    try {
      studio().drawings().peaks(id, aMinute);
      return Code::Internal;
    } catch (const Error& error) {
      EXPECT_FALSE(error.hint.empty()) << error.message;
      return error.code;
    }
  }

  AssetId bringInHours(std::uint32_t hours, std::uint32_t rate) {
    const auto path = originals() / "hours.wav";
    const auto frames = hours * 3600 * rate;
    media::test::writeSilence(path, {rate, 1}, frames, frames / 2, -32'768);
    std::optional<AssetId> id;
    auto options = options_;
    options.arrived = [&](const fs::path&, const Arrival& arrival) { id = arrival.id; };
    importPaths(studio(), {path}, options, access::Caller::local());
    return id.value();
  }

  std::vector<std::string> cached(std::string_view ending) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder() / "cache")) {
      const auto name = entry.path().filename().string();
      if (entry.is_regular_file() && name.find(ending) != std::string::npos) names.push_back(name);
    }
    return names;
  }
};

TEST_F(DrawingsTest, EveryLevelIsTheOutlineOfTheOneBelow) {
  std::mt19937 chance{7};
  int number = 0;
  for (const auto frames :
       std::to_array<std::size_t>({1, 256, 300, 256 * 1024, 256 * 1024 + 1, 256 * 16'400 + 99})) {
    std::vector<std::int16_t> samples(frames);
    for (auto& sample : samples)
      sample = static_cast<std::int16_t>(std::uniform_int_distribution(-20'000, 30'000)(chance));
    const auto id = bringIn(std::to_string(number++) + ".wav", wav({44'100, 1}, samples));
    const auto read = peaksOf(id);
    EXPECT_EQ(read.magic, "ATLPEAKS");
    EXPECT_EQ(read.version, 1U);
    EXPECT_EQ(read.rate, 44'100U);
    EXPECT_EQ(read.frames, frames);
    std::size_t peaks = (frames + 255) / 256;
    std::uint32_t framesPerPeak = 256;
    for (std::size_t i = 0; i < read.levels.size(); ++i) {
      const auto& level = read.levels[i];
      EXPECT_EQ(level.framesPerPeak, framesPerPeak);
      ASSERT_EQ(level.pairs.size(), 2 * peaks);
      EXPECT_EQ(i + 1 == read.levels.size(), peaks <= 1024) << "as many levels as it takes";
      for (std::size_t at = 0; i > 0 && at < read.levels[i - 1].pairs.size(); at += 2) {
        const auto& finer = read.levels[i - 1].pairs;
        EXPECT_LE(level.pairs[at / 32 * 2], finer[at]);
        EXPECT_GE(level.pairs[at / 32 * 2 + 1], finer[at + 1]);
      }
      peaks = (peaks + 15) / 16;
      framesPerPeak *= 16;
    }
  }
}

TEST_F(DrawingsTest, TenHoursHaveFourLevelsAndTheCoarsestShowsTheOneBang) {
  const auto read = peaksOf(bringInHours(10, 2000));
  EXPECT_EQ(read.frames, 72'000'000U);
  std::vector<std::size_t> counts;
  for (const auto& level : read.levels) counts.push_back(level.pairs.size() / 2);
  EXPECT_EQ(counts, (std::vector<std::size_t>{281'250, 17'579, 1'099, 69}));
  const auto& coarse = read.levels.back().pairs;
  EXPECT_EQ(*std::ranges::min_element(coarse), -128);
  EXPECT_EQ(std::ranges::count(coarse, 0), static_cast<std::ptrdiff_t>(coarse.size()) - 1);
}

TEST_F(DrawingsTest, AreMadeOnceForAllWhoAskAndTellThemHowFarTheyAre) {
  const auto id = bringInHours(10, 2000);
  std::vector<std::thread> askers;
  std::atomic<int> made = 0;
  std::atomic<int> underWay = 0;
  for (int i = 0; i < 24; ++i) {
    askers.emplace_back([&] {
      for (;;) {
        const auto drawing = studio().drawings().peaks(id, 20ms);
        if (std::holds_alternative<PreviewFile>(drawing)) break;
        const auto done = std::get<Making>(drawing).done;
        EXPECT_TRUE(done >= 0 && done <= 1) << done;
        ++underWay;
        EXPECT_LE(cached("1.peaks.").size(), 2U) << "one maker writes";
        std::this_thread::sleep_for(20ms);
      }
      ++made;
    });
  }
  for (auto& asker : askers) asker.join();
  EXPECT_EQ(made, 24);
  EXPECT_GT(underWay, 0);
  EXPECT_EQ(cached("1.peaks").size(), 1U) << "and nothing is left over";
}

TEST_F(DrawingsTest, AreGivenUpWhenTheStudioClosesAndMadeAfterItOpens) {
  const auto id = bringInHours(10, 6000);
  ASSERT_TRUE(std::holds_alternative<Making>(studio().drawings().peaks(id, 0ms)));
  const auto since = std::chrono::steady_clock::now();
  close();
  EXPECT_LT(std::chrono::steady_clock::now() - since, 2s);
  EXPECT_TRUE(cached("peaks").empty()) << "nothing half made";
  reopen();
  EXPECT_EQ(peaksOf(id).frames, 10U * 3600 * 6000);
}

TEST_F(DrawingsTest, SayWhatTheyCannotBeMadeOf) {
  EXPECT_EQ(failureOf(bringIn("note.txt", "words")), Code::NotFound);
  auto broken = wav({8000, 1}, {});
  broken.resize(44);
  const auto empty = bringIn("empty.wav", broken);
  EXPECT_EQ(failureOf(empty), Code::Unreadable);
  EXPECT_EQ(failureOf(empty), Code::Unreadable) << "asked again";
  EXPECT_TRUE(cached("peaks").empty());
  EXPECT_THROW(studio().drawings().sheet(empty, aMinute), Error);
}

TEST_F(DrawingsTest, GoWithTheAssetThatIsErased) {
  const auto id = bringIn("tone.wav", wav({8000, 1}, std::vector<std::int16_t>(3000, 500)));
  peaksOf(id);
  ASSERT_EQ(cached("peaks").size(), 1U);
  studio().describer().erase({&id, 1}, access::Caller::local());
  EXPECT_TRUE(cached("peaks").empty());
}

TEST(Workshops, TryAgainWhatFailedUnlessItLiesInTheBytes) {
  Workshop workshop;
  std::atomic<int> tries = 0;
  const auto failing = [&](Code code) {
    return [&tries, code](std::atomic<double>&, const std::atomic<bool>&) {
      ++tries;
      throw Error{code, "It failed.", "Go on."};
    };
  };
  for (int i = 0; i < 3; ++i)
    EXPECT_THROW(workshop.make("full", failing(Code::NoSpace), aMinute), Error);
  EXPECT_EQ(tries, 3);
  for (int i = 0; i < 3; ++i)
    EXPECT_THROW(workshop.make("broken", failing(Code::Unreadable), aMinute), Error);
  EXPECT_EQ(tries, 4);
}

}  // namespace

}  // namespace atelier::studio
