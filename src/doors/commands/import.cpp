#include "studio/import.h"

#include "base/json/text.h"
#include "base/text.h"
#include "doors/commands/commands.h"
#include "doors/commands/import_there.h"
#include "studio/collections.h"
#include "studio/walk.h"

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

using ShowProgress = std::function<void(const studio::ImportProgress&)>;

/// A server does these as it thinks right.
void checkFlagsOfServer(const cli::Context& context) {
  for (const auto* flag : {"no-previews", "threads"}) {
    if (!context.has(flag)) continue;
    throw Error{Code::Usage, fmt::format("--{} means nothing to a server.", flag),
                "Nothing was sent. Leave it out, or name the folder with --studio."};
  }
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

std::vector<fs::path> pathsOf(const cli::Context& context) {
  return {context.arguments.begin(), context.arguments.end()};
}

/// --dry-run: what would be read.
int tellPlan(cli::Context& context, const studio::ImportPlan& plan) {
  boost::json::object told{{"files", plan.files}, {"known", plan.known}, {"bytes", plan.bytes}};
  auto words = fmt::format("{} files would be read ({}); {} are known already",
                           plan.files - plan.known, humanBytes(plan.bytes), plan.known);
  if (!context.settings().server.empty()) {  // nobody asked it about each file
    told.erase("known");
    words = fmt::format("{} files would be read ({}); those that the server has are not sent",
                        plan.files, humanBytes(plan.bytes));
  }
  if (const auto name = context.option("collection")) told["collection"] = *name;
  context.print(told);
  context.note(words);
  return 0;
}

studio::ImportReport importHere(cli::Context& context, studio::ImportOptions options,
                                studio::Studio& studio, const ShowProgress& show) {
  const auto caller = access::Caller::local();
  options.previews = !context.has("no-previews");
  options.threads = static_cast<std::size_t>(context.number("threads").value_or(0));
  if (auto name = context.option("collection")) {
    options.collection = studio::ensureCollection(studio, *name, caller);
  }
  return studio::importPaths(studio, pathsOf(context), options, caller, show);
}

studio::ImportReport importAnywhere(cli::Context& context, studio::World world) {
  studio::needAll(world.files, pathsOf(context));  // before a collection is made for them
  studio::ImportOptions options;
  options.stop = &context.stop();
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
  auto report =
      context.settings().server.empty()
          ? importHere(context, options, *open(world, context.settings()), show)
          : importThere(context, pathsOf(context), context.option("collection"), options, show);
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
      .run =
          [world](cli::Context& context) {
            if (!context.settings().server.empty()) checkFlagsOfServer(context);
            const auto report = importAnywhere(context, world);
            tellFailures(context, report);
            const auto format = context.settings().format;
            if (format == cli::Format::Ndjson) {
              context.terminal().out << boost::json::serialize(summary(report)) << "\n"
                                     << std::flush;
            } else if (format == cli::Format::Json) {
              context.print(summary(report));
            }
            tellPeople(context, report);
            if (report.stopped) return 130;
            return report.failed > 0 ? describe(Code::PartlyDone).exitStatus : 0;
          },
      .plan =
          [world](cli::Context& context) {
            const bool there = !context.settings().server.empty();
            return tellPlan(context, there ? planImportThere(pathsOf(context))
                                           : studio::planImport(*open(world, context.settings()),
                                                                pathsOf(context)));
          }};
}

}  // namespace atelier::commands
