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

void pourInto(cli::Context& context, std::ostream& out) {
  context.executor().download(
      context.operation("asset.get"), request(context), [&](std::span<const std::byte> bytes) {
        out.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
        if (!out) throw Error{Code::Io, "The bytes could not be written.", "Check where they go."};
      });
  out.flush();
}

/// Written beside the target under a name of its own and moved into place when it is whole. A file
/// that is there is replaced, as `cp` does.
void download(cli::Context& context, Files& files, const fs::path& target) {
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

void downloadTo(cli::Context& context, fs::path target) {
  RealFiles files;
  auto there = files.status(target);
  if (there && there->kind == EntryKind::Link) {
    target = fs::weakly_canonical(target);  // what it points to is meant
    there = files.status(target);
  }
  if (!there || there->kind == EntryKind::File) return download(context, files, target);
  if (there->kind == EntryKind::Folder) {
    throw Error{Code::AlreadyExists, fmt::format("{} is a folder.", target.string()),
                "Nothing was written. Name a file in it.", target.string()};
  }
  std::ofstream device(target, std::ios::binary);  // a device or a pipe takes bytes and stays
  pourInto(context, device);
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
                  downloadTo(context, *out);
                } else {
                  pourInto(context, context.terminal().out);
                }
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
