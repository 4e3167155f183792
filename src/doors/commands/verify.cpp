#include "studio/verify.h"

#include "base/text.h"
#include "doors/commands/commands.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

boost::json::array problemsJson(const std::vector<studio::Problem>& problems) {
  boost::json::array list;
  for (const auto& each : problems) {
    list.push_back({{"kind", each.kind},
                    {"asset", each.asset},
                    {"folder", toUtf8(each.folder)},
                    {"code", each.code},
                    {"message", toUtf8(each.message)},
                    {"repaired", each.repaired}});
  }
  return list;
}

void tellProblems(cli::Context& context, const std::vector<studio::Problem>& problems) {
  for (const auto& each : problems) {
    context.note(fmt::format("{}{} {}  vault/{}: {}{}", each.kind,
                             each.code.empty() ? "" : " " + each.code, each.asset, each.folder,
                             each.message, each.repaired ? " (repaired)" : ""));
  }
}

int verifyHere(cli::Context& context, studio::Studio& studio) {
  studio::VerifyOptions options;
  options.sample = context.number("sample");
  options.repair = context.has("repair");
  options.stop = &context.stop();
  auto bar = context.progress("Verifying");
  const auto report = studio::verify(
      studio, options, access::Caller::local(),
      [&](std::uint64_t done, std::uint64_t all) { bar->update({done, 0, all, {}}); });
  bar->finish();
  if (context.settings().format != cli::Format::People) {
    context.print(boost::json::object{{"sound", report.sound()},
                                      {"objects", report.objects},
                                      {"bytes", report.bytes},
                                      {"seconds", report.seconds},
                                      {"problems", problemsJson(report.problems)}});
  }
  tellProblems(context, report.problems);
  if (report.stopped) {
    throw Error{Code::Cancelled, "Stopped before everything was looked at.",
                "Nothing is proven. Run it again, or give --sample N."};
  }
  context.note(fmt::format("{} objects, {} read in {:.1f} s: {}", report.objects,
                           humanBytes(report.bytes), report.seconds,
                           report.sound() ? "all is well" : "NOT all is well"));
  return report.sound() ? 0 : describe(Code::IntegrityProblem).exitStatus;
}

int rebuildHere(cli::Context& context, studio::Studio& studio) {
  auto bar = context.progress("Rebuilding");
  const auto report = studio::rebuild(
      studio, access::Caller::local(),
      [&](std::uint64_t done, std::uint64_t all) { bar->update({done, 0, all, {}}); });
  bar->finish();
  if (context.settings().format != cli::Format::People) {
    context.print(boost::json::object{{"assets", report.assets},
                                      {"collections", report.collections},
                                      {"seconds", report.seconds},
                                      {"problems", problemsJson(report.problems)}});
  }
  tellProblems(context, report.problems);
  context.note(fmt::format("{} assets and {} collections indexed from the vault in {:.1f} s",
                           report.assets, report.collections, report.seconds));
  return report.problems.empty() ? 0 : describe(Code::IntegrityProblem).exitStatus;
}

boost::json::object verifyRequest(const cli::Context& context) {
  boost::json::object ask{{"repair", context.has("repair")}};
  if (auto sample = context.number("sample")) ask["sample"] = *sample;
  return ask;
}

}  // namespace

cli::Command verify(studio::World world) {
  return {.name = "verify",
          .arguments = "",
          .help = "Prove that every byte is there: hashes, OCFL, and the index against the vault.",
          .examples = {"atelier verify", "atelier verify --sample 100 --json"},
          .options = {{"sample", "N", "Read the bytes of only N assets, chosen at random"},
                      {"repair", "", "Sweep orphans and bring the index in line with the vault"}},
          .run =
              [world](cli::Context& context) {
                if (context.settings().server.empty())
                  return verifyHere(context, *open(world, context.settings()));
                const auto answer = context.call("studio.verify", verifyRequest(context));
                context.print(answer);
                return answer.at("sound").as_bool() ? 0
                                                    : describe(Code::IntegrityProblem).exitStatus;
              },
          .plan =
              [](cli::Context& context) {
                context.tellPlan("studio.verify", verifyRequest(context));
                return 0;
              }};
}

cli::Command rebuild(studio::World world) {
  return {.name = "rebuild",
          .arguments = "",
          .help = "Make the index again from the vault alone.",
          .run =
              [world](cli::Context& context) {
                if (context.settings().server.empty())
                  return rebuildHere(context, *open(world, context.settings()));
                const auto answer = context.call("studio.rebuild", boost::json::object{});
                context.print(answer);
                return answer.at("problems").as_array().empty()
                           ? 0
                           : describe(Code::IntegrityProblem).exitStatus;
              },
          .plan =
              [](cli::Context& context) {
                context.tellPlan("studio.rebuild", {});
                return 0;
              }};
}

}  // namespace atelier::commands
