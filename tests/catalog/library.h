#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "catalog/catalog.h"

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// A catalogue in a folder of its own, for tests.
namespace atelier::catalog::test {

/// A folder that is removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// An asset's description, built in one expression: Made().title("x").keyword("y").
struct Made {
  metadata::Description description;

  Made();
  Made& field(std::string_view name, std::string_view value);
  Made& title(std::string_view value) { return field("title", value); }
  Made& keyword(std::string_view value) { return field("keyword", value); }
  Made& file(std::string_view name);
  Made& size(std::uint32_t width, std::uint32_t height);
  Made& collection(const CollectionId& id);
  Made& hash(std::uint64_t bits);
  Made& trashed();
};

class Library {
 public:
  Library();

  AssetId add(const metadata::Description& description);
  AssetId add(const Made& made) { return add(made.description); }
  void put(const AssetId& id, const metadata::Description& description, std::uint32_t version = 1);

  Page find(std::string_view query, std::string_view sort = "-added", bool trashed = false);
  std::vector<std::string> titles(std::string_view query, std::string_view sort = "-added");
  std::set<AssetId> ids(std::string_view query, bool trashed = false);

  Entry entry(const AssetId& id, const metadata::Description& description,
              std::uint32_t version = 1) const;
  AssetId newId() { return ids_.make<AssetTag>(); }
  CollectionId newCollection(std::string_view name);

  Folder folder;
  ManualClock clock;
  SeededRandom random{11};
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Catalog> catalog;

 private:
  IdMaker ids_{clock, random};
};

}  // namespace atelier::catalog::test
