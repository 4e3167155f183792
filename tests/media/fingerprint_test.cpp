#include "media/fingerprint.h"

#include "tests/media/corpus.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::media::test {
namespace {

int distance(const std::string& a, const std::string& b) {
  const auto hash = [](const std::string& path) {
    return examined(path).inspected.technical.perceptualHash.value_or(0);
  };
  return std::popcount(hash(a) ^ hash(b));
}

struct Pair {
  std::string one;
  std::string other;
};

const std::array alike{
    Pair{"video/flower.mp4", "video/flower.webm"},
    Pair{"video/popeye_p1_pgs.mkv", "video/popeye_p1_vobsub.mkv"},
    Pair{"faces/curie_portrait.jpg", "faces/curie_portrait_orientation6.jpg"},
    Pair{"photos/orientation_Landscape_3.jpg", "photos/orientation_Landscape_6.jpg"},
    Pair{"formats/hopper.webp", "formats/hopper.psd"},
    Pair{"formats/hopper.webp", "formats/hopper_bigtiff.tif"},
    Pair{"photos/c2pa_none_A.jpg", "photos/c2pa_signed_CA.jpg"},
};

const std::array different{
    Pair{"video/flower.mp4", "video/friday.mp4"},
    Pair{"photos/tokyo.jpg", "photos/japanese-shop.jpg"},
    Pair{"photos/squirrel_IMG_5910.jpg", "photos/yosemite_squirrel_IMG_6297.jpg"},
    Pair{"faces/azure_manA_1.jpg", "faces/azure_womanA_2.jpg"},
    Pair{"formats/treasure_island_titlepage.svg", "documents/arabic.pdf"},
    Pair{"formats/balloon.jpf", "formats/world.jp2"},
};

TEST(PerceptualHash, IsNearForTheSamePictureInAnotherForm) {
  if (corpus().empty()) GTEST_SKIP() << "there is no corpus of media";
  for (const auto& [one, other] : alike)
    EXPECT_LE(distance(one, other), 10) << one << " and " << other;
}

TEST(PerceptualHash, IsFarForOtherPictures) {
  if (corpus().empty()) GTEST_SKIP() << "there is no corpus of media";
  for (const auto& [one, other] : different)
    EXPECT_GE(distance(one, other), 18) << one << " and " << other;
}

std::vector<int> bytesOf(const std::string& base64) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<int> bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char c : base64) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(alphabet.find(c));
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push_back(static_cast<int>(bits >> held & 255));
    }
  }
  return bytes;
}

/// A reader of ThumbHash after its published description, independent of our writer. Values 0 to 1.
class ThumbHashReader {
 public:
  explicit ThumbHashReader(const std::string& base64) : bytes_(bytesOf(base64)) {
    const int header24 = bytes_[0] | bytes_[1] << 8 | bytes_[2] << 16;
    const int header16 = bytes_[3] | bytes_[4] << 8;
    light_ = (header24 & 63) / 63.0;
    yellowBlue_ = (header24 >> 6 & 63) / 31.5 - 1;
    redGreen_ = (header24 >> 12 & 63) / 31.5 - 1;
    hasAlpha = (header24 >> 23) != 0;
    landscape = (header16 >> 15) != 0;
    const int longest = hasAlpha ? 5 : 7;
    const int lx = std::max(3, landscape ? longest : header16 & 7);
    const int ly = std::max(3, landscape ? header16 & 7 : longest);
    alpha = hasAlpha ? (bytes_[5] & 15) / 15.0 : 1;
    at_ = hasAlpha ? 12 : 10;  // in half bytes
    lightWaves_ = waves(lx, ly, (header24 >> 18 & 31) / 31.0);
    yellowBlueWaves_ = waves(3, 3, (header16 >> 3 & 63) / 63.0 * 1.25);
    redGreenWaves_ = waves(3, 3, (header16 >> 9 & 63) / 63.0 * 1.25);
  }

