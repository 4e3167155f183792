#include "formats/ocfl/inventory.h"

#include "base/json/text.h"
#include "formats/ocfl/hashing.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

std::string jsonText(std::string_view text) {
  std::string quoted;
  json::appendQuoted(quoted, text);
  return quoted;
}

/// Writes one object, a member a line, in the order in which they are asked for.
class Members {
 public:
  Members(std::string& out, std::size_t depth) : out_(out), depth_(depth) { out_ += "{"; }

  std::string& open(std::string_view name) {
    out_ += first_ ? "\n" : ",\n";
    first_ = false;
    out_.append(depth_ * 2, ' ');
    out_ += jsonText(name);
    out_ += ": ";
    return out_;
  }
  void text(std::string_view name, std::string_view value) { open(name) += jsonText(value); }
  void close() {
    if (!first_) {
      out_ += '\n';
      out_.append((depth_ - 1) * 2, ' ');
    }
    out_ += '}';
  }

 private:
  std::string& out_;
  std::size_t depth_;
  bool first_ = true;
};

void writePaths(std::string& out, const PathsByDigest& digests, std::size_t depth) {
  Members members{out, depth};
  for (const auto& [digest, paths] : digests) {
    members.open(digest) += "[";
    std::string_view separator;
    for (const auto& path : paths) {
      out += separator;
      out += jsonText(path);
      separator = ", ";
    }
    out += "]";
  }
  members.close();
}

void writeVersion(std::string& out, const Version& version) {
  Members members{out, 3};
  members.text("created", version.created);
  if (!version.message.empty()) members.text("message", version.message);
  if (version.user) {
    members.open("user");
    Members user{out, 4};
    user.text("name", version.user->name);
    if (!version.user->address.empty()) user.text("address", version.user->address);
    user.close();
  }
  writePaths(members.open("state"), version.state, 4);
  members.close();
}

}  // namespace

std::string Inventory::versionFolder(std::uint32_t number) const {
  return padding == 0 ? fmt::format("v{}", number) : fmt::format("v{:0{}}", number, padding);
}

std::optional<std::string_view> Inventory::digestOf(std::uint32_t version,
                                                    std::string_view logicalPath) const {
  auto found = versions.find(version);
  if (found == versions.end()) return std::nullopt;
  for (const auto& [digest, paths] : found->second.state)
    if (std::ranges::find(paths, logicalPath) != paths.end()) return digest;
  return std::nullopt;
}

std::optional<std::string_view> Inventory::contentPath(std::uint32_t version,
                                                       std::string_view logicalPath) const {
  auto digest = digestOf(version, logicalPath);
  if (!digest) return std::nullopt;
  auto found = manifest.find(*digest);
  if (found == manifest.end() || found->second.empty()) return std::nullopt;
  return found->second.front();
}

std::string toJson(const Inventory& inventory) {
  std::string out;
  Members members{out, 1};
  members.text("id", inventory.id);
  members.text("type", inventory.type);
  members.text("digestAlgorithm", inventory.digestAlgorithm);
  members.text("head", inventory.versionFolder(inventory.head));
  if (inventory.contentDirectory != "content")
    members.text("contentDirectory", inventory.contentDirectory);
  writePaths(members.open("manifest"), inventory.manifest, 2);
  members.open("versions");
  Members versions{out, 2};
  for (const auto& [number, version] : inventory.versions) {
    versions.open(inventory.versionFolder(number));
    writeVersion(out, version);
  }
  versions.close();
  if (!inventory.fixity.empty()) {
    members.open("fixity");
    Members fixity{out, 2};
    for (const auto& [algorithm, digests] : inventory.fixity)
      writePaths(fixity.open(algorithm), digests, 3);
    fixity.close();
  }
  members.close();
  return out + "\n";
}

std::string sidecarName(std::string_view algorithm) {
  return fmt::format("{}.{}", inventoryFile, algorithm);
}

std::string sidecarText(std::string_view inventoryText, std::string_view algorithm) {
  return fmt::format("{} {}\n", digestOf(algorithm, inventoryText), inventoryFile);
}

}  // namespace atelier::ocfl
