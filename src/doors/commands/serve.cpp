#include "access/access.h"
#include "base/version.h"
#include "doors/commands/commands.h"
#include "doors/http/api.h"
#include "doors/http/pages.h"
#include "doors/http/server.h"
#include "studio/watcher.h"

#include <charconv>
#include <ostream>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

constexpr std::uint16_t standardPort = 7717;

/// "127.0.0.1:7717", "[::1]:7717", "0.0.0.0" or ":8000".
void parseListen(std::string_view text, http::Options& options) {
  const auto colon = text.rfind(':');
  const bool bracketed = text.ends_with(']');
  if (colon != std::string_view::npos && !bracketed) {
    const auto port = text.substr(colon + 1);
    const auto [end, problem] =
        std::from_chars(port.data(), port.data() + port.size(), options.port);
    if (problem != std::errc{} || end != port.data() + port.size()) {
      throw Error{Code::Usage, fmt::format("\"{}\" is no address to listen on.", text),
                  "Write it as 127.0.0.1:7717."};
    }
    text = text.substr(0, colon);
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (!text.empty()) options.address = text;
}

http::Options optionsOf(const cli::Context& context) {
  needFolder(context);
  http::Options options;
  options.port = standardPort;
  options.signals = true;
  parseListen(context.option("listen").value_or(""), options);
  if (auto found = context.options.find("host"); found != context.options.end()) {
    options.hosts = found->second;
  }
  return options;
}

void greet(cli::Context& context, studio::Studio& studio, const http::Options& options,
           std::uint16_t port) {
  const bool everywhere = options.address == "0.0.0.0" || options.address == "::";
  const auto host = everywhere ? std::string("127.0.0.1")
                    : options.address.find(':') == std::string::npos
                        ? options.address
                        : fmt::format("[{}]", options.address);
  context.terminal().out << fmt::format("Open http://{}:{}/#code={}  (works once)\n", host, port,
                                        studio.access().makeLinkCode())
                         << std::flush;
  if (options.address != "127.0.0.1" && options.address != "::1" &&
      options.address != "localhost") {
    context.note(
        "Others on the network can reach this address, and plain HTTP can be read on the way.");
  }
}

}  // namespace

cli::Command serve(studio::World world) {
  return {
      .name = "serve",
      .arguments = "",
      .help = "Serve the page and the API, watch the watched folders, and print a sign-in link.",
      .examples = {"atelier serve", "atelier serve --listen 127.0.0.1:8000"},
      .options = {{"listen", "ADDR", "Where to listen; 127.0.0.1:7717 if left out"},
                  {"host", "NAME", "A further name by which the server may be called", true},
                  {"page", "DIR", "Serve the page from a folder; for those who change it"}},
      .run =
          [world](cli::Context& context) {
            const auto options = optionsOf(context);
            if (const auto page = context.option("page")) http::servePageFrom(*page);
            auto studio = open(world, context.settings());
            const auto application = http::makeApplication(*studio, {std::string(version), false});
            http::Server server(options, *application, world.clock, world.random, world.log);
            studio->watcher().start();
            greet(context, *studio, options, server.port());
            server.run();
            studio->watcher().stop();
            context.note("Stopped. Everything that was acknowledged is on disk.");
            return 0;
          },
      .plan =
          [](cli::Context& context) {
            const auto options = optionsOf(context);
            context.print(
                boost::json::object{{"address", options.address}, {"port", options.port}});
            context.note("It would listen there. Nothing was started.");
            return 0;
          }};
}

}  // namespace atelier::commands
