#include "base/error.h"

#include <cerrno>
#include <set>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier {

namespace {

TEST(Codes, HaveNamesAndNumbersOfTheirOwn) {
  std::set<std::string> names;
  std::set<std::string> labels;
  for (const auto& info : codes()) {
    EXPECT_TRUE(names.emplace(info.name).second) << info.name << " is used twice";
    EXPECT_TRUE(labels.insert(label(info.code)).second) << label(info.code) << " is used twice";
    EXPECT_EQ(&describe(info.code), &info);
  }
}

TEST(Codes, AreNamedInAWayThatFitsIntoAnAddress) {
  for (const auto& info : codes()) {
    EXPECT_THAT(std::string(info.name), testing::MatchesRegex("[a-z]+(-[a-z]+)*"));
  }
}

TEST(Codes, TellClientsAndShellsThatSomethingFailed) {
  for (const auto& info : codes()) {
    EXPECT_GE(info.httpStatus, 400) << info.name;
    EXPECT_LT(info.httpStatus, 600) << info.name;
    EXPECT_GT(info.exitStatus, 0) << info.name;
    EXPECT_LT(info.exitStatus, 256) << info.name;
    EXPECT_FALSE(info.title.empty()) << info.name;
  }
}

TEST(Codes, KeepTheExitStatusThatScriptsRelyOn) {
  EXPECT_EQ(describe(Code::PartlyDone).exitStatus, 3);
  EXPECT_EQ(describe(Code::IntegrityProblem).exitStatus, 8);
  EXPECT_EQ(describe(Code::NoSpace).exitStatus, 9);
}

TEST(Label, IsWhatPeopleQuote) { EXPECT_EQ(label(Code::Conflict), "AT-1003"); }

TEST(SystemError, SaysWhatKindOfFailureItWas) {
  EXPECT_EQ(systemError(ENOSPC, "write", "/p").code, Code::NoSpace);
  EXPECT_EQ(systemError(EDQUOT, "write", "/p").code, Code::NoSpace);
  EXPECT_EQ(systemError(ENOENT, "open", "/p").code, Code::NotFound);
  EXPECT_EQ(systemError(ENOTDIR, "open", "/p").code, Code::NotFound);
  EXPECT_EQ(systemError(EEXIST, "make", "/p").code, Code::AlreadyExists);
  EXPECT_EQ(systemError(EIO, "sync", "/p").code, Code::Io);
  EXPECT_EQ(systemError(EACCES, "open", "/p").code, Code::Io);
}

TEST(SystemError, SaysWhatWasTriedAndWhere) {
  const auto error = systemError(EIO, "make a file durable", "/studio/work/spool-1");
  EXPECT_THAT(error.message, testing::StartsWith("Could not make a file durable: "));
  EXPECT_EQ(error.where, "/studio/work/spool-1");
  EXPECT_FALSE(error.hint.empty());
}

template <class Thrown>
Error seenAs(const Thrown& thrown) {
  try {
    throw thrown;
  } catch (...) {
    return currentError();
  }
}

TEST(CurrentError, PassesAnErrorOnAsItIs) {
  const auto error = seenAs(Error{Code::Gone, "It went.", "Nothing to do.", "/there"});
  EXPECT_EQ(error.code, Code::Gone);
  EXPECT_EQ(error.message, "It went.");
  EXPECT_EQ(error.hint, "Nothing to do.");
  EXPECT_EQ(error.where, "/there");
}

TEST(CurrentError, MakesForeignExceptionsInternal) {
  const auto error = seenAs(std::runtime_error("a library lost its way"));
  EXPECT_EQ(error.code, Code::Internal);
  EXPECT_EQ(error.message, "a library lost its way");
}

TEST(CurrentError, CallsForPatienceWhenMemoryIsShort) {
  EXPECT_EQ(seenAs(std::bad_alloc()).code, Code::Unavailable);
}

}  // namespace

}  // namespace atelier
