#include "library.h"

#include <cstdlib>
#include <stdexcept>

namespace atelier::catalog::test {

Folder::Folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "atelier-catalog-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Made::Made() {
  description.fileName = "file.jpg";
  description.addedAt = "2026-11-23T08:15:30.125Z";
  description.bytes = 1000;
  description.technical.kind = metadata::Kind::Image;
  description.technical.mediaType = "image/jpeg";
}

Made& Made::field(std::string_view name, std::string_view value) {
  description.fields.push_back(
      {std::string(name), std::string(value), metadata::Origin::File, "test"});
  return *this;
}

Made& Made::file(std::string_view name) {
  description.fileName = name;
  return *this;
}

Made& Made::size(std::uint32_t width, std::uint32_t height) {
  description.technical.width = width;
  description.technical.height = height;
  return *this;
}

Made& Made::collection(const CollectionId& id) {
  description.collections.push_back(id.text());
  return *this;
}

Made& Made::hash(std::uint64_t bits) {
  description.technical.perceptualHash = bits;
  return *this;
}

Made& Made::trashed() {
  description.trashedAt = "2026-11-24T08:15:30.125Z";
  return *this;
}

Library::Library() {
  store = store::Store::open(folder.path() / "index.db", clock, migrations());
  catalog = std::make_unique<Catalog>(*store, clock);
}

Entry Library::entry(const AssetId& id, const metadata::Description& description,
                     std::uint32_t version) const {
  return {id, version, description, "abc/" + id.text()};
}

AssetId Library::add(const metadata::Description& description) {
  const auto id = newId();
  put(id, description);
  return id;
}

void Library::put(const AssetId& id, const metadata::Description& description,
                  std::uint32_t version) {
  const Entry one[] = {entry(id, description, version)};
  catalog->put(one);
}

CollectionId Library::newCollection(std::string_view name) {
  const auto id = ids_.make<CollectionTag>();
  store->write(
      [&](store::Transaction& transaction) { catalog->createCollection(transaction, id, name); });
  return id;
}

Page Library::find(std::string_view query, std::string_view sort, bool trashed) {
  return catalog->find({std::string(query), parseSort(sort), 1000, std::nullopt, trashed});
}

std::vector<std::string> Library::titles(std::string_view query, std::string_view sort) {
  std::vector<std::string> titles;
  for (const auto& asset : find(query, sort).assets) titles.push_back(asset.title);
  return titles;
}

std::set<AssetId> Library::ids(std::string_view query, bool trashed) {
  std::set<AssetId> ids;
  for (const auto& asset : find(query, "-added", trashed).assets) ids.insert(asset.id);
  return ids;
}

}  // namespace atelier::catalog::test
