#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "doors/mcp/mcp.h"

#include <map>
#include <string>
#include <string_view>

#include <boost/json.hpp>

/// The MCP door before a table of five operations over works in memory: what it says can be seen
/// without a studio.
namespace atelier::mcp::toy {

/// What the handlers work on. Made anew for every test.
struct Shelf {
  std::map<std::string, std::string> titles{{"1", "Dawn"}, {"2", "Dusk"}, {"3", "Noon"}};
  int invited = 0;
};
Shelf& shelf();

std::span<const studio::Operation> table();

struct House {
  ManualClock clock;
  SeededRandom random{11};
  Mcp mcp;
  access::Caller caller = access::Caller::local();

  House();

  /// Sends a request of this revision and gives the answer. `capabilities` are the client's.
  boost::json::value ask(std::string_view method, boost::json::object params = {},
                         boost::json::object capabilities = {});
  boost::json::value callTool(std::string_view tool, boost::json::object arguments,
                              boost::json::object capabilities = {});
};

boost::json::object request(std::string_view method, boost::json::object params = {},
                            boost::json::object capabilities = {});

}  // namespace atelier::mcp::toy
