#include "tests/vault/simulated_vault.h"

#include "base/text.h"
#include "formats/ocfl/validator.h"

namespace atelier::vault {

namespace {

Contents photo(const std::string& name) {
  return {{"original/" + name, name + std::string(1500, 'p')},  // three sectors
          {"description.json", "{\"title\":\"" + name + "\"}"}};
}

Contents merged(const Contents& before, const Contents& changes) {
  auto contents = changes;
  contents.insert(before.begin(), before.end());
  return contents;
}

std::string readAll(File& file) {
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  text.resize(file.read(0, std::as_writable_bytes(std::span(text))));
  return text;
}

}  // namespace

std::unique_ptr<SimulatedDisk> SimulatedVault::emptyVault() {
  auto disk = std::make_unique<SimulatedDisk>();
  disk->makeFolders(root.parent_path());
  Vault::create(*disk, root, work);
  disk->syncAll("/");
  return disk;
}

std::unique_ptr<Vault> SimulatedVault::open(SimulatedDisk& disk) {
  return std::make_unique<Vault>(disk, clock_, random_, log_, root, work);
}

/// Ids whose objects lie in one outermost folder of the vault.
std::vector<AssetId> SimulatedVault::neighbours(std::size_t count) {
  std::vector<AssetId> ids;
  while (ids.size() < count) {
    const auto next = id();
    const auto hash = [](AssetId each) { return Sha256::of("urn:uuid:" + each.text()).bytes[0]; };
    if (ids.empty() || hash(next) == hash(ids.front())) ids.push_back(next);
  }
  return ids;
}

std::vector<Step> SimulatedVault::day() {
  using enum Step::Kind;
  const auto near = neighbours(3);
  const auto a = id();
  const auto b = id();
  const Contents described{{"description.json", "{\"title\":\"described\"}"}};
  const Contents newOriginal{{"original/one.jpg", std::string(900, 'n')}, {"notes/a.txt", "a"}};
  auto twins = photo("twins.jpg");
  twins["original/copy of twins.jpg"] = twins["original/twins.jpg"];
  return {
      {Create, {{a, photo("one.jpg")}}},
      {Create, {{b, twins}, {near[0], photo("n0.jpg")}, {near[1], photo("n1.jpg")}}},
      {Update, {{a, described}, {b, described}}},
      {Update, {{a, newOriginal}}, false},
      {Erase, {{near[0], {}}}},
      {Create, {{near[2], photo("n2.jpg")}}, false},
      {Erase, {{near[1], {}}}},
      {Erase, {{near[2], {}}}},  // the last one in its outer folder
  };
}

void SimulatedVault::attempt(Vault& vault, const Step& step, Book& book) {
  if (step.kind == Step::Kind::Erase) {
    const auto id = step.changes.begin()->first;
    book.erasing = id;
    vault.erase(id, "a person");
    book.erasing.reset();
    book.kept.erase(id);
    book.notIndexed.erase(id);
    book.erased.insert(id);
    return;
  }
  book.attempted.clear();
  for (const auto& [id, changes] : step.changes) {
    auto versions = book.kept[id];
    versions.push_back(versions.empty() ? changes : merged(versions.back(), changes));
    book.attempted[id] = versions;
    if (step.kind == Step::Kind::Create) book.kept.erase(id);
  }
  auto deposit = vault.deposit();
  for (const auto& [id, changes] : step.changes) {
    auto& draft = step.kind == Step::Kind::Create ? deposit.create(id, {"Brought in", "test"})
                                                  : deposit.update(id, {"Changed", "test"});
    for (const auto& [path, text] : changes) draft.text(path, text);
  }
  deposit.commit();
  for (auto& [id, versions] : std::exchange(book.attempted, {})) {
    book.kept[id] = versions;
    book.notIndexed.insert(id);
  }
  if (!step.indexed) return;
  for (const auto& [id, changes] : step.changes) book.notIndexed.erase(id);
  deposit.indexed();
}

void SimulatedVault::expectVersions(const Vault& vault, AssetId id,
                                    const std::vector<Contents>& versions,
                                    const std::vector<Contents>* attempted) {
  const auto head = vault.head(id);
  ASSERT_GE(head, versions.size()) << id.text();
  ASSERT_LE(head, attempted != nullptr ? attempted->size() : versions.size()) << id.text();
  for (std::uint32_t number = 1; number <= head; ++number) {
    const auto& expected = number <= versions.size() ? versions[number - 1] : attempted->back();
    Contents found;
    for (const auto& path : vault.logicalPaths(id, number)) {
      found[path] = readAll(*vault.open(id, path, number));
    }
    EXPECT_EQ(found, expected) << id.text() << " version " << number;
  }
}

void SimulatedVault::expectKept(SimulatedDisk& disk, const Vault& vault, const Book& book) {
  for (const auto& [id, versions] : book.kept) {
    if (book.erasing == id && !vault.has(id)) continue;
    ASSERT_TRUE(vault.has(id)) << id.text();
    const auto attempted = book.attempted.find(id);
    expectVersions(vault, id, versions,
                   attempted == book.attempted.end() ? nullptr : &attempted->second);
  }
  for (const auto& [id, versions] : book.attempted) {
    if (!book.kept.contains(id) && vault.has(id)) expectVersions(vault, id, {}, &versions);
  }
  vault.forEach([&](std::optional<AssetId> id, const fs::path& folder) {
    EXPECT_TRUE(id && (book.kept.contains(*id) || book.attempted.contains(*id))) << folder;
    return true;
  });
  ocfl::ValidateOptions strict;
  strict.warnings = false;
  strict.ownSidecars = true;
  for (const auto& finding : ocfl::validateRoot(disk, root, strict)) {
    ADD_FAILURE() << ocfl::describe(finding);
  }
  const auto list = root.parent_path() / "erased.jsonl";
  const auto written = disk.exists(list) ? disk.readText(list) : std::string{};
  for (const auto& id : book.erased) {
    EXPECT_FALSE(vault.has(id));
    EXPECT_THAT(written, testing::HasSubstr("{\"id\":\"" + id.text() + "\",\"erased_at\":\"2026-"));
  }
}

void SimulatedVault::expectTidy(SimulatedDisk& disk, const Vault& vault, const Book& book) {
  EXPECT_THAT(vault.garbage(), testing::IsEmpty());
  const auto runs = disk.list(work);
  ASSERT_EQ(runs.size(), 1U);
  const auto left = disk.list(work / runs.front().name);
  if (!left.empty()) {
    EXPECT_EQ(left.size(), 1U);
    EXPECT_EQ(left.front().name, "group-0");
  }
  const auto reminded = vault.notIndexed();
  for (const auto& id : book.notIndexed) {
    if (book.erasing == id) continue;
    EXPECT_THAT(reminded, testing::Contains(id));
  }
  for (const auto& [id, versions] : book.attempted) {
    if (book.kept.contains(id) || !vault.has(id)) continue;
    EXPECT_THAT(reminded, testing::Contains(id));
  }
  for (const auto& id : reminded) EXPECT_TRUE(vault.has(id));
}

}  // namespace atelier::vault
