#include "access/rate_limit.h"

#include <algorithm>
#include <array>
#include <vector>

#include <arpa/inet.h>

namespace atelier::access {

namespace {

using std::chrono::nanoseconds;

std::chrono::seconds roundedUp(nanoseconds wait) {
  return std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds{1});
}

}  // namespace

std::optional<std::chrono::seconds> RateLimit::take(std::string_view key) {
  const std::lock_guard lock{mutex_};
  const auto now = clock_.elapsed();
  auto& bucket = bucketOf(key, now);
  if (now < bucket.blockedUntil) return roundedUp(bucket.blockedUntil - now);
  if (bucket.tries >= 1) {
    bucket.tries -= 1;
    return std::nullopt;
  }
  const auto wait = bucket.nextWait;
  bucket.blockedUntil = now + wait;
  bucket.tries = 1;  // the one after the wait; refilling starts anew from there
  bucket.touched = bucket.blockedUntil;
  bucket.nextWait = std::min<std::chrono::seconds>(wait * 2, longestWait);
  return roundedUp(wait);
}

void RateLimit::forgive(std::string_view key) {
  const std::lock_guard lock{mutex_};
  buckets_.erase(std::string{key});
}

void RateLimit::giveBack(std::string_view key) {
  const std::lock_guard lock{mutex_};
  const auto found = buckets_.find(std::string{key});
  if (found != buckets_.end()) {
    found->second.tries = std::min(found->second.tries + 1, double{burst});
  }
}

std::size_t RateLimit::size() const {
  const std::lock_guard lock{mutex_};
  return buckets_.size();
}

RateLimit::Bucket& RateLimit::bucketOf(std::string_view key, nanoseconds now) {
  const std::string name{key};
  const auto found = buckets_.find(name);
  if (found == buckets_.end()) {
    if (buckets_.size() >= capacity_) makeRoom();
    return buckets_.emplace(name, Bucket{.touched = now}).first->second;
  }
  auto& bucket = found->second;
  if (now <= bucket.touched) return bucket;  // blocked: touched lies ahead
  const auto quiet = now - bucket.touched;
  if (quiet >= forgetAfter) {
    bucket = Bucket{.touched = now};
    return bucket;
  }
  // Whoever has been made to wait stays slow: no refilling until forgiven or forgotten.
  if (bucket.nextWait == refill) {
    const auto gained =
        std::chrono::duration<double>(quiet) / std::chrono::duration<double>(refill);
    bucket.tries = std::min(bucket.tries + gained, double{burst});
  }
  bucket.touched = now;
  return bucket;
}

void RateLimit::makeRoom() {
  // A tenth at once, so that a flood of new keys pays for the sorting once in a thousand.
  std::vector<std::pair<nanoseconds, std::string>> byUse;
  byUse.reserve(buckets_.size());
  for (const auto& [name, bucket] : buckets_) byUse.emplace_back(bucket.touched, name);
  const auto count = std::max<std::size_t>(capacity_ / 10, 1);
  std::nth_element(byUse.begin(), byUse.begin() + static_cast<std::ptrdiff_t>(count - 1),
                   byUse.end());
  for (std::size_t i = 0; i < count; ++i) buckets_.erase(byUse[i].second);
}

std::string addressKey(std::string_view address) {
  std::array<std::uint8_t, 16> bytes{};
  std::string text{address};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  const bool mapped =
      std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; }) &&
      bytes[10] == 0xff && bytes[11] == 0xff;
  std::array<char, INET6_ADDRSTRLEN> shown{};
  if (mapped) {
    ::inet_ntop(AF_INET, bytes.data() + 12, shown.data(), shown.size());
    return shown.data();
  }
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  ::inet_ntop(AF_INET6, bytes.data(), shown.data(), shown.size());
  return std::string{shown.data()} + "/64";
}

}  // namespace atelier::access
