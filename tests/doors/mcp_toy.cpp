#include "tests/doors/mcp_toy.h"

#include "base/error.h"

#include <array>
#include <cstddef>
#include <vector>

namespace atelier::mcp::toy {

namespace {

using studio::Effect;
using studio::operation;
using studio::Operation;
using studio::Scope;
using studio::Studio;

struct FindThings {
  std::optional<std::string> query;
  std::uint32_t limit = 50;
  std::optional<std::string> after;
  static constexpr std::array help{"What to look for", "How many at most", "Where to go on"};
};
BOOST_DESCRIBE_STRUCT(FindThings, (), (query, limit, after))

struct Thing {
  std::string id;
  std::string title;
  std::string fileName;
  std::string mediaType;
  std::optional<double> score;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, title, fileName, mediaType, score))

struct Things {
  std::vector<Thing> assets;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(Things, (), (assets, next))

struct ThingRef {
  std::string id;
  static constexpr std::array help{"Which one"};
};
BOOST_DESCRIBE_STRUCT(ThingRef, (), (id))

struct RenameThing {
  std::string id;
  std::string title;
  static constexpr std::array help{"Which one", "Its new title"};
};
BOOST_DESCRIBE_STRUCT(RenameThing, (), (id, title))

struct InviteSomebody {
  std::string name;
  static constexpr std::array help{"Who"};
};
BOOST_DESCRIBE_STRUCT(InviteSomebody, (), (name))

Thing thingOf(const std::string& id) {
  const auto found = shelf().titles.find(id);
  if (found == shelf().titles.end()) {
    throw Error{Code::NotFound, "There is no asset " + id + ".", "Look for it with asset_find.",
                "/id"};
  }
  return {id, found->second, found->second + ".jpg", "image/jpeg", 0.5};
}

Things findThings(Studio&, const access::Caller&, const FindThings& ask) {
  Things page;
  for (const auto& [id, title] : shelf().titles) {
    if (ask.after && id <= *ask.after) continue;
    if (ask.query && title.find(*ask.query) == std::string::npos) continue;
    if (page.assets.size() == 2) {
      page.next = page.assets.back().id;
      break;
    }
    page.assets.push_back(thingOf(id));
  }
  return page;
}

Thing showThing(Studio&, const access::Caller&, const ThingRef& ask) { return thingOf(ask.id); }

Thing renameThing(Studio&, const access::Caller&, const RenameThing& ask) {
  if (ask.title == "crash") throw std::runtime_error("a foreign exception");
  shelf().titles.at(thingOf(ask.id).id) = ask.title;
  return thingOf(ask.id);
}

void eraseThing(Studio&, const access::Caller& caller, const ThingRef& ask) {
  if (caller.rehearsal == nullptr) shelf().titles.erase(thingOf(ask.id).id);
}

void inviteSomebody(Studio&, const access::Caller&, const InviteSomebody&) { ++shelf().invited; }

constexpr std::array operations{
    operation<&showThing>("asset.show", studio::get("/assets/{id}"), Scope::ReadAssets,
                          Effect::None, "Show an asset."),
    operation<&findThings>("asset.find", studio::get("/assets"), Scope::ReadAssets, Effect::None,
                           "Find assets."),
    operation<&renameThing>("asset.rename", studio::patch("/assets/{id}"), Scope::WriteAssets,
                            Effect::Write, "Give an asset another title."),
    operation<&eraseThing>("asset.erase", studio::post("/assets/{id}/erase"), Scope::EraseAssets,
                           Effect::Destroy, "Remove an asset for good."),
    operation<&inviteSomebody>("user.invite", studio::post("/users"), Scope::ManageAccess,
                               Effect::Write, "Invite somebody."),
    studio::streaming<ThingRef>(studio::Stream::Download, "asset.get",
                                studio::get("/assets/{id}/original"), Scope::ReadAssets,
                                Effect::None, "Get an original back."),
};

Mcp::Parts partsOf(House& house) {
  return {
      .operations = table(),
      .invoke =
          [](const Operation& operation, const access::Caller& caller,
             const boost::json::value& arguments) {
            alignas(std::max_align_t) static std::byte nowhere[1];  // no handler here looks at it
            boost::json::value answer;
            operation.call(reinterpret_cast<Studio&>(nowhere), caller, arguments, answer);
            return answer;
          },
      .picture = [](const access::Caller&, std::string_view id) -> std::optional<Picture> {
        if (id != "1") return std::nullopt;
        return Picture{"image/webp", "RIFF"};
      },
      .clock = house.clock,
      .random = house.random,
      .version = "1.2.3"};
}

}  // namespace

Shelf& shelf() {
  static Shelf only;
  return only;
}

std::span<const studio::Operation> table() { return operations; }

House::House() : mcp(partsOf(*this)) { shelf() = {}; }

boost::json::object request(std::string_view method, boost::json::object params,
                            boost::json::object capabilities) {
  params["_meta"] = {{"io.modelcontextprotocol/protocolVersion", revision},
                     {"io.modelcontextprotocol/clientCapabilities", std::move(capabilities)}};
  return {{"jsonrpc", "2.0"}, {"id", 7}, {"method", method}, {"params", std::move(params)}};
}

boost::json::value House::ask(std::string_view method, boost::json::object params,
                              boost::json::object capabilities) {
  return mcp.handle(request(method, std::move(params), std::move(capabilities)), caller).value();
}

boost::json::value House::callTool(std::string_view tool, boost::json::object arguments,
                                   boost::json::object capabilities) {
  return ask("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}},
             std::move(capabilities));
}

}  // namespace atelier::mcp::toy
