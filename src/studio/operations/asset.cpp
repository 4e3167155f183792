// Assets: finding, looking, describing, trashing.

#include "catalog/catalog.h"
#include "studio/describer.h"
#include "studio/edit.h"
#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"

#include <algorithm>

namespace atelier::studio {

namespace {

struct FindAssets {
  std::string query;
  std::string sort = "-added";
  std::uint32_t limit = 50;
  std::optional<std::string> after;
  bool trashed = false;
  static constexpr std::array mayBeAbsent{"query"};
  static constexpr std::array help{
      "What to look for, as in: sunset kind:image taken:2019..2021 -tag:draft",
      "-added, added, -taken, taken, title, -title, -bytes, bytes or relevance",
      "How many at most, up to 1000", "`next` of the page before", "Look into the trash instead"};
};
BOOST_DESCRIBE_STRUCT(FindAssets, (), (query, sort, limit, after, trashed))

struct AssetRef {
  std::string id;
  static constexpr std::array help{"The asset's id"};
};
BOOST_DESCRIBE_STRUCT(AssetRef, (), (id))

struct ShowAsset {
  std::string id;
  std::optional<std::uint32_t> version;
  static constexpr std::array help{"The asset's id", "Number of a version; the newest if left out"};
};
BOOST_DESCRIBE_STRUCT(ShowAsset, (), (id, version))

struct DescribeAsset {
  std::string id;
  std::map<std::string, std::string> set;
  std::vector<std::string> clear;
  static constexpr std::array help{"The asset's id",
                                   "Fields and their new values, as in title=Dusk",
                                   "Fields to empty: what the file itself says counts again"};
};
BOOST_DESCRIBE_STRUCT(DescribeAsset, (), (id, set, clear))

struct TagAsset {
  std::string id;
  std::vector<std::string> tags;
  std::vector<std::string> remove;
  static constexpr std::array help{"The asset's id", "Words to find it by", "Words to take away"};
};
BOOST_DESCRIBE_STRUCT(TagAsset, (), (id, tags, remove))

struct EraseAsset {
  std::string id;
  std::optional<std::string> confirm;
  static constexpr std::array help{"The asset's id", "The id once more: this cannot be undone"};
};
BOOST_DESCRIBE_STRUCT(EraseAsset, (), (id, confirm))

struct FindSimilar {
  std::string id;
  std::uint32_t limit = 20;
  std::int32_t distance = 10;
  static constexpr std::array help{"The asset's id", "How many at most",
                                   "How many of 64 bits of the fingerprint may differ"};
};
BOOST_DESCRIBE_STRUCT(FindSimilar, (), (id, limit, distance))

struct SimilarAsset {
  std::int32_t distance = 0;
  AssetSummary asset;
};
BOOST_DESCRIBE_STRUCT(SimilarAsset, (), (distance, asset))

struct SimilarAssets {
  std::vector<SimilarAsset> assets;
};
BOOST_DESCRIBE_STRUCT(SimilarAssets, (), (assets))

struct Matching {
  std::string query;
  bool trashed = false;
  static constexpr std::array mayBeAbsent{"query"};
  static constexpr std::array help{"What to look for", "Look into the trash instead"};
};
BOOST_DESCRIBE_STRUCT(Matching, (), (query, trashed))

struct FacetValueView {
  std::string value;
  std::uint64_t count = 0;
  std::optional<std::string> label;
};
BOOST_DESCRIBE_STRUCT(FacetValueView, (), (value, count, label))

struct FacetView {
  std::string name;
  std::vector<FacetValueView> values;
};
BOOST_DESCRIBE_STRUCT(FacetView, (), (name, values))

struct FacetsView {
  std::uint64_t total = 0;
  bool exact = true;
  std::vector<FacetView> facets;
};
BOOST_DESCRIBE_STRUCT(FacetsView, (), (total, exact, facets))

struct ShowTimeline {
  std::string query;
  std::string sort = "-taken";
  bool trashed = false;
  static constexpr std::array mayBeAbsent{"query"};
  static constexpr std::array help{"What to look for", "As in asset.find, but not relevance",
                                   "Look into the trash instead"};
};
BOOST_DESCRIBE_STRUCT(ShowTimeline, (), (query, sort, trashed))

struct BucketView {
  std::optional<std::string> month;
  std::uint32_t count = 0;
  std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(BucketView, (), (month, count, after))

struct TimelineView {
  std::uint64_t total = 0;
  std::vector<BucketView> buckets;
};
BOOST_DESCRIBE_STRUCT(TimelineView, (), (total, buckets))

AssetPage findAssets(Studio& studio, const access::Caller&, const FindAssets& ask) {
  const auto page = studio.catalog().find(
      {ask.query, catalog::parseSort(ask.sort), ask.limit, ask.after, ask.trashed});
  AssetPage answer{{}, page.next};
  answer.assets.reserve(page.assets.size());
  for (const auto& asset : page.assets) answer.assets.push_back(summaryView(asset));
  return answer;
}

AssetDetail showAsset(Studio& studio, const access::Caller&, const ShowAsset& ask) {
  return detailOf(studio, assetNamed(ask.id), ask.version);
}

AssetDetail edit(Studio& studio, const access::Caller& caller, const std::string& asset,
                 Edit wanted, const Describer::Reason& reason) {
  const auto id = assetNamed(asset);
  const auto edit = checked(std::move(wanted));
  const auto now = toRfc3339(studio.clock().now());
  studio.describer().change(
      std::span(&id, 1),
      [&](metadata::Description& description) { return apply(edit, description, caller.id, now); },
      reason, caller);
  return detailOf(studio, id);
}

AssetDetail describeAsset(Studio& studio, const access::Caller& caller, const DescribeAsset& ask) {
  return edit(studio, caller, ask.id, {.set = ask.set, .clear = ask.clear},
              {"asset.describe", "Described", "asset.changed"});
}

AssetDetail tagAsset(Studio& studio, const access::Caller& caller, const TagAsset& ask) {
  if (ask.tags.empty() && ask.remove.empty()) {
    throw Error{Code::InvalidInput, "Say which tags to add or to remove.", "Nothing was changed.",
                "/tags"};
  }
  return edit(studio, caller, ask.id, {.tags = ask.tags, .untag = ask.remove},
              {"asset.tag", "Tagged", "asset.changed"});
}

AssetDetail trashAsset(Studio& studio, const access::Caller& caller, const AssetRef& ask) {
  return edit(studio, caller, ask.id, {.trash = true},
              {"asset.delete", "Moved to the trash", "asset.trashed"});
}

AssetDetail restoreAsset(Studio& studio, const access::Caller& caller, const AssetRef& ask) {
  return edit(studio, caller, ask.id, {.restore = true},
              {"asset.restore", "Taken from the trash", "asset.restored"});
}

void eraseAsset(Studio& studio, const access::Caller& caller, const EraseAsset& ask) {
  const auto id = assetNamed(ask.id);
  // The command line and assistants ask a person by themselves; a script over HTTP must mean it.
  const bool mustConfirm = caller.via == "http" && caller.rehearsal == nullptr;
  const bool asked = ask.confirm == ask.id || (!mustConfirm && !ask.confirm);
  if (!asked) {
    throw Error{Code::PreconditionFailed, "Erasing cannot be undone, so it wants the id twice.",
                "Nothing was erased. Give the same id as `confirm`.", "/confirm"};
  }
  studio.describer().erase(std::span(&id, 1), caller);
}

SimilarAssets findSimilar(Studio& studio, const access::Caller&, const FindSimilar& ask) {
  SimilarAssets answer;
  const auto limit = std::clamp<std::uint32_t>(ask.limit, 1, 200);
  for (const auto& each : studio.catalog().similar(assetNamed(ask.id), limit, ask.distance)) {
    answer.assets.push_back({each.distance, summaryView(each.summary)});
  }
  return answer;
}

FacetsView countFacets(Studio& studio, const access::Caller&, const Matching& ask) {
  const auto facets = studio.catalog().facets(ask.query, ask.trashed);
  FacetsView answer{facets.total, facets.exact, {}};
  for (const auto& facet : facets.facets) {
    FacetView view{facet.name, {}};
    for (const auto& each : facet.values) {
      auto label = each.label.empty() ? std::nullopt : std::optional(each.label);
      view.values.push_back({each.value, each.count, label});
    }
    answer.facets.push_back(std::move(view));
  }
  return answer;
}

TimelineView showTimeline(Studio& studio, const access::Caller&, const ShowTimeline& ask) {
  auto timeline = studio.catalog().timeline(ask.query, ask.trashed, catalog::parseSort(ask.sort));
  TimelineView answer{timeline.total, {}};
  answer.buckets.reserve(timeline.buckets.size());
  for (auto& each : timeline.buckets)
    answer.buckets.push_back({std::move(each.month), each.count, std::move(each.after)});
  return answer;
}

constexpr std::array table{
    operation<&findAssets>("asset.find", get("/assets"), Scope::ReadAssets, Effect::None,
                           "Find assets by words, kind, date, place, camera, people or any field.")
        .arguments("query")
        .example("atelier asset find 'lake kind:image taken:2019..2021' --limit 5"),
    operation<&showAsset>("asset.show", get("/assets/{id}"), Scope::ReadAssets, Effect::None,
                          "Show everything that is known about an asset, and who says so.")
        .arguments("id", "version"),
    operation<&describeAsset>(
        "asset.describe", patch("/assets/{id}"), Scope::WriteAssets, Effect::Write,
        "Set or clear fields; your word counts more than the file's, and both are kept.")
        .arguments("id")
        .example("atelier asset describe ID --set title='Mono Lake at dusk' --clear headline"),
    operation<&tagAsset>("asset.tag", post("/assets/{id}/tags"), Scope::WriteAssets, Effect::Write,
                         "Add or remove tags.")
        .arguments("id", "tags")
        .example("atelier asset tag ID lake evening --remove draft"),
    operation<&trashAsset>("asset.delete", remove("/assets/{id}"), Scope::DeleteAssets,
                           Effect::Write,
                           "Move an asset to the trash; `asset restore` brings it back.")
        .arguments("id"),
    operation<&restoreAsset>("asset.restore", post("/assets/{id}/restore"), Scope::DeleteAssets,
                             Effect::Write, "Take an asset out of the trash.")
        .arguments("id"),
    operation<&eraseAsset>("asset.erase", post("/assets/{id}/erase"), Scope::EraseAssets,
                           Effect::Destroy, "Remove an asset and all its versions for good.")
        .arguments("id"),
    operation<&findSimilar>("asset.similar", get("/assets/{id}/similar"), Scope::ReadAssets,
                            Effect::None, "Find pictures that look like this one.")
        .arguments("id"),
    operation<&countFacets>(
        "asset.facets", get("/facets"), Scope::ReadAssets, Effect::None,
        "Count what matches by kind, keyword, camera, year, country, creator and rating.")
        .arguments("query"),
    operation<&showTimeline>(
        "asset.timeline", get("/timeline"), Scope::ReadAssets, Effect::None,
        "Show how many assets there are in each month, and where their pages begin.")
        .arguments("query"),
};

}  // namespace

std::span<const Operation> assetOperations() { return table; }

}  // namespace atelier::studio
