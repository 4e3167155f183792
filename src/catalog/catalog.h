#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "base/id.h"
#include "formats/metadata/description.h"
#include "store/store.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What is in the studio, and finding it: a cache of the vault that can be made again from the
/// descriptions alone and is equal afterwards (contentHash). Rows are numbered as assets arrive, so
/// that the newest come first without sorting. The query language is in docs/query.md. Errors:
/// QuerySyntax (with the column in `where`), InvalidInput (a cursor or limit), NotFound, Conflict,
/// and what the store throws. Thread-safe.
namespace atelier::catalog {

/// The schema of this room, for Store::open. Numbers 200 to 299.
std::span<const store::Migration> migrations();

/// An asset's current version, as the vault has it.
struct Entry {
  AssetId id;
  std::uint32_t version = 1;
  metadata::Description description;
  std::string vaultFolder;  ///< below the vault's root
};

/// What a list shows of an asset.
struct Summary {
  AssetId id;
  std::uint32_t version = 1;
  std::string title;  ///< the file name if it has none
  metadata::Kind kind = metadata::Kind::Other;
  std::string mediaType;
  std::string fileName;
  std::uint64_t bytes = 0;
  std::optional<std::uint32_t> width;
  std::optional<std::uint32_t> height;
  std::optional<std::int64_t> durationMs;
  std::string takenAt;  ///< as the description says it, empty if it does not
  std::string addedAt;  ///< RFC 3339
  std::string thumbHash;
  std::string colour;
  std::string unreadable;  ///< why it could not be decoded, empty if it could
  std::string trashedAt;   ///< empty unless it is in the trash
  std::optional<int> rating;
};

struct Collection {
  CollectionId id;
  std::string name;
  std::string createdAt;         ///< RFC 3339
  std::uint64_t count = 0;       ///< assets in it, without trashed ones
  std::optional<AssetId> cover;  ///< its newest asset
};

/// A query with a name.
struct SavedSearch {
  SearchId id;
  std::string name;
  std::string query;
  std::string sort;       ///< as parseSort() reads it; may be empty
  std::string createdAt;  ///< RFC 3339
};

struct Detail {
  Summary summary;
  metadata::Description description;  ///< complete, as it was put
  std::string vaultFolder;
  std::vector<Collection>
      collections;  ///< those that still exist; count and cover are not filled in
};

enum class Sort : std::uint8_t { Added, Taken, Title, Bytes, Relevance };

struct SortBy {
  Sort key = Sort::Added;
  bool descending = true;  ///< Relevance has one direction only: best first
  bool operator==(const SortBy&) const = default;
};

/// "-added", "added", "-taken", "taken", "title", "-title", "-bytes", "bytes", "relevance".
/// Throws Error{InvalidInput} with the nearest name.
SortBy parseSort(std::string_view text);

struct Find {
  std::string query;
  SortBy sort;
  std::uint32_t limit = 50;          ///< 1 to 1000
  std::optional<std::string> after;  ///< `next` of the page before, of the same query and sort
  bool trashed = false;              ///< only what is in the trash, instead of only what is not
};

struct Page {
  std::vector<Summary> assets;
  std::optional<std::string> next;
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;
  std::string label;  ///< for people, where it differs: a collection's name
};
struct Facet {
  std::string name;  ///< kind, keyword, camera_model, year, country, creator, rating, collection
  std::vector<FacetValue> values;  ///< most frequent first, at most 50
};
struct Facets {
  std::uint64_t total = 0;  ///< matches, or how many were looked at if not exact
  bool exact = true;        ///< false: only the newest 5,000 matches were counted
  std::vector<Facet> facets;
};

/// One page of a list. Sorted by taken, none reaches into another month.
struct TimelineBucket {
  std::optional<std::string> month;  ///< "2019-05", by the clock on the wall; sorted by taken only
  std::uint32_t count = 0;           ///< at most 500, so that a bucket is one page
  std::optional<std::string> after;  ///< for Find with the same sort and limit = count; none: top
};
struct Timeline {
  std::uint64_t total = 0;
  std::vector<TimelineBucket> buckets;  ///< in the order of the sort
};

struct Similar {
  Summary summary;
  int distance = 0;  ///< differing bits of 64; below about 10 it is the same picture for people
};

/// One thing that happened, for server-sent events that can be resumed.
struct Event {
  std::int64_t id = 0;  ///< grows, never reused
  std::string at;       ///< RFC 3339
  std::string name;     ///< "asset.added", ...
  std::optional<AssetId> asset;
  std::string data;  ///< JSON
};

struct KindCount {
  metadata::Kind kind = metadata::Kind::Other;
  std::uint64_t assets = 0;
  std::uint64_t bytes = 0;
};
struct Stats {
  std::uint64_t assets = 0;  ///< without trashed ones
  std::uint64_t bytes = 0;   ///< of these
  std::uint64_t trashed = 0;
  std::uint64_t unreadable = 0;
  std::vector<KindCount> kinds;
};

class Catalog {
 public:
  Catalog(store::Store& store, const Clock& clock);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  /// Adds or replaces, all or none. New ones are numbered in the order of their ids: a rebuild must
  /// put its batches in the order of ids, too, to get the same order of arrival.
  void put(std::span<const Entry> entries);
  void put(store::Transaction& transaction, std::span<const Entry> entries);

