#include "access/secret_cache.h"

namespace atelier::access {

std::shared_ptr<Known> SecretCache::find(const Digest& hash) const {
  const auto now = version();
  const std::shared_lock lock{mutex_};
  const auto found = entries_.find(hash);
  if (found == entries_.end() || found->second.version != now) return nullptr;
  return found->second.known;
}

void SecretCache::remember(const Digest& hash, std::uint64_t version,
                           std::shared_ptr<Known> known) {
  const std::lock_guard lock{mutex_};
  if (entries_.size() >= capacity) {
    const auto now = this->version();
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.version != now; });
    if (entries_.size() >= capacity) entries_.clear();
  }
  entries_.insert_or_assign(hash, Entry{version, std::move(known)});
}

}  // namespace atelier::access
