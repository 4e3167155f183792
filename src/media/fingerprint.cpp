#include "media/fingerprint.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace atelier::media {

namespace {

using std::numbers::pi;

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
  double alpha = 0;
};

Colour pixelAt(const Pixels& pixels, std::size_t i) {
  const auto part = [&](std::size_t c) {
    return static_cast<unsigned char>(pixels.rgba[i * 4 + c]) / 255.0;
  };
  return {part(0), part(1), part(2), part(3)};
}

Colour average(const Pixels& pixels) {
  Colour sum;
  for (std::size_t i = 0; i < pixels.rgba.size() / 4; ++i) {
    const auto pixel = pixelAt(pixels, i);
    sum.red += pixel.alpha * pixel.red;
    sum.green += pixel.alpha * pixel.green;
    sum.blue += pixel.alpha * pixel.blue;
    sum.alpha += pixel.alpha;
  }
  if (sum.alpha > 0) {
    sum.red /= sum.alpha;
    sum.green /= sum.alpha;
    sum.blue /= sum.alpha;
  }
  return sum;
}

/// One channel as its mean and its lowest cosine frequencies, scaled to 0..1.
struct Encoded {
  double mean = 0;
  double scale = 0;
  std::vector<double> waves;
};

Encoded encode(const std::vector<double>& channel, std::uint32_t width, std::uint32_t height,
               int nx, int ny) {
  Encoded result;
  std::vector<double> across(width);
  for (int cy = 0; cy < ny; ++cy) {
    for (int cx = 0; cx * ny < nx * (ny - cy); ++cx) {
      for (std::uint32_t x = 0; x < width; ++x) across[x] = std::cos(pi / width * cx * (x + 0.5));
      double sum = 0;
      for (std::uint32_t y = 0; y < height; ++y) {
        const double down = std::cos(pi / height * cy * (y + 0.5));
        for (std::uint32_t x = 0; x < width; ++x)
          sum += channel[x + std::size_t{y} * width] * across[x] * down;
      }
      sum /= static_cast<double>(width) * height;
      if (cx == 0 && cy == 0) {
        result.mean = sum;
      } else {
        result.waves.push_back(sum);
        result.scale = std::max(result.scale, std::abs(sum));
      }
    }
  }
  if (result.scale > 0) {
    for (auto& wave : result.waves) wave = 0.5 + 0.5 / result.scale * wave;
  }
  return result;
}

std::uint32_t rounded(double value) {
  return static_cast<std::uint32_t>(std::lround(std::max(0.0, value)));
}

std::string base64(const std::vector<std::uint8_t>& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// The picture as brightness, two colour differences and opacity.
struct Channels {
  std::vector<double> light;
  std::vector<double> yellowBlue;
  std::vector<double> redGreen;
  std::vector<double> alpha;
};

Channels split(const Pixels& pixels, const Colour& mean) {
  Channels channels;
  for (std::size_t i = 0; i < pixels.rgba.size() / 4; ++i) {
    const auto pixel = pixelAt(pixels, i);
    const auto over = [&](double value, double below) {
      return below * (1 - pixel.alpha) + pixel.alpha * value;
    };
    const double r = over(pixel.red, mean.red);
    const double g = over(pixel.green, mean.green);
    const double b = over(pixel.blue, mean.blue);
    channels.light.push_back((r + g + b) / 3);
    channels.yellowBlue.push_back((r + g) / 2 - b);
    channels.redGreen.push_back(r - g);
    channels.alpha.push_back(pixel.alpha);
  }
  return channels;
}

}  // namespace

