#pragma once

#include "access/caller.h"
#include "base/files.h"
#include "base/log.h"
#include "media/media.h"
#include "studio/import.h"
#include "studio/studio.h"

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// A real studio in a folder of its own, with a clock that the test moves.
namespace atelier::studio {

class StudioTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "atelier-studio-XXXXXX").string();
    room_ = ::mkdtemp(pattern.data());
    fs::create_directories(originals());
    Studio::init(world(), folder(), "Test");
    reopen();
  }

  void TearDown() override {
    studio_.reset();
    fs::remove_all(room_);
  }

  World world() { return {clock_, *files_, random_, log_, media_}; }
  fs::path folder() const { return room_ / "studio"; }
  fs::path originals() const { return room_ / "originals"; }

  Studio& studio() { return *studio_; }
  void close() { studio_.reset(); }
  void reopen() {
    studio_.reset();
    studio_ = std::make_unique<Studio>(world(), folder());
  }

  fs::path write(const std::string& name, const std::string& text) {
    const auto path = originals() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  ImportReport importAll() {
    return importPaths(studio(), {originals()}, options_, access::Caller::local());
  }

  /// Brings in one small text and gives its id.
  AssetId bringIn(const std::string& name, const std::string& text) {
    std::optional<AssetId> id;
    auto options = options_;
    options.arrived = [&](const fs::path&, const Arrival& arrival) { id = arrival.id; };
    importPaths(studio(), {write(name, text)}, options, access::Caller::local());
    return id.value();
  }

  static std::optional<fs::path> corpus() {
    const fs::path path = fs::path(ATELIER_SOURCE_DIR) / "../shared/corpus/media";
    if (!fs::exists(path)) return std::nullopt;
    return path;
  }

  ManualClock clock_;
  RealFiles real_;
  Files* files_ = &real_;
  SystemRandom random_;
  Log log_{clock_, -1};
  media::Media media_;
  ImportOptions options_;
  fs::path room_;
  std::unique_ptr<Studio> studio_;
};

}  // namespace atelier::studio
