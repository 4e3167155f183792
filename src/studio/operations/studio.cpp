// The studio as a whole: what it holds, how it is, proof that nothing is lost.

#include "studio/studio.h"

#include "base/files.h"
#include "base/version.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/doctor.h"
#include "studio/operations/nouns.h"
#include "studio/verify.h"

namespace atelier::studio {

namespace {

struct KindView {
  std::string kind;
  std::uint64_t assets = 0;
  std::uint64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(KindView, (), (kind, assets, bytes))

struct StudioView {
  std::string name;
  std::string folder;
  std::string version;
  std::uint64_t assets = 0;
  std::uint64_t bytes = 0;
  std::uint64_t trashed = 0;
  std::uint64_t unreadable = 0;
  std::uint64_t freeBytes = 0;
  std::int32_t schema = 0;
  std::vector<KindView> kinds;
};
BOOST_DESCRIBE_STRUCT(StudioView, (),
                      (name, folder, version, assets, bytes, trashed, unreadable, freeBytes, schema,
                       kinds))

struct CheckView {
  std::string name;
  bool ok = false;
  std::string detail;
  std::optional<std::string> hint;
};
BOOST_DESCRIBE_STRUCT(CheckView, (), (name, ok, detail, hint))

struct DoctorView {
  bool ok = true;
  std::vector<CheckView> checks;
};
BOOST_DESCRIBE_STRUCT(DoctorView, (), (ok, checks))

struct VerifyStudio {
  std::optional<std::uint64_t> sample;
  bool repair = false;
  static constexpr std::array help{
      "Check the bytes of only so many assets, chosen at random; all if left out",
      "Sweep orphans and bring the index in line with the vault"};
};
BOOST_DESCRIBE_STRUCT(VerifyStudio, (), (sample, repair))

struct ProblemView {
  std::string kind;
  std::string asset;
  std::string folder;
  std::string code;
  std::string message;
  bool repaired = false;
};
BOOST_DESCRIBE_STRUCT(ProblemView, (), (kind, asset, folder, code, message, repaired))

struct VerifyView {
  bool sound = false;
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
  std::vector<ProblemView> problems;
};
BOOST_DESCRIBE_STRUCT(VerifyView, (), (sound, objects, bytes, seconds, problems))

struct RebuildView {
  std::uint64_t assets = 0;
  std::uint64_t collections = 0;
  double seconds = 0;
  std::vector<ProblemView> problems;
};
BOOST_DESCRIBE_STRUCT(RebuildView, (), (assets, collections, seconds, problems))

std::vector<ProblemView> view(const std::vector<Problem>& problems) {
  std::vector<ProblemView> views;
  for (const auto& each : problems) {
    views.push_back({each.kind, each.asset, each.folder, each.code, each.message, each.repaired});
  }
  return views;
}

StudioView showStudio(Studio& studio, const access::Caller&) {
  const auto stats = studio.catalog().stats();
  StudioView answer{studio.name(),
                    studio.folder().string(),
                    std::string(version),
                    stats.assets,
                    stats.bytes,
                    stats.trashed,
                    stats.unreadable,
                    0,
                    studio.store().schema(),
                    {}};
  answer.freeBytes = studio.files().space(studio.folder()).available;
  for (const auto& each : stats.kinds) {
    answer.kinds.push_back({std::string(metadata::kindName(each.kind)), each.assets, each.bytes});
  }
  return answer;
}

DoctorView runDoctor(Studio& studio, const access::Caller&) {
  DoctorView answer;
  for (const auto& check : examine(studio)) {
    answer.ok = answer.ok && check.ok;
    auto hint = check.hint.empty() ? std::nullopt : std::optional(check.hint);
    answer.checks.push_back({check.name, check.ok, check.detail, hint});
  }
  return answer;
}

VerifyView runVerify(Studio& studio, const access::Caller& caller, const VerifyStudio& ask) {
  const auto report = verify(studio, {ask.sample, ask.repair, nullptr}, caller);
  return {report.sound(), report.objects, report.bytes, report.seconds, view(report.problems)};
}

RebuildView runRebuild(Studio& studio, const access::Caller& caller) {
  const auto report = rebuild(studio, caller);
  return {report.assets, report.collections, report.seconds, view(report.problems)};
}

constexpr std::array table{
    operation<&showStudio>("studio.show", get("/studio"), Scope::ReadStudio, Effect::None,
                           "Show what the studio holds and how much room is left."),
    operation<&runDoctor>("studio.doctor", get("/doctor"), Scope::ReadStudio, Effect::None,
                          "Look at everything that the studio needs to be well."),
    operation<&runVerify>(
        "studio.verify", post("/verify"), Scope::ManageStudio, Effect::Write,
        "Prove that every byte is there: hashes, OCFL, and the index against the vault.")
        .example("atelier verify --sample 100 --json"),
    operation<&runRebuild>("studio.rebuild", post("/rebuild"), Scope::ManageStudio, Effect::Write,
                           "Make the index again from the vault alone."),
};

}  // namespace

std::span<const Operation> studioOperations() { return table; }

}  // namespace atelier::studio
