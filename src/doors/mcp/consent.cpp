#include "doors/mcp/consent.h"

#include "base/digest.h"
#include "base/json/text.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <sodium.h>

namespace atelier::mcp {

namespace {

/// The same text for the same value, in whatever order a client writes the members the second time.
boost::json::value sorted(const boost::json::value& value) {
  if (const auto* list = value.if_array()) {
    boost::json::array copy;
    for (const auto& item : *list) copy.push_back(sorted(item));
    return copy;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  std::vector<std::string_view> names;
  for (const auto& member : *object) names.push_back(member.key());
  std::ranges::sort(names);
  boost::json::object copy;
  for (auto name : names) copy[name] = sorted(object->at(name));
  return copy;
}

}  // namespace

Consent::Consent(const Clock& clock, Random& random) : clock_(clock), random_(random) {
  random_.fill(key_);
}

std::string Consent::seal(const access::Caller& caller, std::string_view tool,
                          const boost::json::value& arguments) {
  const auto until = (clock_.elapsed() + goodFor).count();
  const auto head = fmt::format("{}.{}", until, random_.token(16));
  return head + "." + toHex(macOf(head, caller, tool, arguments));
}

Consent::Verdict Consent::take(std::string_view seal, const access::Caller& caller,
                               std::string_view tool, const boost::json::value& arguments) {
  const auto dot = seal.rfind('.');
  if (dot == std::string_view::npos || seal.size() > 256) return Verdict::Forged;
  const auto head = seal.substr(0, dot);
  const auto expected = toHex(macOf(head, caller, tool, arguments));
  const auto given = seal.substr(dot + 1);
  if (given.size() != expected.size() ||
      sodium_memcmp(given.data(), expected.data(), expected.size()) != 0) {
    return Verdict::Forged;
  }
  std::int64_t until = 0;
  std::from_chars(head.data(), head.data() + head.size(), until);
  const auto now = clock_.elapsed().count();
  if (now >= until) return Verdict::Expired;

  const std::lock_guard lock{mutex_};
  std::erase_if(used_, [&](const auto& entry) { return entry.second <= now; });
  return used_.emplace(std::string{head}, until).second ? Verdict::Good : Verdict::Used;
}

Consent::Mac Consent::macOf(std::string_view head, const access::Caller& caller,
                            std::string_view tool, const boost::json::value& arguments) const {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key_.data(), key_.size());
  const std::array<std::string, 5> parts{std::string{head}, caller.id, caller.session,
                                         std::string{tool}, json::toText(sorted(arguments))};
  for (const auto& part : parts) {
    // The length in front keeps "ab"+"c" apart from "a"+"bc".
    const auto framed = fmt::format("{}:{}", part.size(), part);
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(framed.data()),
                                  framed.size());
  }
  Mac mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  return mac;
}

}  // namespace atelier::mcp
