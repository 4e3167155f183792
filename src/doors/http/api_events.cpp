#include "doors/http/api_events.h"

#include "catalog/catalog.h"
#include "studio/event_bell.h"
#include "studio/studio.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace atelier::http {

namespace {

/// {"at":...,"asset":...} and the members of the event's own object.
std::string dataOf(const catalog::Event& event) {
  std::string data = fmt::format(R"({{"at":"{}")", event.at);
  if (event.asset) data += fmt::format(R"(,"asset":"{}")", event.asset->text());
  const bool hasMembers = event.data.starts_with('{') && event.data.size() > 2;
  return data + (hasMembers ? "," + event.data.substr(1) : "}");
}

}  // namespace

std::uint64_t StudioEvents::last() {
  return static_cast<std::uint64_t>(studio_.catalog().lastEvent());
}

std::vector<Event> StudioEvents::after(std::uint64_t id, std::size_t limit) {
  // Last-Event-ID may say anything; beyond the signed range there are no events.
  if (!std::in_range<std::int64_t>(id)) return {};
  std::vector<Event> events;
  const auto first = static_cast<std::uint64_t>(studio_.catalog().firstEvent());
  if (id + 1 < first) events.push_back({first - 1, "journal.gap", "{}"});
  for (const auto& event : studio_.catalog().eventsAfter(static_cast<std::int64_t>(id), limit)) {
    events.push_back({static_cast<std::uint64_t>(event.id), event.name, dataOf(event)});
  }
  return events;
}

void StudioEvents::onNews(std::function<void()> ring) {
  const std::lock_guard lock{mutex_};
  if (listener_) studio_.bell().stop(*listener_);
  listener_.reset();
  if (ring) listener_ = studio_.bell().listen(std::move(ring));
}

}  // namespace atelier::http
