#include "media/media.h"

#include <gtest/gtest.h>

namespace {

/// The jail is started before the first test, while the program has one thread.
class JailEnvironment : public testing::Environment {
 public:
  void SetUp() override { atelier::media::startZygote(); }
};

[[maybe_unused]] const auto* const registered =
    testing::AddGlobalTestEnvironment(new JailEnvironment);

}  // namespace
