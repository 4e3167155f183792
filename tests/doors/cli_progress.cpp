#include "doors/cli/interrupt.h"
#include "doors/cli/progress.h"
#include "doors/cli/width.h"
#include "tests/doors/cli_toy.h"

#include <csignal>
#include <sstream>

#include <gtest/gtest.h>

namespace atelier::cli {
namespace {

using namespace std::chrono_literals;

struct Screen {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  ManualClock clock;
  Terminal terminal{.in = in, .out = out, .err = err, .clock = clock};
};

TEST(Progress, ShowsRateAndTimeLeft) {
  const Done done{
      .items = 41, .bytes = 1'200'000'000, .itemsTotal = 60, .bytesTotal = 2'400'000'000};
  EXPECT_EQ(Progress::bar("Importing", done, 4s, 100),
            "Importing  [##########..........]  41 of 60  1.2 GB  300 MB/s  0:04 left");
  EXPECT_EQ(Progress::bar("Importing", {.items = 41, .bytes = 1000}, 4s, 100),
            "Importing  41  1.0 kB  250 B/s");
  EXPECT_EQ(Progress::bar("Checking", {.items = 1, .itemsTotal = 3661}, 1s, 100),
            "Checking  [....................]  1 of 3661  1:01:00 left");
  EXPECT_EQ(displayWidth(Progress::bar("Importing", done, 4s, 30)), 30U);
}

TEST(Progress, IsDrawnTenTimesASecondAtMost) {
  Screen screen;
  {
    Progress progress(screen.terminal, ProgressStyle::Bar, "x");
    for (int i = 0; i < 1000; ++i) {
      progress.update({.items = static_cast<std::uint64_t>(i)});
      screen.clock.advance(1ms);
    }
    progress.finish();
  }
  const auto text = screen.err.str();
  EXPECT_EQ(std::ranges::count(text, '\r'), 11);
  EXPECT_TRUE(text.ends_with("x  999\n"));
}

TEST(Progress, IsLinesOfJsonForPrograms) {
  Screen screen;
  Progress progress(screen.terminal, ProgressStyle::Json, "import");
  screen.clock.advance(2s);
  progress.update({.items = 1, .bytes = 500, .itemsTotal = 2, .bytesTotal = 1000});
  EXPECT_EQ(
      screen.err.str(),
      "{\"type\":\"progress\",\"label\":\"import\",\"items\":1,\"items_total\":2,\"bytes\":500,"
      "\"bytes_total\":1000,\"bytes_per_second\":250,\"seconds_left\":2}\n");
}

TEST(Progress, LeavesNoTraceIfItIsNotFinished) {
  Screen screen;
  {
    Progress(screen.terminal, ProgressStyle::Bar, "x").update({.items = 1});
  }
  EXPECT_TRUE(screen.err.str().ends_with("\r\x1b[K"));
  Screen silent;
  {
    Progress(silent.terminal, ProgressStyle::None, "x").update({.items = 1});
  }
  EXPECT_EQ(silent.err.str(), "");
}

TEST(Interrupt, AsksToStopTheFirstTimeAndStopsTheSecond) {
  const Interrupt interrupt;
  EXPECT_FALSE(Interrupt::requested());
  std::raise(SIGINT);
  EXPECT_TRUE(Interrupt::requested());
  EXPECT_EXIT(std::raise(SIGINT), testing::ExitedWithCode(130), "");
}

TEST(Interrupt, EndsAListWithStatus130) {
  auto program = toy::program();
  class Endless final : public Executor {
    boost::json::value call(const studio::Operation& operation,
                            const boost::json::value& request) override {
      if (++pages == 3) std::raise(SIGINT);
      auto answer = toy::call(operation.name, request);
      answer.as_object()["next"] = "0";
      return answer;
    }
    int pages = 0;
  };
  program.openStudio = [](const Settings&) { return std::make_unique<Endless>(); };
  toy::world() = {};
  const auto outcome = toy::run(program, {"work", "find", "--json"});
  EXPECT_EQ(outcome.status, 130);
  EXPECT_NO_THROW(json::parse(outcome.out));
  EXPECT_TRUE(outcome.err.starts_with("{\"error\":{\"code\":\"AT-1009\",\"exit\":130,"));
}

}  // namespace
}  // namespace atelier::cli
