#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "doors/commands/commands.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

std::unique_ptr<File> fileOf(cli::Context& context) {
  const fs::path path = context.arguments.at(1);
  RealFiles files;
  const auto status = files.status(fs::weakly_canonical(path));
  if (status && status->kind != EntryKind::File) {
    throw Error{Code::InvalidInput, fmt::format("{} is no file.", path.string()),
                "Nothing was changed. Name the file that the asset is to have.", path.string()};
  }
  return files.open(fs::weakly_canonical(path), Open::Read);
}

std::string nameOf(cli::Context& context) {
  const auto given = fs::path(context.arguments.at(1)).filename().string();
  return context.option("name").value_or(toUtf8(given));
}

}  // namespace

cli::Command reviseAsset() {
  return {
      .name = "asset revise",
      .arguments = "ID FILE",
      .help = "Make a file the asset's new version; what people said of it stays.",
      .examples = {"atelier asset revise ID ~/Pictures/coast-retouched.jpg"},
      .options = {{"name", "NAME", "What the file is called; as outside if left out"}},
      .run =
          [](cli::Context& context) {
            const auto file = fileOf(context);
            std::uint64_t sent = 0;
            const auto answer = context.executor().upload(
                context.operation("asset.revise"),
                boost::json::object{{"id", context.arguments.at(0)}, {"name", nameOf(context)}},
                [&](std::span<std::byte> block) {
                  const auto got = file->read(sent, block);
                  sent += got;
                  return got;
                },
                file->size());
            context.print(answer);
            return 0;
          },
      .plan =
          [](cli::Context& context) {
            const auto asset = context.call("asset.show", {{"id", context.arguments.at(0)}});
            context.print(boost::json::object{{"id", asset.at("id")},
                                              {"name", nameOf(context)},
                                              {"bytes", fileOf(context)->size()},
                                              {"version", asset.at("version")}});
            context.note("Nothing was sent. If the bytes differ, there will be one more version.");
            return 0;
          }};
}

}  // namespace atelier::commands