  std::array<double, 3> colourAt(double x, double y) const {
    const double l = light_ + value(lightWaves_, x, y);
    const double p = yellowBlue_ + value(yellowBlueWaves_, x, y);
    const double q = redGreen_ + value(redGreenWaves_, x, y);
    const double blue = l - 2.0 / 3 * p;
    const double red = (3 * l - blue + q) / 2;
    return {red, red - q, blue};
  }

  bool hasAlpha = false;
  bool landscape = false;
  double alpha = 1;

 private:
  struct Wave {
    int x;
    int y;
    double strength;
  };

  std::vector<Wave> waves(int nx, int ny, double scale) {
    std::vector<Wave> all;
    for (int y = 0; y < ny; ++y) {
      for (int x = y > 0 ? 0 : 1; x * ny < nx * (ny - y); ++x) {
        const int half = bytes_.at(at_ / 2) >> (at_ % 2 * 4) & 15;
        ++at_;
        all.push_back({x, y, (half / 7.5 - 1) * scale});
      }
    }
    return all;
  }

  static double value(const std::vector<Wave>& waves, double x, double y) {
    double sum = 0;
    for (const auto& wave : waves) {
      sum += 2 * wave.strength * std::cos(std::numbers::pi * wave.x * x) *
             std::cos(std::numbers::pi * wave.y * y);
    }
    return sum;
  }

  std::vector<int> bytes_;
  std::size_t at_ = 0;
  double light_ = 0;
  double yellowBlue_ = 0;
  double redGreen_ = 0;
  std::vector<Wave> lightWaves_;
  std::vector<Wave> yellowBlueWaves_;
  std::vector<Wave> redGreenWaves_;
};

Pixels painted(std::uint32_t width, std::uint32_t height, const auto& colourAt) {
  Pixels pixels{width, height, {}};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (const int part : colourAt((x + 0.5) / width, (y + 0.5) / height))
        pixels.rgba += static_cast<char>(part);
    }
  }
  return pixels;
}

TEST(ThumbHash, ReadsAsTheColoursThatWereWritten) {
  const auto colourAt = [](double x, double y) {
    return std::array{static_cast<int>(255 * x), static_cast<int>(255 * y), 128, 255};
  };
  const ThumbHashReader hash(thumbHash(painted(60, 40, colourAt)));
  EXPECT_TRUE(hash.landscape);
  EXPECT_FALSE(hash.hasAlpha);
  for (const auto& [x, y] : {std::pair{0.2, 0.2}, {0.8, 0.2}, {0.2, 0.8}, {0.5, 0.5}}) {
    const auto read = hash.colourAt(x, y);
    EXPECT_NEAR(read[0], x, 0.15) << x << ", " << y;
    EXPECT_NEAR(read[1], y, 0.15) << x << ", " << y;
    EXPECT_NEAR(read[2], 0.5, 0.15) << x << ", " << y;
  }
}

TEST(ThumbHash, KnowsTransparency) {
  const ThumbHashReader hash(thumbHash(painted(
      40, 60, [](double x, double) { return std::array{200, 100, 50, x < 0.5 ? 0 : 255}; })));
  EXPECT_TRUE(hash.hasAlpha);
  EXPECT_FALSE(hash.landscape);
  EXPECT_NEAR(hash.alpha, 0.5, 0.07);
}

TEST(ThumbHash, IsSmallForAnyShape) {
  for (const std::uint32_t width : {1U, 3U, 50U, 100U}) {
    for (const std::uint32_t height : {1U, 7U, 100U}) {
      const auto hash = thumbHash(painted(width, height, [](double x, double) {
        return std::array{static_cast<int>(255 * x), 9, 9, 128};
      }));
      EXPECT_LE(hash.size(), 40U) << width << " by " << height;
    }
  }
}

TEST(AverageColour, LeavesOutWhatCannotBeSeen) {
  const auto half =
      painted(10, 10, [](double x, double) { return std::array{255, 128, 0, x < 0.5 ? 0 : 255}; });
  EXPECT_EQ(averageColour(half), "#ff8000");
}

}  // namespace
}  // namespace atelier::media::test