std::string thumbHash(const Pixels& pixels) {
  assert(pixels.width <= 100 && pixels.height <= 100);
  const auto w = pixels.width;
  const auto h = pixels.height;
  const auto mean = average(pixels);
  const bool hasAlpha = mean.alpha < static_cast<double>(w) * h - 1e-9;
  const int limit = hasAlpha ? 5 : 7;
  const auto longest = static_cast<double>(std::max(w, h));
  const int lx = std::max(1, static_cast<int>(std::lround(limit * (w / longest))));
  const int ly = std::max(1, static_cast<int>(std::lround(limit * (h / longest))));
  const auto channels = split(pixels, mean);
  const auto l = encode(channels.light, w, h, std::max(3, lx), std::max(3, ly));
  const auto p = encode(channels.yellowBlue, w, h, 3, 3);
  const auto q = encode(channels.redGreen, w, h, 3, 3);
  const auto a = hasAlpha ? encode(channels.alpha, w, h, 5, 5) : Encoded{};

  const bool landscape = w > h;
  const std::uint32_t header24 = rounded(63 * l.mean) | rounded(31.5 + 31.5 * p.mean) << 6 |
                                 rounded(31.5 + 31.5 * q.mean) << 12 | rounded(31 * l.scale) << 18 |
                                 (hasAlpha ? 1U : 0U) << 23;
  const std::uint32_t header16 = static_cast<std::uint32_t>(landscape ? ly : lx) |
                                 rounded(63 * p.scale) << 3 | rounded(63 * q.scale) << 9 |
                                 (landscape ? 1U : 0U) << 15;
  std::vector<std::uint8_t> hash;
  for (const int shift : {0, 8, 16}) hash.push_back(static_cast<std::uint8_t>(header24 >> shift));
  for (const int shift : {0, 8}) hash.push_back(static_cast<std::uint8_t>(header16 >> shift));
  if (hasAlpha)
    hash.push_back(static_cast<std::uint8_t>(rounded(15 * a.mean) | rounded(15 * a.scale) << 4));
  bool low = true;
  for (const auto* channel : {&l, &p, &q, &a}) {
    for (const double wave : channel->waves) {
      if (low) hash.push_back(0);
      hash.back() = static_cast<std::uint8_t>(hash.back() | rounded(15 * wave) << (low ? 0 : 4));
      low = !low;
    }
  }
  return base64(hash);
}

std::uint64_t perceptualHash(const Pixels& pixels) {
  constexpr std::size_t side = 32;
  constexpr std::size_t kept = 8;
  assert(pixels.width == side && pixels.height == side);
  static const auto cosines = [] {
    std::array<std::array<double, side>, kept> table{};
    for (std::size_t u = 0; u < kept; ++u) {
      for (std::size_t x = 0; x < side; ++x) {
        table[u][x] = std::cos(pi / side * static_cast<double>(u) * (static_cast<double>(x) + 0.5));
      }
    }
    return table;
  }();
  std::array<double, side * side> grey{};
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const auto pixel = pixelAt(pixels, i);
    grey[i] = 0.299 * pixel.red + 0.587 * pixel.green + 0.114 * pixel.blue;
  }
  std::array<std::array<double, side>, kept> rows{};  // transformed across, not yet down
  for (std::size_t u = 0; u < kept; ++u) {
    for (std::size_t y = 0; y < side; ++y) {
      for (std::size_t x = 0; x < side; ++x) rows[u][y] += grey[y * side + x] * cosines[u][x];
    }
  }
  std::array<double, kept * kept> waves{};
  for (std::size_t v = 0; v < kept; ++v) {
    for (std::size_t u = 0; u < kept; ++u) {
      for (std::size_t y = 0; y < side; ++y) waves[v * kept + u] += rows[u][y] * cosines[v][y];
    }
  }
  auto sorted = std::vector<double>(waves.begin() + 1, waves.end());
  std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2));
  const double median = sorted[sorted.size() / 2];
  std::uint64_t hash = 0;
  for (std::size_t i = 1; i < waves.size(); ++i) {
    if (waves[i] > median) hash |= std::uint64_t{1} << (63 - i);
  }
  return hash;
}

std::string averageColour(const Pixels& pixels) {
  const auto mean = average(pixels);
  return fmt::format("#{:02x}{:02x}{:02x}", rounded(255 * mean.red), rounded(255 * mean.green),
                     rounded(255 * mean.blue));
}

}  // namespace atelier::media
