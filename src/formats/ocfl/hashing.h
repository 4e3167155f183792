#pragma once

#include "base/files.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The digest algorithms that OCFL names (OCFL 1.1, section 3.4), by OpenSSL's EVP.
namespace atelier::ocfl {

/// Hexadecimal digits of a digest by this algorithm; nothing if the algorithm is not known here.
std::optional<std::size_t> digestLength(std::string_view algorithm);
inline bool digestSupported(std::string_view algorithm) {
  return digestLength(algorithm).has_value();
}

/// Several digests of the same bytes in one pass.
class MultiHash {
 public:
  /// Throws Error{Unsupported} for an unknown algorithm.
  explicit MultiHash(const std::vector<std::string>& algorithms);
  ~MultiHash();
  MultiHash(MultiHash&&) noexcept;
  MultiHash& operator=(MultiHash&&) noexcept;

  void update(std::span<const std::byte> bytes);
  std::map<std::string, std::string> finish();  ///< algorithm -> lower-case hexadecimal

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string digestOf(std::string_view algorithm, std::string_view text);

/// Streams in blocks of 1 MiB; `onBytes` hears of each.
std::map<std::string, std::string> hashFile(Files& files, const fs::path& path,
                                            const std::vector<std::string>& algorithms,
                                            const std::function<void(std::uint64_t)>& onBytes = {});

}  // namespace atelier::ocfl
