#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "doors/commands/commands.h"

#include <fstream>
#include <iostream>

#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace atelier::commands {

namespace {

boost::json::object request(cli::Context& context) {
  boost::json::object ask{{"id", context.arguments.at(0)}};
  if (auto number = context.number("revision")) ask["version"] = *number;
  return ask;
}

/// What is there is replaced only if somebody says so, and only if it is a file.
void checkTarget(cli::Context& context, Files& files, const fs::path& target) {
  const auto there = files.status(target);
  if (!there) return;
  if (there->kind != EntryKind::File) {
    throw Error{Code::AlreadyExists, fmt::format("{} is no plain file.", target.string()),
                "Nothing was written. Name another file, or leave out --out and use a pipe.",
                target.string()};
  }
  if (context.confirm(fmt::format("{} is there already. Replace it?", target.string()))) return;
  throw Error{Code::Cancelled, "Stopped: you said no.", "Nothing was written."};
}

/// Written beside the target under a name of its own and moved into place when it is whole.
void download(cli::Context& context, const fs::path& target) {
  RealFiles files;
  checkTarget(context, files, target);
  auto partial = target;
  partial += fmt::format(".{}.part", ::getpid());
  std::uint64_t written = 0;
  try {
    const auto file = files.open(partial, Open::Create);
    context.executor().download(context.operation("asset.get"), request(context),
                                [&](std::span<const std::byte> bytes) {
                                  file->write(written, bytes);
                                  written += bytes.size();
                                });
    file->sync();
    files.replace(partial, target);
  } catch (...) {
    files.removeFile(partial);
    throw;
  }
  context.note(fmt::format("{} ({})", target.string(), humanBytes(written)));
}

}  // namespace

cli::Command getAsset() {
  return {.name = "asset get",
          .arguments = "ID",
          .help = "Get an original back, byte for byte.",
          .examples = {"atelier asset get ID --out copy.jpg", "atelier asset get ID > copy.jpg"},
          .options = {{"out", "FILE", "Where to write it; standard output if left out"},
                      {"revision", "N", "Number of a version; the newest if left out"}},
          .run =
              [](cli::Context& context) {
                if (auto out = context.option("out")) {
                  download(context, *out);
                  return 0;
                }
                context.executor().download(context.operation("asset.get"), request(context),
                                            [&](std::span<const std::byte> bytes) {
                                              context.terminal().out.write(
                                                  reinterpret_cast<const char*>(bytes.data()),
                                                  static_cast<std::streamsize>(bytes.size()));
                                            });
                return 0;
              },
          .plan =
              [](cli::Context& context) {
                const auto asset = context.call("asset.show", {{"id", context.arguments.at(0)}});
                context.print(boost::json::object{{"file", context.option("out").value_or("-")},
                                                  {"bytes", asset.at("bytes")}});
                context.note("Nothing was written.");
                return 0;
              }};
}

}  // namespace atelier::commands
