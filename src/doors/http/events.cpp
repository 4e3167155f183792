#include "doors/http/engine.h"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace atelier::http {

namespace {

constexpr std::size_t kept = 1'024;  ///< recent events in memory, shared by all who listen
constexpr std::size_t batchEvents = 256;

/// One event as the HTML standard, 9.2.5 writes it. A line break inside data would end the event
/// early.
std::string format(const Event& event) {
  std::string text = fmt::format("id: {}\nevent: {}\ndata: ", event.id, event.name);
  for (const char c : event.data) {
    if (c == '\n') text += "\ndata: ";
    if (c != '\n' && c != '\r') text += c;
  }
  text += "\n\n";
  return text;
}

}  // namespace

/// One journal: its newest events, formatted once, and those who wait for more.
struct EventHub::Channel {
  struct Ready {
    std::uint64_t id;
    std::string text;
  };
  EventSource* source = nullptr;
  std::deque<Ready> recent;
  std::uint64_t newest = 0;  ///< all events up to here were seen
  std::uint64_t floor = 0;   ///< events after this one are all in `recent`
  bool ready = false;
  bool pumping = false;
  bool again = false;  ///< it rang while pumping
  std::atomic<bool> rung{false};
  std::list<Timer*> waiting;

  void add(const std::vector<Event>& events) {
    for (const auto& event : events) {
      recent.push_back({event.id, format(event)});
      newest = event.id;
    }
    while (recent.size() > kept) {
      floor = recent.front().id;
      recent.pop_front();
    }
  }
  void wake() {
    for (auto* timer : waiting) timer->cancel();
  }
};

/// One client's place in the journal and what is to be sent next.
struct EventHub::Follower {
  Channel* channel;
  std::uint64_t at = 0;
  std::string text;
  std::function<bool()> allowed;

  /// Takes what is in memory; false if it must be read from the journal.
  bool takeRecent() {
    if (at < channel->floor) return false;
    const auto first = std::ranges::upper_bound(channel->recent, at, {}, &Channel::Ready::id);
    for (auto event = first; event != channel->recent.end() && text.size() < 65'536; ++event) {
      text += event->text;
      at = event->id;
    }
    return true;
  }
};

EventHub::EventHub(Engine& engine) : engine_(engine) {}

EventHub::~EventHub() {
  for (const auto& [source, channel] : channels_) source->onNews({});
}

void EventHub::wakeAll() {
  for (const auto& [source, channel] : channels_) channel->wake();
}

/// From any thread. Many rings become one look.
void EventHub::ring(Channel& channel) {
  if (channel.rung.exchange(true)) return;
  asio::post(engine_.io, [this, &channel] {
    channel.rung.store(false);
    if (channel.pumping) {
      channel.again = true;
      return;
    }
    channel.pumping = true;
    asio::co_spawn(engine_.io, pump(channel), asio::detached);
  });
}

Task<EventHub::Channel*> EventHub::channel(EventSource& source) {
  auto& slot = channels_[&source];
  if (!slot) {
    slot = std::make_unique<Channel>();
    slot->source = &source;
  }
  auto* found = slot.get();
  if (!found->ready) {
    std::uint64_t last = 0;
    std::function<void()> ask = [&] {
      // Registered first: what happens between the two lines rings.
      source.onNews([this, found] { ring(*found); });
      try {
        last = source.last();
      } catch (...) {
        last = 0;
      }
    };
    co_await blockingPatiently(engine_, ask);
    if (!found->ready) {
      found->ready = true;
      found->newest = std::max(found->newest, last);
      found->floor = std::max(found->floor, last);
      ring(*found);  // what came between the question and here
    }
  }
  co_return found;
}

/// Reads the journal on until its end, then wakes whoever waits.
Task<void> EventHub::pump(Channel& channel) {
  std::vector<Event> events;
  std::function<void()> read = [&] {
    try {
      events = channel.source->after(channel.newest, batchEvents);
    } catch (...) {
      events
          .clear();  // the next ring tries again; nobody misses anything, since each has its place
    }
  };
  if (channel.ready) {
    do {
      channel.again = false;
      co_await blockingPatiently(engine_, read);
      channel.add(events);
      channel.wake();
    } while (channel.again || events.size() == batchEvents);
  }
  channel.pumping = false;
}

/// For a client that is further behind than memory reaches. False if the journal cannot be read.
Task<bool> EventHub::refill(Follower& follower) {
  std::vector<Event> events;
  bool well = true;
  std::function<void()> read = [&] {
    try {
      events = follower.channel->source->after(follower.at, batchEvents);
    } catch (...) {
      well = false;
    }
  };
  co_await blockingPatiently(engine_, read);
  for (const auto& event : events) {
    follower.text += format(event);
    follower.at = event.id;
  }
  // An id that was given and then rolled back leaves a gap at the end: go on from what is in
  // memory.
  if (events.empty()) follower.at = std::max(follower.at, follower.channel->floor);
  co_return well;
}

/// A comment line now and then keeps proxies from closing the stream. False if the stream must end.
Task<bool> EventHub::heartbeat(Follower& follower) {
  follower.text = ": \n\n";
  if (!follower.allowed) co_return true;
  bool may = false;
  std::function<void()> ask = [&] {
    try {
      may = follower.allowed();
    } catch (...) {
      may = false;
    }
  };
  co_await blockingPatiently(engine_, ask);
  co_return may;
}

Task<void> EventHub::follow(Connection& connection, EventStream stream) {
  auto* found = co_await channel(*stream.source);
  Follower follower;
  follower.channel = found;
  follower.at = stream.after.value_or(found->newest);
  follower.allowed = std::move(stream.allowed);
  follower.text = "retry: 2000\n\n";
  Timer timer(engine_.io);
  const auto place = found->waiting.insert(found->waiting.end(), &timer);
  bool well = true;
  auto beat = engine_.elapsed() + engine_.options.limits.heartbeat;
  while (well && !engine_.draining && !connection.broken_) {
    if (!follower.takeRecent()) well = co_await refill(follower);
    if (well && follower.text.empty() && engine_.elapsed() >= beat) {
      well = co_await heartbeat(follower);
      beat = engine_.elapsed() + engine_.options.limits.heartbeat;
    }
    if (well && !follower.text.empty()) {
      well = co_await connection.write(follower.text, "");
      std::string().swap(follower.text);
      continue;
    }
    if (!well || connection.gone()) break;
    const auto rest = beat - engine_.elapsed();
    timer.expires_after(std::max(rest, std::chrono::nanoseconds(1'000'000)));
    connection.waitForever();
    connection.sleeping_ = &timer;
    Fault fault;
    auto token = into(fault);
    co_await timer.async_wait(token);
    connection.sleeping_ = nullptr;
  }
  connection.sleeping_ = nullptr;
  found->waiting.erase(place);
}

}  // namespace atelier::http
