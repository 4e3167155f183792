#include "doors/mcp/stdio.h"

#include "base/error.h"
#include "base/json/text.h"
#include "base/text.h"

#include <istream>
#include <ostream>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace atelier::mcp {

namespace {

std::optional<boost::json::value> answerLine(Mcp& mcp, const access::Caller& caller,
                                             std::string_view line) {
  boost::json::value message;
  try {
    message = json::parse(line);
  } catch (const Error& error) {
    return rpcError(nullptr, RpcCode::Parse, fmt::format("{} ({})", error.message, error.where));
  }
  return mcp.handle(message, caller);
}

}  // namespace

void serveStdio(Mcp& mcp, const access::Caller& caller, std::istream& in, std::ostream& out) {
  for (std::string line; std::getline(in, line);) {
    if (trim(line).empty()) continue;
    if (const auto answer = answerLine(mcp, caller, line)) {
      out << json::toText(*answer) << '\n' << std::flush;
    }
  }
}

}  // namespace atelier::mcp
