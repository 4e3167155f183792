#include "studio/import.h"

#include "base/json/text.h"
#include "base/text.h"
#include "doors/commands/commands.h"
#include "studio/collections.h"

#include <iostream>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

boost::json::object summary(const studio::ImportReport& report) {
  return {{"imported", report.imported},     {"duplicates", report.duplicates},
          {"unreadable", report.unreadable}, {"failed", report.failed},
          {"bytes", report.bytes},           {"seconds", report.seconds}};
}

/// One line per file, written when it is acknowledged: whoever reads it may rely on it.
void printArrival(cli::Context& context, const fs::path& path, const studio::Arrival& arrival) {
  boost::json::object line{
      {"path", toUtf8(path.string())}, {"id", arrival.id.text()}, {"duplicate", arrival.duplicate}};
  if (!arrival.duplicate) line["digest"] = arrival.digest.hex();
  if (!arrival.unreadable.empty()) line["unreadable"] = arrival.unreadable;
  context.terminal().out << boost::json::serialize(line) << "\n" << std::flush;
}

void tellFailures(cli::Context& context, const studio::ImportReport& report) {
  for (const auto& failure : report.failures) {
    context.note(fmt::format("{}: {} {} ({})", failure.path, failure.error.message,
                             failure.error.hint, label(failure.error.code)));
  }
}

void tellPeople(cli::Context& context, const studio::ImportReport& report) {
  context.note(fmt::format(
      "{} imported ({}), {} known already, {} unreadable but kept, {} failed, in {:.1f} s",
      report.imported, humanBytes(report.bytes), report.duplicates, report.unreadable,
      report.failed, report.seconds));
  if (report.stopped) context.note("Stopped. Run the same command again; it goes on where it was.");
}

/// --dry-run: what would be read.
int tellPlan(cli::Context& context, studio::Studio& studio) {
  const std::vector<fs::path> paths(context.arguments.begin(), context.arguments.end());
  const auto plan = studio::planImport(studio, paths);
  context.print(
      boost::json::object{{"files", plan.files}, {"known", plan.known}, {"bytes", plan.bytes}});
  context.note(fmt::format("{} files would be read ({}); {} are known already",
                           plan.files - plan.known, humanBytes(plan.bytes), plan.known));
  return 0;
}

studio::ImportReport importHere(cli::Context& context, studio::Studio& studio) {
  const auto caller = access::Caller::local();
  studio::ImportOptions options;
  options.previews = !context.has("no-previews");
  options.threads = static_cast<std::size_t>(context.number("threads").value_or(0));
  options.stop = &context.stop();
  if (auto name = context.option("collection")) {
    options.collection = studio::ensureCollection(studio, *name, caller);
  }
  if (context.settings().format == cli::Format::Ndjson) {
    options.arrived = [&](const fs::path& path, const studio::Arrival& arrival) {
      printArrival(context, path, arrival);
    };
  }
  auto bar = context.progress("Importing");
  const auto show = [&](const studio::ImportProgress& now) {
    cli::Done done{now.filesDone, now.bytesDone, {}, {}};
    if (!now.counting) {
      done.itemsTotal = now.filesFound;
      done.bytesTotal = now.bytesFound;
    }
    bar->update(done);
  };
  const std::vector<fs::path> paths(context.arguments.begin(), context.arguments.end());
  auto report = studio::importPaths(studio, paths, options, caller, show);
  bar->finish();
  return report;
}

}  // namespace

cli::Command import(studio::World world) {
  return {
      .name = "import",
      .arguments = "PATH...",
      .help =
          "Bring in files and folders. Originals are only read; what is known already is skipped.",
      .examples = {"atelier import ~/Pictures --collection 'Summer 2026'"},
      .options = {{"collection", "NAME",
                   "File everything under this collection, made if there is none"},
                  {"no-previews", "", "Only keep and describe; previews are made when asked for"},
                  {"threads", "N", "How many files to look at at once; one per core if left out"}},
      .run = [world](cli::Context& context) {
        if (!context.settings().server.empty()) {
          throw Error{Code::Usage, "A folder is imported on the machine that has the studio.",
                      "Nothing was sent. Use the page, `asset add`, or --studio there."};
        }
        auto studio = open(world, context.settings());
        if (context.settings().dryRun) return tellPlan(context, *studio);
        const auto report = importHere(context, *studio);
        tellFailures(context, report);
        const auto format = context.settings().format;
        if (format == cli::Format::Ndjson) {
          context.terminal().out << boost::json::serialize(summary(report)) << "\n" << std::flush;
        } else if (format == cli::Format::Json) {
          context.print(summary(report));
        }
        tellPeople(context, report);
        if (report.stopped) return 130;
        return report.failed > 0 ? describe(Code::PartlyDone).exitStatus : 0;
      }};
}

}  // namespace atelier::commands
