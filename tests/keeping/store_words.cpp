#include "store/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace atelier::store {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(StoreWords, AreCutFoldedAndStemmed) {
  EXPECT_THAT(stems("Mono-tó, Cities!"), ElementsAre("mono", "to", "citi"));
  EXPECT_THAT(stems("-- & …"), IsEmpty());
  EXPECT_THAT(stems({}), IsEmpty());
}

TEST(StoreWords, MakeKeysWithoutStemming) { EXPECT_EQ(folded("  Zoë's  Cities "), "zoe s cities"); }

}  // namespace atelier::store
