#include "studio/source_files.h"

#include "store/store.h"
#include "studio/migrations.h"
#include "studio/studio.h"

namespace atelier::studio {

namespace {

// One row per file and asset: a file whose bytes changed has two, and that is how the change is
// noticed.
constexpr std::array list{store::Migration{
    300, "files that assets came from",
    "create table source_file (path text not null, asset blob not null, size integer not null, "
    "  modified_ns integer not null, primary key (path, asset)) without rowid;"}};

SourceFile fromRow(const store::Statement& row) {
  SourceFile file{
      std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)), row.integer(2), {}};
  const auto id = row.blob(3);
  std::copy_n(id.begin(), std::min(id.size(), file.asset.value.bytes.size()),
              file.asset.value.bytes.begin());
  return file;
}

}  // namespace

std::span<const store::Migration> migrations() { return list; }

std::optional<AssetId> SourceFiles::known(const fs::path& path, const FileStatus& status) {
  return studio_.store().read([&](store::Connection& connection) -> std::optional<AssetId> {
    auto rows = connection.prepare(
        "select path, size, modified_ns, asset from source_file where path = ? and size = ? and "
        "modified_ns = ?");
    rows.with(path.string(), static_cast<std::int64_t>(status.size),
              std::int64_t{status.modified.time_since_epoch().count()});
    if (!rows.step()) return std::nullopt;
    return fromRow(rows).asset;
  });
}

void SourceFiles::remember(std::span<const SourceFile> files) {
  if (files.empty()) return;
  studio_.store().write([&](store::Transaction& transaction) {
    auto insert = transaction.prepare(
        "insert into source_file (path, asset, size, modified_ns) values (?, ?, ?, ?) "
        "on conflict (path, asset) do update set size = excluded.size, modified_ns = "
        "excluded.modified_ns");
    for (const auto& file : files) {
      insert.reset();
      insert.with(file.path, std::span<const std::uint8_t>(file.asset.value.bytes),
                  static_cast<std::int64_t>(file.size), file.modifiedNs);
      insert.run();
    }
  });
}

std::vector<SourceFile> SourceFiles::below(const fs::path& folder) {
  const auto from = folder.string() + "/";
  const auto until = folder.string() + "0";  // '0' follows '/'
  return studio_.store().read([&](store::Connection& connection) {
    std::vector<SourceFile> files;
    auto rows = connection.prepare(
        "select path, size, modified_ns, asset from source_file where path >= ? and path < ? "
        "order by path, modified_ns");
    rows.with(from, until);
    while (rows.step()) files.push_back(fromRow(rows));
    return files;
  });
}

void SourceFiles::forget(store::Transaction& transaction, std::span<const AssetId> assets) {
  for (const auto& asset : assets) {
    transaction.prepare("delete from source_file where asset = ?")
        .bind(std::span<const std::uint8_t>(asset.value.bytes))
        .run();
  }
}

}  // namespace atelier::studio
