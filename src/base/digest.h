#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// SHA-256 (FIPS 180-4), the name of every blob. OpenSSL's EVP does the work, since it uses SHA-NI.
namespace atelier {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Digest&) const = default;

  std::string hex() const;                                        ///< 64 lower-case digits
  static std::optional<Digest> fromHex(std::string_view digits);  ///< upper case is accepted
};

/// Lower-case hexadecimal of any bytes.
std::string toHex(std::span<const std::uint8_t> bytes);

/// Hashes bytes as they stream by. finish() gives the digest and starts anew.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  Digest finish();

  static Digest of(std::span<const std::byte> bytes);
  static Digest of(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier

template <>
struct std::hash<atelier::Digest> {
  std::size_t operator()(const atelier::Digest& digest) const noexcept {
    std::size_t value = 0;  // any eight bytes of a cryptographic hash are a good hash
    for (std::size_t i = 0; i < sizeof value; ++i) value = (value << 8) | digest.bytes[i];
    return value;
  }
};
