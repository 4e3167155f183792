#include "base/error.h"
#include "tests/media/corpus.h"
#include "tests/media/sounds.h"

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace atelier::media::test {
namespace {

namespace fs = std::filesystem;

const std::atomic<bool> never = false;

class OpenFile {
 public:
  explicit OpenFile(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  explicit OpenFile(std::string_view bytes) : fd_(::memfd_create("bytes", MFD_CLOEXEC)) {
    EXPECT_EQ(::write(fd_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  ~OpenFile() { ::close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

struct Outline {
  std::optional<SoundLength> length;
  std::vector<int> pairs;
};

Outline outlineOf(Media& media, int fd) {
  Outline outline;
  double before = 0;
  outline.length = media.peaks(
      fd,
      [&](double done, std::string_view bytes) {
        EXPECT_GE(done, before) << "it only gets on";
        before = done;
        for (const char byte : bytes) outline.pairs.push_back(static_cast<signed char>(byte));
      },
      never);
  return outline;
}

/// As docs/formats/peaks.md says it, without a thought of speed.
std::vector<int> naive(const Wave& wave, const std::vector<std::int16_t>& samples) {
  std::vector<int> pairs;
  const auto frames = samples.size() / wave.channels;
  for (std::size_t from = 0; from < frames; from += 256) {
    int low = 127;
    int high = -128;
    for (std::size_t frame = from; frame < std::min(frames, from + 256); ++frame) {
      int sum = 0;
      for (std::size_t c = 0; c < wave.channels; ++c) sum += samples[frame * wave.channels + c];
      const auto mixed = static_cast<double>(sum / wave.channels);
      const int narrow = std::min(127, static_cast<int>(std::floor((mixed + 128) / 256)));
      low = std::min(low, narrow);
      high = std::max(high, narrow);
    }
    pairs.push_back(low);
    pairs.push_back(high);
  }
  return pairs;
}

TEST(Peaks, AreTheLowestAndHighestOfEachStretch) {
  Media media;
  std::mt19937 chance{20261123};
  for (const auto channels : std::to_array<std::uint16_t>({1, 2, 3, 6, 11})) {
    for (const auto frames :
         std::to_array<std::size_t>({1, 2, 255, 256, 257, 511, 512, 4000, 70'001})) {
      const Wave wave{frames % 2 == 0 ? 44'100U : 8000U, channels};
      std::vector<std::int16_t> samples(frames * channels);
      const int loudest = std::uniform_int_distribution(1, 32'767)(chance);
      for (auto& sample : samples) {
        sample =
            static_cast<std::int16_t>(std::uniform_int_distribution(-loudest - 1, loudest)(chance));
      }
      const OpenFile file(std::string_view(wav(wave, samples)));
      const auto outline = outlineOf(media, file.fd());
      ASSERT_TRUE(outline.length) << channels << " channels, " << frames << " frames";
      EXPECT_EQ(outline.length->frames, frames);
      EXPECT_EQ(outline.length->sampleRate, wave.sampleRate);
      EXPECT_EQ(outline.pairs, naive(wave, samples)) << channels << " " << frames;
    }
  }
}

/// The most memory that a worker of this program's jail ever used, in MiB.
long workersMemory() {
  long most = 0;
  const auto number = [](const std::string& status, const std::string& name) {
    const auto at = status.find(name);
    return at == std::string::npos ? 0L : std::stol(status.substr(at + name.size()));
  };
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "status");
    std::stringstream status;
    status << file.rdbuf();
    const auto parent = number(status.str(), "PPid:\t");
    std::ifstream parents(fs::path("/proc") / std::to_string(parent) / "status");
    std::stringstream grand;
    grand << parents.rdbuf();
    if (parent > 1 && number(grand.str(), "PPid:\t") == ::getpid())
      most = std::max(most, number(status.str(), "VmHWM:") / 1024);
  }
  return most;
}

class TenHours : public testing::Test {
 protected:
  static constexpr std::uint32_t rate = 2000;
  static constexpr std::uint32_t frames = 10 * 3600 * rate;

  TenHours() { writeSilence(path, {rate, 1}, frames, frames - 100, 32'000); }
  ~TenHours() override { fs::remove(path); }

  Media media;
  fs::path path = fs::temp_directory_path() / ("atelier-ten-hours-" + std::to_string(::getpid()));
};

TEST_F(TenHours, TakeNoMoreMemoryThanTheirFirstMinutes) {
  const OpenFile file(path);
  std::optional<long> early;
  long late = 0;
  std::size_t bytes = 0;
  int loudest = 0;
  const auto length = media.peaks(
      file.fd(),
      [&](double done, std::string_view pairs) {
        bytes += pairs.size();
        for (const auto byte : pairs)
          loudest = std::max(loudest, int{static_cast<signed char>(byte)});
        if (!early) early = workersMemory();
        if (done > 0.95) late = workersMemory();
      },
      never);
  ASSERT_TRUE(length);
  EXPECT_EQ(length->frames, frames);
  EXPECT_EQ(bytes, 2 * ((frames + 255) / 256));
  EXPECT_EQ(loudest, 125) << "the only sound, a twentieth of a second before the end";
  EXPECT_GT(early.value_or(0), 0) << "the worker was seen";
#if !defined(ATELIER_SANITIZED)  // a sanitizer keeps what was freed for a while
  EXPECT_LT(late - early.value_or(0), 24) << "MiB, for a file of 137";
#endif
}

TEST_F(TenHours, AreGivenUpWhenNobodyWantsThemAnyMore) {
  const OpenFile file(path);
  std::atomic<bool> stop = false;
  const auto since = std::chrono::steady_clock::now();
  try {
    media.peaks(file.fd(), [&](double, std::string_view) { stop = true; }, stop);
    FAIL() << "it went on";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::Cancelled);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - since, std::chrono::seconds{2});
  EXPECT_THROW(
      media.peaks(
          file.fd(), [](double, std::string_view) { throw std::runtime_error("no room"); }, never),
      std::runtime_error);
  const OpenFile other(std::string_view(wav({8000, 1}, std::vector<std::int16_t>(300, 7))));
  EXPECT_TRUE(outlineOf(media, other.fd()).length) << "the jail works on";
}

TEST(Peaks, SayWhyThereAreNone) {
  Media media;
  const auto nothing = [](double, std::string_view) {};
  const OpenFile text(std::string_view("no sound at all, only words"));
  EXPECT_THROW(media.peaks(text.fd(), nothing, never), Error);
  const OpenFile empty(std::string_view(wav({8000, 1}, {})));
  try {
    media.peaks(empty.fd(), nothing, never);
    FAIL() << "there is nothing in it";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Code::Unreadable);
    EXPECT_THAT(error.message, testing::StartsWith("FFmpeg: "));
  }
}

TEST(Peaks, AreThereForEverySoundOfTheCorpus) {
  Media media;
  int drawn = 0;
  int heard = 0;
  for (const auto& each : corpus()) {
    const bool sound = each.path.starts_with("music/") || each.path.starts_with("speech/");
    if (!sound || examined(each.path).inspected.technical.kind != metadata::Kind::Audio) continue;
    const OpenFile file(fs::path(corpusPath(each.path)));
    const auto outline = outlineOf(media, file.fd());
    ASSERT_TRUE(outline.length) << each.path;
    const auto seconds = static_cast<double>(outline.length->frames) / outline.length->sampleRate;
    const auto told = examined(each.path).inspected.technical.durationMs.value_or(0);
    EXPECT_NEAR(seconds, static_cast<double>(told) / 1000, 0.3 + seconds / 50) << each.path;
    if (*std::ranges::max_element(outline.pairs) > 8) ++heard;  // some have chapters only
    ++drawn;
  }
  if (!corpus().empty()) {
    EXPECT_GT(drawn, 15);
    EXPECT_GE(heard, drawn - 3);
  }
}

TEST(Storyboards, HaveATileForEveryStretchAndNeverMoreThanAHundred) {
  metadata::Technical film;
  film.kind = metadata::Kind::Video;
  film.width = 1920;
  film.height = 800;
  film.durationMs = 30'500;
  EXPECT_EQ(storyboardOf(film), (Storyboard{10, 4, 31, 1000, 160, 67}));
  film.durationMs = 7'200'000;
  EXPECT_EQ(storyboardOf(film), (Storyboard{10, 10, 100, 72'000, 160, 67}));
  film.durationMs = 400;
  EXPECT_EQ(storyboardOf(film), (Storyboard{1, 1, 1, 1000, 160, 67}));
  film.width = 90;
  film.height = 120;
  EXPECT_EQ(storyboardOf(film), (Storyboard{1, 1, 1, 1000, 90, 120}));
  for (std::int64_t length = 1; length < 1'000'000'000; length = length * 3 / 2 + 7) {
    film.durationMs = length;
    const auto board = storyboardOf(film).value();
    EXPECT_LE(board.tiles, 100U) << length;
    EXPECT_LE(board.rows, 10U) << length;
    EXPECT_LE(board.tiles, board.columns * board.rows) << length;
    EXPECT_GE(std::int64_t{board.tiles} * board.intervalMs, length);
    EXPECT_LT(std::int64_t{board.tiles - 1} * board.intervalMs, length);
  }
  film.durationMs.reset();
  EXPECT_FALSE(storyboardOf(film));
}

TEST(Storyboards, ShowEveryFilmOfTheCorpus) {
  Media media;
  int drawn = 0;
  for (const auto& each : corpus()) {
    const auto board = storyboardOf(examined(each.path).inspected.technical);
    if (!board || !each.path.starts_with("video/")) continue;
    const OpenFile file(fs::path(corpusPath(each.path)));
    double done = 0;
    const auto sheet = media.storyboard(
        file.fd(), *board, [&](double far, std::string_view) { done = far; }, never);
    const OpenFile picture{std::string_view(sheet)};
    const auto seen = media.examine(picture.fd(), "sheet.webp", {{320, PreviewFormat::WebP}});
    EXPECT_EQ(seen.inspected.technical.width, board->columns * board->width) << each.path;
    EXPECT_EQ(seen.inspected.technical.height, board->rows * board->height) << each.path;
    EXPECT_NE(seen.inspected.technical.colour, "#000000") << each.path;
    EXPECT_EQ(done, 1) << each.path;
    ++drawn;
  }
  if (!corpus().empty()) {
    EXPECT_GT(drawn, 7);
  }
}

}  // namespace
}  // namespace atelier::media::test
