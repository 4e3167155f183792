#include "base/log.h"

#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace atelier {

namespace {

using testing::HasSubstr;

/// A pipe whose other end gives back what the log wrote.
class LogTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(ends_), 0); }
  void TearDown() override {
    ::close(ends_[0]);
    if (ends_[1] >= 0) ::close(ends_[1]);
  }

  int end() const { return ends_[1]; }

  std::string written() {
    ::close(ends_[1]);
    ends_[1] = -1;
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(ends_[0], buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
  }

  ManualClock clock_;

 private:
  int ends_[2] = {-1, -1};
};

TEST_F(LogTest, SaysWhenWhatAndWithWhichValues) {
  Log log(clock_, end());
  log.warn("vault.sweep-failed", {{"path", "a b"}, {"bytes", std::uint64_t{7}}, {"again", false}});
  EXPECT_EQ(
      written(),
      "2026-09-21T14:13:20.000Z warning vault.sweep-failed path=\"a b\" bytes=7 again=false\n");
}

TEST_F(LogTest, WritesJsonThatAMachineReads) {
  Log log(clock_, end(), Log::Format::Json);
  log.error("import.failed", {{"file", "a\"b\n\xFF"}, {"size", std::int64_t{-3}}});
  const auto line = boost::json::parse(written()).as_object();
  EXPECT_EQ(line.at("level"), "error");
  EXPECT_EQ(line.at("event"), "import.failed");
  EXPECT_EQ(line.at("file"), "a\"b\n\xEF\xBF\xBD");
  EXPECT_EQ(line.at("size"), -3);
}

TEST_F(LogTest, CannotBeMadeToForgeALine) {
  Log log(clock_, end());
  log.info("import", {{"file", "x\n2026-09-21T14:13:20.000Z error   forged"}});
  const auto text = written();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST_F(LogTest, LeavesOutWhatNobodyAskedFor) {
  Log log(clock_, end(), Log::Format::Text, Log::Level::Warning);
  log.info("quiet");
  log.write(Log::Level::Debug, "quieter");
  log.error("loud");
  EXPECT_THAT(written(), testing::AllOf(HasSubstr("loud"), testing::Not(HasSubstr("quiet"))));
}

TEST_F(LogTest, KeepsLinesWholeWhenManyWrite) {
  {
    Log log(clock_, end());
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log] {
        for (int i = 0; i < 100; ++i) log.info("event", {{"name", "something long enough"}});
      });
    }
  }
  const auto text = written();
  EXPECT_EQ(text.size() % 400, 0U);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 400);
}

TEST(Log, GoesOnWithNobodyToWriteTo) {
  const ManualClock clock;
  Log silent(clock, -1);
  silent.error("nobody hears this");
  Log broken(clock, 1 << 20);  // no such descriptor
  broken.error("nor this");
}

}  // namespace

}  // namespace atelier
