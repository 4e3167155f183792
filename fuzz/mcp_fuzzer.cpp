// rooms: doors
#include "base/error.h"
#include "base/json/text.h"
#include "doors/mcp/http.h"
#include "doors/mcp/mcp.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <boost/json.hpp>

namespace {

using namespace atelier;

struct Ask {
  std::string id;
  static constexpr std::array help{"Which one"};
};
BOOST_DESCRIBE_STRUCT(Ask, (), (id))

Ask echo(studio::Studio&, const access::Caller&, const Ask& ask) { return ask; }

constexpr std::array table{
    studio::operation<&echo>("asset.show", studio::get("/assets/{id}"), access::Scope::ReadAssets,
                             studio::Effect::None, "Show."),
    studio::operation<&echo>("asset.erase", studio::post("/assets/{id}/erase"),
                             access::Scope::EraseAssets, studio::Effect::Destroy, "Erase.")};

boost::json::value invoke(const studio::Operation& operation, const access::Caller& caller,
                          const boost::json::value& arguments) {
  alignas(std::max_align_t) static std::byte nowhere[1];  // echo does not look at it
  boost::json::value answer;
  operation.call(reinterpret_cast<studio::Studio&>(nowhere), caller, arguments, answer);
  return answer;
}

}  // namespace

// Whatever a body says: no throw, and each answer is JSON with a status that fits it. What was not
// confirmed by a seal is never erased.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static SystemClock clock;
  static SeededRandom random{1};
  static mcp::Mcp door{{.operations = table,
                        .invoke = invoke,
                        .picture = {},
                        .clock = clock,
                        .random = random,
                        .version = "fuzz"}};
  const std::string_view body{reinterpret_cast<const char*>(data), size};
  const auto caller = access::Caller::local();
  for (auto era : {std::string_view{}, mcp::revision, std::string_view{"2025-06-18"}}) {
    const mcp::HttpRequest request{.method = "POST",
                                   .body = body,
                                   .origin = {},
                                   .protocolVersion = era,
                                   .mcpMethod = "tools/call",
                                   .mcpName = "asset_erase"};
    const auto answer = mcp::answerHttp(door, request, caller, {});
    if (answer.body.empty() != (answer.status == 202)) std::abort();
    if (!answer.body.empty()) (void)json::parse(answer.body, {.bytes = std::size_t{1} << 24});
  }
  try {
    (void)door.handle(json::parse(body), caller);
  } catch (const Error&) {  // no JSON
  }
  return 0;
}
