#pragma once

#include "doors/http/application.h"

#include <mutex>
#include <optional>

namespace atelier::studio {
class Studio;
}

/// The journal in the catalogue, rung by the studio's bell. Who asks for what the journal no longer
/// has (it keeps the newest 100,000, and an index that was lost begins anew) is told by an event
/// "journal.gap", so that nothing is missed unknowingly.
namespace atelier::http {

class StudioEvents final : public EventSource {
 public:
  explicit StudioEvents(studio::Studio& studio) : studio_(studio) {}
  ~StudioEvents() override { onNews({}); }

  std::uint64_t last() override;
  std::vector<Event> after(std::uint64_t id, std::size_t limit) override;
  void onNews(std::function<void()> ring) override;

 private:
  studio::Studio& studio_;
  std::mutex mutex_;
  std::optional<std::uint64_t> listener_;
};

}  // namespace atelier::http
