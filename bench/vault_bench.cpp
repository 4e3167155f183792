// How fast the vault takes things in, and that it stays as fast when it is full.
//
//   vault_bench FOLDER rates            MB/s and files/s of 2.5 MB and 4 kB files, in groups of 1,
//   32, 128 vault_bench FOLDER growth [COUNT]   ms an object at 1,000 objects and at COUNT
//   (100,000), and their ratio
//
// FOLDER is made, and removed at the end. Every commit is durable, as it is in the studio.

#include "base/id.h"
#include "base/random.h"
#include "vault/vault.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace atelier;

struct Room {
  RealFiles files;
  SystemClock clock;
  SystemRandom chance;
  SeededRandom content{1};
  Log log{clock, -1};
  IdMaker ids{clock, chance};
  fs::path folder;
  std::unique_ptr<vault::Vault> vault;
  std::uint64_t last = 0;

  explicit Room(const fs::path& where) : folder(where / "vault-bench") {
    fs::remove_all(folder);
    vault::Vault::create(files, folder / "vault", folder / "work");
    vault = std::make_unique<vault::Vault>(files, clock, chance, log, folder / "vault",
                                           folder / "work");
  }
  ~Room() {
    vault.reset();
    fs::remove_all(folder);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  /// One group of new objects; no two have the same bytes.
  void deposit(std::vector<std::byte>& bytes, std::size_t count) {
    auto group = vault->deposit();
    for (std::size_t i = 0; i < count; ++i) {
      const auto mark = fmt::format("{:020}", ++last);
      std::ranges::copy(std::as_bytes(std::span(mark)), bytes.begin());
      auto writer = vault->spool();
      constexpr std::size_t block = std::size_t{1} << 17;
      for (std::size_t at = 0; at < bytes.size(); at += block) {
        writer.write(std::span(bytes).subspan(at, std::min(block, bytes.size() - at)));
      }
      group.create(ids.make<AssetTag>(), {"Brought in", "bench"})
          .file("original/" + mark + ".bin", writer.finish())
          .text("description.json", "{\"title\":\"" + mark + "\"}");
    }
    group.commit();
    group.indexed();
  }

  std::vector<std::byte> bytes(std::size_t size) {
    std::vector<std::byte> made(size);
    content.fill({reinterpret_cast<std::uint8_t*>(made.data()), made.size()});
    return made;
  }
};

double secondsOf(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void rates(const fs::path& where) {
  struct Case {
    std::size_t size, files;
  };
  for (const auto& each : {Case{2'500'000, 256}, Case{4'000, 1024}}) {
    for (const std::size_t group : {std::size_t{1}, std::size_t{32}, std::size_t{128}}) {
      Room room(where);
      auto bytes = room.bytes(each.size);
      const auto files = group == 1 ? each.files / 4 : each.files;
      const auto seconds = secondsOf([&] {
        for (std::size_t done = 0; done < files; done += group) room.deposit(bytes, group);
      });
      const auto count = static_cast<double>(files);
      fmt::print("{:>8} bytes, groups of {:>3}: {:8.1f} files/s {:8.1f} MB/s\n", each.size, group,
                 count / seconds, count * static_cast<double>(each.size) / seconds / 1e6);
    }
  }
}

/// Milliseconds an object over the last thousand.
double lastThousand(Room& room, std::vector<std::byte>& bytes) {
  return secondsOf([&] {
    for (int i = 0; i < 10; ++i) room.deposit(bytes, 100);
  });
}

void growth(const fs::path& where, std::uint64_t count) {
  Room room(where);
  auto bytes = room.bytes(500);
  room.deposit(bytes, 100);  // warm
  const auto early = lastThousand(room, bytes);
  fmt::print("at {:>6} objects: {:.3f} ms an object\n", room.last, early);
  while (room.last + 1000 < count) room.deposit(bytes, 100);
  const auto late = lastThousand(room, bytes);
  fmt::print("at {:>6} objects: {:.3f} ms an object, ratio {:.2f}\n", room.last, late,
             late / early);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 2 || (words[1] != "rates" && words[1] != "growth")) {
    fmt::print(stderr, "usage: vault_bench FOLDER rates | vault_bench FOLDER growth [COUNT]\n");
    return 64;
  }
  if (words[1] == "rates") rates(words[0]);
  if (words[1] == "growth") growth(words[0], words.size() > 2 ? std::stoull(words[2]) : 100'000);
}
