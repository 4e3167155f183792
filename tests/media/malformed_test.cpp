#include "tests/media/corpus.h"

#include <chrono>

#include <gtest/gtest.h>

namespace atelier::media::test {
namespace {

using metadata::Kind;

std::vector<CorpusFile> malformed(std::string_view facts = {}) {
  std::vector<CorpusFile> files;
  for (const auto& file : corpus()) {
    if (!file.path.starts_with("malformed/")) continue;
    if (facts.empty() || file.facts == facts) files.push_back(file);
  }
  return files;
}

class Malformed : public testing::TestWithParam<CorpusFile> {};
class Refused : public testing::TestWithParam<CorpusFile> {};

TEST_P(Malformed, IsAnsweredSoon) {
  const auto since = std::chrono::steady_clock::now();
  const auto& we = examined(GetParam().path);
  EXPECT_LT(std::chrono::steady_clock::now() - since, std::chrono::seconds{40});
  EXPECT_LT(we.inspected.fields.size(), 200U);
}

TEST_P(Refused, HasAReasonAndNoPicture) {
  const auto& we = examined(GetParam().path);
  // A text that is called .odt is a text.
  const bool refused = we.inspected.technical.kind == Kind::Other ||
                       we.inspected.technical.kind == Kind::Text ||
                       !we.inspected.unreadable.empty();
  EXPECT_TRUE(refused) << metadata::kindName(we.inspected.technical.kind);
  EXPECT_TRUE(we.previews.empty());
}

TEST_P(Malformed, HasAPictureOrAReasonIfItIsAnImage) {
  const auto& we = examined(GetParam().path);
  const bool image = we.inspected.technical.kind == Kind::Image;
  EXPECT_TRUE(!image || we.previews.empty() != we.inspected.unreadable.empty())
      << we.inspected.unreadable;
}

INSTANTIATE_TEST_SUITE_P(Corpus, Malformed, testing::ValuesIn(malformed()), nameOf);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Malformed);
INSTANTIATE_TEST_SUITE_P(Corpus, Refused, testing::ValuesIn(malformed("must be refused")), nameOf);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Refused);

}  // namespace
}  // namespace atelier::media::test
