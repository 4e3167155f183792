#include "access/password.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

namespace atelier::access {

namespace {

constexpr int mostAtOnce = 2;
constexpr int mostWaiting = 32;
constexpr std::size_t fewestCharacters = 10;
constexpr std::size_t mostBytes = 1024;

[[noreturn]] void refuse(std::string_view why) {
  throw Error{Code::InvalidInput, std::string{why},
              "Nothing was changed. Four unrelated words make a good password.", "/password"};
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// True if the text is made of steps along one of the rows that fingers find first: "qwertyuiop",
/// "1234567890", "abcabcabc". Jumps count: more than a third of them and it is no row.
bool isRow(std::string_view text) {
  constexpr std::array<std::string_view, 6> rows{"1234567890", "qwertyuiop",
                                                 "asdfghjkl",  "zxcvbnm",
                                                 "qwertzuiop", "abcdefghijklmnopqrstuvwxyz"};
  std::size_t jumps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool step = text[i] == text[i - 1] || std::ranges::any_of(rows, [&](auto row) {
                        const auto a = row.find(text[i - 1]);
                        const auto b = row.find(text[i]);
                        return a != row.npos && b != row.npos && (a + 1 == b || b + 1 == a);
                      });
    if (!step) ++jumps;
  }
  return jumps * 3 <= text.size();
}

/// What remains when the usual decorations are taken off: "Password123!" is "password".
std::string_view bare(std::string_view text) {
  const auto plain = [](char c) { return c >= 'a' && c <= 'z'; };
  while (!text.empty() && !plain(text.back())) text.remove_suffix(1);
  while (!text.empty() && !plain(text.front())) text.remove_prefix(1);
  return text;
}

bool isUsual(std::string_view word) {
  constexpr std::array<std::string_view, 12> usual{
      "password",      "passwort", "passw0rd", "letmein",  "welcome", "admin",
      "administrator", "atelier",  "iloveyou", "changeme", "secret",  "login"};
  return std::ranges::find(usual, word) != usual.end();
}

}  // namespace

void requireGoodPassword(std::string_view password, std::string_view name) {
  if (!isUtf8(password)) refuse("The password is not text.");
  if (password.size() > mostBytes) refuse("The password is longer than 1024 bytes.");
  if (characters(password) < fewestCharacters) refuse("The password has fewer than 10 characters.");
  const auto lower = lowerAscii(password);
  if (std::set<char>(lower.begin(), lower.end()).size() < 4) {
    refuse("The password is the same few characters over and over.");
  }
  if (std::ranges::all_of(lower, [](char c) { return c >= '0' && c <= '9'; })) {
    refuse("The password is digits alone.");
  }
  if (isRow(lower)) refuse("The password is a row of keys.");
  const auto word = bare(lower);
  if (isUsual(word) || (!name.empty() && word == bare(lowerAscii(name)))) {
    refuse("The password is one that everybody would try first.");
  }
}

/// One of the two places at the mill.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock{hasher_.mutex_};
    if (hasher_.waiting_ >= mostWaiting) {
      throw Error{Code::Unavailable, "Too many people sign in at this moment.",
                  "Nothing was changed. Try again in a few seconds."};
    }
    ++hasher_.waiting_;
    hasher_.free_.wait(lock, [&] { return hasher_.running_ < mostAtOnce; });
    --hasher_.waiting_;
    ++hasher_.running_;
  }
  ~Turn() {
    {
      const std::lock_guard lock{hasher_.mutex_};
      --hasher_.running_;
    }
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  PasswordHasher& hasher_;
};

PasswordHasher::PasswordHasher(Random& random, PasswordCost cost)
    : random_(random),
      operations_(cost == PasswordCost::Interactive ? crypto_pwhash_OPSLIMIT_INTERACTIVE
                                                    : crypto_pwhash_OPSLIMIT_MIN),
      memory_(cost == PasswordCost::Interactive ? crypto_pwhash_MEMLIMIT_INTERACTIVE
                                                : crypto_pwhash_MEMLIMIT_MIN) {
  if (sodium_init() < 0) throw Error{Code::Internal, "libsodium could not be started."};
  // Costs the same to check as a real one; no password is known for a hash of zeros.
  nothing_ = fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", memory_ / 1024, operations_,
                         std::string(22, 'A'), std::string(43, 'A'));
}

std::string PasswordHasher::hash(std::string_view password) {
  std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt{};
  random_.fill(salt);
  std::array<std::uint8_t, 32> key{};
  {
    const Turn turn{*this};
    if (crypto_pwhash(key.data(), key.size(), password.data(), password.size(), salt.data(),
                      operations_, memory_, crypto_pwhash_ALG_ARGON2ID13) != 0) {
      throw Error{Code::Unavailable, "There is not enough memory to check a password.",
                  "Nothing was changed. It takes 64 MiB: close something, then try again."};
    }
  }
  const auto base64 = [](std::span<const std::uint8_t> bytes) {
    std::array<char, 64> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    return std::string{text.data()};
  };
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", memory_ / 1024, operations_,
                     base64(salt), base64(key));
}

bool PasswordHasher::verify(std::string_view password, std::string_view stored) {
  if (password.size() > mostBytes || stored.size() >= crypto_pwhash_STRBYTES) {
    return verifyNothing(password);
  }
  std::array<char, crypto_pwhash_STRBYTES> text{};
  std::ranges::copy(stored, text.begin());
  const std::string given{password};  // libsodium takes no null, which an empty view may be
  const Turn turn{*this};
  return crypto_pwhash_str_verify(text.data(), given.data(), given.size()) == 0;
}

bool PasswordHasher::verifyNothing(std::string_view password) {
  return verify(password.substr(0, mostBytes), nothing_);
}

}  // namespace atelier::access
