#include "studio/collections.h"

#include "access/access.h"
#include "access/audit.h"
#include "base/json/codec.h"
#include "base/json/text.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "store/store.h"
#include "studio/describer.h"
#include "studio/event_bell.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <algorithm>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

struct Kept {
  std::string format = "atelier-collection/1";
  std::string name;
  std::string createdAt;
};
BOOST_DESCRIBE_STRUCT(Kept, (), (format, name, createdAt))

AssetId objectOf(const CollectionId& id) { return AssetId{id.value}; }

/// One transaction: audit entry, the change itself, the event.
template <class Change>
void record(Studio& studio, const access::Caller& caller, std::string_view action,
            const CollectionId& id, const Change& change) {
  studio.store().write([&](store::Transaction& transaction) {
    studio.access().audit().append(transaction, caller, action, id.text());
    change(transaction);
    studio.catalog().append(transaction, "collection.changed", std::nullopt,
                            json::toText(boost::json::object{{"collection", id.text()}}));
  });
  studio.bell().ring();
}

/// In a rehearsal: enters what would be changed, with words for people, and touches no vault.
template <class Enter>
bool rehearsed(const access::Caller& caller, const Enter& enter, std::string_view detail) {
  if (caller.rehearsal == nullptr) return false;
  enter();
  caller.rehearsal->steps.back().detail = detail;
  return true;
}

Error nameTaken() {
  return {Code::Conflict, "There is a collection of this name already.",
          "Choose another name, or use the one that is there.", "/name"};
}

void checkName(Studio& studio, std::string_view name, const std::optional<CollectionId>& self) {
  constexpr std::size_t longest = 200;
  if (trim(name).empty() || name.size() > longest || !isUtf8(name)) {
    throw Error{Code::InvalidInput, "A collection needs a name of at most 200 bytes.",
                "Nothing was made.", "/name"};
  }
  const auto found = studio.catalog().collectionNamed(name);
  if (found && found->id != self) throw nameTaken();
}

}  // namespace

std::string collectionJson(std::string_view name, std::string_view createdAt) {
  boost::json::value value;
  json::encode(Kept{.name = std::string(name), .createdAt = std::string(createdAt)}, value);
  return json::toText(value, json::Layout::Indented) + "\n";
}

CollectionRecord collectionFromJson(std::string_view text) {
  auto kept = json::decode<Kept>(json::parse(text));
  return {kept.name, kept.createdAt};
}

MadeCollection createCollection(Studio& studio, std::string_view name,
                                const access::Caller& caller) {
  checkName(studio, name, std::nullopt);
  const auto id = studio.ids().make<CollectionTag>();
  const auto now = toRfc3339(studio.clock().now());
  const auto enter = [&] {
    record(studio, caller, "collection.create", id, [&](store::Transaction& transaction) {
      studio.catalog().createCollection(transaction, {id, std::string(name), now, 0, std::nullopt});
    });
  };
  if (rehearsed(caller, enter, name)) return {id, now};
  auto deposit = studio.vault().deposit();
  deposit.create(objectOf(id), {"Made", caller.name})
      .text("collection.json", collectionJson(name, now));
  deposit.commit(enter);
  return {id, now};
}

CollectionId ensureCollection(Studio& studio, std::string_view name, const access::Caller& caller) {
  if (auto id = CollectionId::parse(name); id && studio.catalog().collection(*id)) return *id;
  if (auto found = studio.catalog().collectionNamed(name)) return found->id;
  return createCollection(studio, name, caller).id;
}

void renameCollection(Studio& studio, const CollectionId& id, std::string_view name,
                      const access::Caller& caller) {
  checkName(studio, name, id);
  const auto current = studio.catalog().collection(id);
  if (!current)
    throw Error{Code::NotFound, "There is no such collection.", "Nothing was changed.", "/id"};
  const auto enter = [&] {
    record(studio, caller, "collection.rename", id, [&](store::Transaction& transaction) {
      studio.catalog().renameCollection(transaction, id, name);
    });
  };
  if (rehearsed(caller, enter, fmt::format("{} -> {}", current->name, name))) return;
  auto deposit = studio.vault().deposit();
  deposit.update(objectOf(id), {"Renamed", caller.name})
      .text("collection.json", collectionJson(name, current->createdAt));
  deposit.commit(enter);
}

void deleteCollection(Studio& studio, const CollectionId& id, const access::Caller& caller) {
  const auto members = studio.store().read(
      [&](store::Connection& connection) { return studio.catalog().members(connection, id); });
  changeMembers(studio, id, {}, members, caller);
  const auto enter = [&] {
    record(studio, caller, "collection.delete", id, [&](store::Transaction& transaction) {
      studio.catalog().deleteCollection(transaction, id);
    });
  };
  if (rehearsed(caller, enter, fmt::format("assets that stay: {}", members.size()))) return;
  // The rows go last, as in every erasure.
  studio.vault().erase(objectOf(id), caller.name);
  enter();
}

void changeMembers(Studio& studio, const CollectionId& id, std::span<const AssetId> add,
                   std::span<const AssetId> remove, const access::Caller& caller) {
  const auto text = id.text();
  studio.describer().change(
      add,
      [&](metadata::Description& description) {
        if (std::ranges::find(description.collections, text) != description.collections.end())
          return false;
        description.collections.push_back(text);
        return true;
      },
      {"collection.add", "Put into a collection", "asset.changed"}, caller);
  studio.describer().change(
      remove,
      [&](metadata::Description& description) {
        return std::erase(description.collections, text) > 0;
      },
      {"collection.remove", "Taken out of a collection", "asset.changed"}, caller);
}

}  // namespace atelier::studio
