#include "formats/ocfl/hashing.h"

#include "base/digest.h"
#include "base/error.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace atelier::ocfl {

namespace {

struct Algorithm {
  std::string_view name;  ///< as OCFL and its extension 0009 write it
  const char* openssl;
  std::size_t digits;
};

constexpr std::array knownAlgorithms{
    Algorithm{"blake2b-512", "BLAKE2B512", 128},
    Algorithm{"md5", "MD5", 32},
    Algorithm{"sha1", "SHA1", 40},
    Algorithm{"sha256", "SHA256", 64},
    Algorithm{"sha512", "SHA512", 128},
    Algorithm{"sha512/256", "SHA512-256", 64},
};

const Algorithm* findAlgorithm(std::string_view name) {
  auto found = std::ranges::find(knownAlgorithms, name, &Algorithm::name);
  return found == knownAlgorithms.end() ? nullptr : &*found;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void check(int result) {
  if (result != 1) throw Error{Code::Internal, "OpenSSL refused to hash."};
}

constexpr std::size_t blockSize = std::size_t{1} << 20;

}  // namespace

std::optional<std::size_t> digestLength(std::string_view algorithm) {
  const auto* found = findAlgorithm(algorithm);
  if (found == nullptr) return std::nullopt;
  return found->digits;
}

struct MultiHash::State {
  std::vector<std::pair<std::string, Context>> running;
};

MultiHash::MultiHash(const std::vector<std::string>& names) : state_(std::make_unique<State>()) {
  for (const auto& name : names) {
    const auto* algorithm = findAlgorithm(name);
    const auto* method = algorithm == nullptr ? nullptr : EVP_get_digestbyname(algorithm->openssl);
    if (method == nullptr) {
      throw Error{Code::Unsupported,
                  fmt::format("The digest algorithm \"{}\" is not known.", name)};
    }
    Context context{EVP_MD_CTX_new()};
    check(EVP_DigestInit_ex(context.get(), method, nullptr));
    state_->running.emplace_back(name, std::move(context));
  }
}

MultiHash::~MultiHash() = default;
MultiHash::MultiHash(MultiHash&&) noexcept = default;
MultiHash& MultiHash::operator=(MultiHash&&) noexcept = default;

void MultiHash::update(std::span<const std::byte> bytes) {
  for (auto& [name, context] : state_->running)
    check(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()));
}

std::map<std::string, std::string> MultiHash::finish() {
  std::map<std::string, std::string> digests;
  for (auto& [name, context] : state_->running) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    check(EVP_DigestFinal_ex(context.get(), bytes.data(), &length));
    digests[name] = toHex(std::span{bytes}.first(length));
  }
  return digests;
}

std::string digestOf(std::string_view algorithm, std::string_view text) {
  MultiHash hash{{std::string{algorithm}}};
  hash.update(std::as_bytes(std::span{text}));
  return hash.finish().begin()->second;
}

std::map<std::string, std::string> hashFile(Files& files, const fs::path& path,
                                            const std::vector<std::string>& algorithms,
                                            const std::function<void(std::uint64_t)>& onBytes) {
  MultiHash hash{algorithms};
  auto file = files.open(path, Open::Read);
  std::vector<std::byte> block(std::clamp<std::size_t>(file->size() + 1, 1, blockSize));
  for (std::uint64_t offset = 0;;) {
    auto read = file->read(offset, block);
    if (read == 0) return hash.finish();
    hash.update(std::span{block}.first(read));
    offset += read;
    if (onBytes) onBytes(read);
  }
}

}  // namespace atelier::ocfl