  /// Forgets assets (after the vault has erased them). Unknown ids are passed over.
  void remove(std::span<const AssetId> ids);
  void remove(store::Transaction& transaction, std::span<const AssetId> ids);
  /// Forgets all assets, before a rebuild. Collections and events stay.
  void removeAll(store::Transaction& transaction);

  /// The asset that holds these bytes, for each digest in its place.
  std::vector<std::optional<AssetId>> findDigests(std::span<const Digest> digests);
  /// Inside a transaction, to be sure that nobody adds the same bytes in between.
  static std::optional<AssetId> findDigest(store::Connection& connection, const Digest& digest);

  std::optional<Summary> summary(const AssetId& id);
  std::optional<Detail> detail(const AssetId& id);
  static std::optional<Detail> detail(store::Connection& connection, const AssetId& id);
  /// The same asset as an earlier version described it.
  Detail earlier(Detail now, std::uint32_t version, metadata::Description then);

  Page find(const Find& ask);
  Facets facets(std::string_view query, bool trashed = false);

  /// Where each page of the whole list begins, so that any of them can be reached at once. Kept
  /// until something is written: counting a million takes a quarter of a second. Not by relevance.
  Timeline timeline(std::string_view query, bool trashed = false,
                    SortBy sort = {Sort::Taken, true});
  std::uint64_t count(std::string_view query, bool trashed = false);

  /// All that match, newest first.
  std::vector<AssetId> matching(std::string_view query, bool trashed = false);

  /// Pictures that look alike, nearest first, without the asked one and trashed ones. Nothing if
  /// the asset has no fingerprint. NotFound if there is no such asset.
  std::vector<Similar> similar(const AssetId& id, std::size_t limit = 20, int maxDistance = 10);

  /// Ids in growing order, for verify and export: at most `limit` after `after`, trashed ones
  /// included.
  struct Place {
    AssetId id;
    std::uint32_t version = 1;
    std::string vaultFolder;
    Digest digest;
    std::uint64_t bytes = 0;
  };
  std::vector<Place> places(const std::optional<AssetId>& after, std::size_t limit);

  /// Names are unique without regard to case. Conflict if one is taken, InvalidInput if it is empty
  /// or longer than 200 bytes, NotFound. Who is in a collection stands in the descriptions.
  void createCollection(store::Transaction& transaction, const CollectionId& id,
                        std::string_view name);
  void createCollection(store::Transaction& transaction,
                        const Collection& collection);  ///< as it was
  void renameCollection(store::Transaction& transaction, const CollectionId& id,
                        std::string_view name);
  /// The collection's name only: the caller puts the members' descriptions without it.
  void deleteCollection(store::Transaction& transaction, const CollectionId& id);
  std::vector<Collection> collections();
  std::optional<Collection> collection(const CollectionId& id);
  std::optional<Collection> collectionNamed(std::string_view name);
  std::vector<AssetId> members(store::Connection& connection, const CollectionId& id);

  /// Adds or replaces. Names as of collections, but among searches.
  void putSearch(store::Transaction& transaction, const SavedSearch& search);
  void deleteSearch(store::Transaction& transaction, const SearchId& id);
  std::vector<SavedSearch> searches();
  std::optional<SavedSearch> search(const SearchId& id);
  std::optional<SavedSearch> searchNamed(std::string_view name);

  /// Writes down an event in the same transaction as what it tells. Returns its id.
  std::int64_t append(store::Transaction& transaction, std::string_view name,
                      const std::optional<AssetId>& asset, std::string_view json);
  std::vector<Event> eventsAfter(std::int64_t id, std::size_t limit);
  std::int64_t lastEvent();   ///< 0 if there are none
  std::int64_t firstEvent();  ///< the oldest that was not forgotten; 0 if there are none
  /// Drops all but the newest `keep` events.
  void forgetEvents(store::Transaction& transaction, std::int64_t keep);

  Stats stats();

  /// A digest over everything the catalogue says of assets, in the order of ids: equal after a
  /// rebuild.
  Digest contentHash();

  /// What is wrong inside the index (the words do not fit the rows); empty if all is well. Slow.
  std::vector<std::string> check();

  /// Merges the index of words after many changes, so that searching is fast again.
  void optimise();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::catalog
