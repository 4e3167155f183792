#include "base/random.h"
#include "tests/base/json_samples.h"

#include <cmath>

#include <gtest/gtest.h>

namespace atelier::json {
namespace {

using namespace samples;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  Everything everything() {
    Everything made{.text = text(),
                    .tiny = static_cast<std::int8_t>(bits()),
                    .large = static_cast<std::int64_t>(bits()),
                    .huge = bits(),
                    .port = static_cast<std::uint16_t>(bits()),
                    .real = real(),
                    .less = static_cast<float>(random_.below(1'000'000)) / 64,
                    .yes = coin(),
                    .kind = static_cast<Medium>(random_.below(3)),
                    .maybe = {},
                    .places = {},
                    .grid = {},
                    .names = {},
                    .home = {},
                    .raw = boost::json::string(text()),
                    .id = {}};
    if (coin()) made.maybe = text();
    if (coin()) made.home = Place{real(), real()};
    for (auto n = random_.below(4); n > 0; --n) made.places.push_back({real(), real()});
    for (auto n = random_.below(4); n > 0; --n) {
      made.grid.emplace_back(random_.below(4), static_cast<std::int32_t>(bits()));
    }
    for (auto n = random_.below(4); n > 0; --n) made.names[text()] = text();
    random_.fill(made.id.value.bytes);
    return made;
  }

 private:
  bool coin() { return random_.below(2) == 1; }
  std::uint64_t bits() {
    std::array<std::uint8_t, 8> bytes{};
    random_.fill(bytes);
    return std::bit_cast<std::uint64_t>(bytes);
  }
  double real() {
    const auto number = std::bit_cast<double>(bits());
    return std::isfinite(number) ? number : 0.5;
  }
  std::string text() {
    static constexpr std::array pieces{"a",    "Z", "\"", "\\", "\n", "\t",
                                       "\x01", "ä", "漢", "🎨", "/",  "~"};
    std::string made;
    for (auto n = random_.below(12); n > 0; --n) made += pieces.at(random_.below(pieces.size()));
    return made;
  }

  SeededRandom random_;
};

TEST(JsonRecords, ComeBackAsTheyWere) {
  Maker maker(2026);
  for (int i = 0; i < 2'000; ++i) {
    const auto record = maker.everything();
    const auto text = textOf(record);
    ASSERT_EQ(fromText<Everything>(text), record) << text;
    ASSERT_EQ(textOf(fromText<Everything>(text)), text);
  }
}

TEST(JsonRecords, LeaveOutEmptyOptionalsAndNothingElse) {
  EXPECT_EQ(textOf(AddAsset{}),
            R"({"blob":"","title":"","kind":"image","tags":[],"rating":3,"is_public":false})");
}

TEST(JsonRecords, NeverCarryNaN) {
  EXPECT_EQ(errorOf([] { textOf(Place{std::nan(""), 0}); }).code, Code::Internal);
}

TEST(JsonRecords, RepairForeignBytesOnTheWayOut) {
  EXPECT_EQ(textOf(Folder{"a\xFF", {}}), "{\"name\":\"a\xEF\xBF\xBD\",\"folders\":[]}");
}

TEST(JsonRecords, RefuseEveryTruncationOfThemselves) {
  const auto text = textOf(Maker(1).everything());
  for (std::size_t length = 0; length < text.size(); ++length) {
    ASSERT_EQ(errorIn<Everything>(text.substr(0, length)).code, Code::JsonSyntax) << length;
  }
}

}  // namespace
}  // namespace atelier::json
