// Assets: finding, looking, describing, trashing.

#include "base/text.h"
#include "catalog/catalog.h"
#include "studio/describer.h"
#include "studio/operations/nouns.h"
#include "studio/operations/views.h"
#include "studio/studio.h"

#include <algorithm>

#include <fmt/format.h>

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

AssetDetail showAsset(Studio& studio, const access::Caller&, const AssetRef& ask) {
  return detailOf(studio, assetNamed(ask.id));
}

const metadata::Property& propertyNamed(std::string_view name) {
  if (const auto* property = metadata::findProperty(name)) return *property;
  std::vector<std::string_view> names;
  for (const auto& property : metadata::vocabulary) names.push_back(property.name);
  const auto near = nearest(name, names);
  throw Error{Code::InvalidInput, fmt::format("There is no field \"{}\".", name),
              near ? fmt::format("Did you mean {}?", *near)
                   : fmt::format("The fields are {}.", fmt::join(names, ", ")),
              fmt::format("/set/{}", name)};
}

std::string checkedValue(std::string_view value, std::string_view where) {
  constexpr std::size_t longest = std::size_t{64} << 10;
  const auto text = trim(value);
  if (text.empty() || text.size() > longest || !isUtf8(text)) {
    throw Error{Code::InvalidInput, "A value must be text of 1 to 65,536 bytes.",
                "Use `clear` to empty a field.", std::string(where)};
  }
  return std::string(text);
}

/// A person's word on a field takes the place of an earlier one; what the file says stays beside
/// it.
bool setField(metadata::Description& description, const std::string& name, const std::string& value,
              const std::string& who) {
  const metadata::Field field{name, value, metadata::Origin::Person, who};
  const auto same = [&](const metadata::Field& each) {
    return each.name == name && each.origin == metadata::Origin::Person;
  };
  if (std::ranges::any_of(description.fields,
                          [&](const auto& each) { return same(each) && each.value == value; })) {
    return false;
  }
  std::erase_if(description.fields, same);
  description.fields.push_back(field);
  return true;
}

AssetDetail describeAsset(Studio& studio, const access::Caller& caller, const DescribeAsset& ask) {
  const auto id = assetNamed(ask.id);
  std::map<std::string, std::string> values;
  for (const auto& [name, value] : ask.set) {
    propertyNamed(name);
    values[name] = checkedValue(value, "/set/" + name);
  }
  for (const auto& name : ask.clear) propertyNamed(name);
  const auto change = [&](metadata::Description& description) {
    bool changed = false;
    for (const auto& [name, value] : values) {
      changed = setField(description, name, value, caller.id) || changed;
    }
    for (const auto& name : ask.clear) {
      changed =
          std::erase_if(description.fields,
                        [&](const auto& field) {
                          return field.name == name && field.origin == metadata::Origin::Person;
                        }) > 0 ||
          changed;
    }
    return changed;
  };
  studio.describer().change(std::span(&id, 1), change,
                            {"asset.describe", "Described", "asset.changed"}, caller);
  return detailOf(studio, id);
}

bool hasTag(const metadata::Description& description, std::string_view tag) {
  return std::ranges::any_of(description.fields, [&](const auto& field) {
    return field.name == "keyword" && field.value == tag;
  });
}

AssetDetail tagAsset(Studio& studio, const access::Caller& caller, const TagAsset& ask) {
  const auto id = assetNamed(ask.id);
  std::vector<std::string> add;
  for (const auto& tag : ask.tags) add.push_back(checkedValue(tag, "/tags"));
  if (add.empty() && ask.remove.empty()) {
    throw Error{Code::InvalidInput, "Say which tags to add or to remove.", "Nothing was changed.",
                "/tags"};
  }
  const auto change = [&](metadata::Description& description) {
    bool changed = false;
    for (const auto& tag : add) {
      if (hasTag(description, tag)) continue;
      description.fields.push_back({"keyword", tag, metadata::Origin::Person, caller.id});
      changed = true;
    }
    for (const auto& tag : ask.remove) {
      changed = std::erase_if(description.fields,
                              [&](const auto& field) {
                                return field.name == "keyword" && field.value == tag;
                              }) > 0 ||
                changed;
    }
    return changed;
  };
  studio.describer().change(std::span(&id, 1), change, {"asset.tag", "Tagged", "asset.changed"},
                            caller);
  return detailOf(studio, id);
}

AssetDetail trashAsset(Studio& studio, const access::Caller& caller, const AssetRef& ask) {
  const auto id = assetNamed(ask.id);
  const auto now = toRfc3339(studio.clock().now());
  studio.describer().change(
      std::span(&id, 1),
      [&](metadata::Description& description) {
        if (!description.trashedAt.empty()) return false;
        description.trashedAt = now;
        return true;
      },
      {"asset.delete", "Moved to the trash", "asset.trashed"}, caller);
  return detailOf(studio, id);
}

AssetDetail restoreAsset(Studio& studio, const access::Caller& caller, const AssetRef& ask) {
  const auto id = assetNamed(ask.id);
  studio.describer().change(
      std::span(&id, 1),
      [](metadata::Description& description) {
        return !std::exchange(description.trashedAt, {}).empty();
      },
      {"asset.restore", "Taken from the trash", "asset.restored"}, caller);
  return detailOf(studio, id);
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
        .arguments("id"),
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
