#include "base/simulated_disk.h"

#include "base/error.h"

#include <algorithm>
#include <cerrno>

namespace atelier {

namespace {

constexpr std::uint64_t rootNode = 1;
constexpr std::size_t sector = 512;

}  // namespace

/// Its node lives as long as it is open, as on a real disk.
class SimulatedFile final : public File {
 public:
  SimulatedFile(SimulatedDisk& disk, SimulatedDisk::NodeId node, fs::path path)
      : disk_(disk), node_(node), path_(std::move(path)) {}

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    const std::lock_guard lock{disk_.mutex_};
    const auto& content = disk_.nodes_.at(node_)->content;
    if (offset >= content.size()) return 0;
    const auto count =
        std::min<std::size_t>(into.size(), content.size() - static_cast<std::size_t>(offset));
    std::copy_n(reinterpret_cast<const std::byte*>(content.data()) + offset, count, into.data());
    return count;
  }

  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    const std::lock_guard lock{disk_.mutex_};
    disk_.change("write a file", path_);
    disk_.write(node_, offset, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

  std::uint64_t size() override {
    const std::lock_guard lock{disk_.mutex_};
    return disk_.nodes_.at(node_)->content.size();
  }

  void truncate(std::uint64_t size) override {
    const std::lock_guard lock{disk_.mutex_};
    disk_.change("cut a file", path_);
    auto& node = *disk_.nodes_.at(node_);
    node.content.resize(static_cast<std::size_t>(size));
    node.truncated = true;
  }

  void sync() override {
    const std::lock_guard lock{disk_.mutex_};
    disk_.change("make a file durable", path_);
    auto& node = *disk_.nodes_.at(node_);
    node.durable = node.content;
    node.unsynced.clear();
    node.truncated = false;
  }

 private:
  SimulatedDisk& disk_;
  SimulatedDisk::NodeId node_;
  fs::path path_;
};

SimulatedDisk::SimulatedDisk() {
  auto root = std::make_shared<Node>();
  root->folder = true;
  nodes_.emplace(rootNode, std::move(root));
}

SimulatedDisk::SimulatedDisk(const SimulatedDisk& other) : Files(other) {
  const std::lock_guard lock{other.mutex_};
  for (const auto& [id, node] : other.nodes_) nodes_.emplace(id, std::make_shared<Node>(*node));
  durableNames_ = other.durableNames_;
  unsettled_ = other.unsettled_;
  last_ = other.last_;
  changes_ = other.changes_;
  capacity_ = other.capacity_;
}

std::unique_ptr<SimulatedDisk> SimulatedDisk::afterPowerCut(Random& random) const {
  auto after = std::make_unique<SimulatedDisk>(*this);
  auto names = durableNames_;
  std::set<std::pair<NodeId, std::string>>
      broken;  // a dropped change stops later ones of the same name
  for (const auto& change : unsettled_) {
    const std::pair from{change.fromFolder, change.fromName};
    const std::pair to{change.toFolder, change.toName};
    if (random.below(2) == 0 || broken.contains(from) || broken.contains(to)) {
      broken.insert(from);
      broken.insert(to);
    } else {
      apply(names, change);
    }
  }
  after->durableNames_ = names;
  after->unsettled_.clear();
  for (auto& [id, node] : after->nodes_) {
    if (node->folder) {
      node->entries = names[id];
    } else {
      node->content = torn(*node, random);
      node->durable = node->content;
      node->unsynced.clear();
      node->truncated = false;
    }
  }
  after->heal();
  return after;
}

std::string SimulatedDisk::torn(const Node& node, Random& random) {
  if (node.truncated && random.below(2) == 0) return node.durable;
  std::string content = node.truncated ? node.content : node.durable;
  for (const auto& [offset, bytes] : node.unsynced) {
    std::size_t kept = bytes.size();
    switch (random.below(3)) {
      case 0:
        continue;
      case 1:  // a write reaches the disk in whole sectors, and not all of them
        kept = std::min(kept,
                        static_cast<std::size_t>(random.below(bytes.size() / sector + 1)) * sector);
        break;
      default:
        break;
    }
    if (content.size() < offset + kept) content.resize(static_cast<std::size_t>(offset) + kept);
    content.replace(static_cast<std::size_t>(offset), kept, bytes, 0, kept);
  }
  return content;
}

void SimulatedDisk::failAt(std::uint64_t n, int errorNumber, bool forGood) {
  const std::lock_guard lock{mutex_};
  failAt_ = changes_ + n;
  failWith_ = errorNumber;
  failForGood_ = forGood;
}

void SimulatedDisk::heal() {
  const std::lock_guard lock{mutex_};
  failAt_ = 0;
}

std::uint64_t SimulatedDisk::changes() const {
  const std::lock_guard lock{mutex_};
  return changes_;
}

void SimulatedDisk::limitBytes(std::uint64_t capacity) {
  const std::lock_guard lock{mutex_};
  capacity_ = capacity;
}

void SimulatedDisk::change(std::string_view doing, const fs::path& path) {
  ++changes_;
  if (failAt_ != 0 && (changes_ == failAt_ || (failForGood_ && changes_ > failAt_))) {
    throw systemError(failWith_, doing, path.string());
  }
}

SimulatedDisk::NodeId SimulatedDisk::find(const fs::path& path) const {
  NodeId at = rootNode;
  for (const auto& part : path.lexically_normal().relative_path()) {
    if (part.empty() || part == ".") continue;
    const auto& node = *nodes_.at(at);
    const auto found = node.entries.find(part.string());
    if (!node.folder || found == node.entries.end()) return 0;
    at = found->second;
  }
  return at;
}

SimulatedDisk::NodeId SimulatedDisk::need(const fs::path& path) const {
  const auto node = find(path);
  if (node == 0) throw systemError(ENOENT, "find a file", path.string());
  return node;
}

SimulatedDisk::NodeId SimulatedDisk::parentOf(const fs::path& path) const {
  return need(path.parent_path());
}

void SimulatedDisk::link(NodeId folder, const std::string& name, NodeId node) {
  nodes_.at(folder)->entries[name] = node;
  unsettled_.push_back({0, {}, folder, name, node});
}

std::unique_ptr<File> SimulatedDisk::open(const fs::path& path, Open how) {
  const std::lock_guard lock{mutex_};
  auto node = find(path);
  if (node != 0 && how == Open::Create) throw systemError(EEXIST, "make a file", path.string());
  if (node != 0 && nodes_.at(node)->folder) throw systemError(EISDIR, "open a file", path.string());
  if (node == 0) {
    if (how == Open::Read) throw systemError(ENOENT, "open a file", path.string());
    const auto parent = parentOf(path);
    change("make a file", path);
    node = ++last_;
    nodes_.emplace(node, std::make_shared<Node>());
    link(parent, path.filename().string(), node);
  }
  return std::make_unique<SimulatedFile>(*this, node, path);
}

void SimulatedDisk::write(NodeId id, std::uint64_t offset, std::string_view bytes) {
  std::uint64_t used = 0;
  for (const auto& [other, node] : nodes_) used += node->content.size();
  auto& node = *nodes_.at(id);
  const auto end = static_cast<std::size_t>(offset) + bytes.size();
  if (end > node.content.size()) {
    if (used + end - node.content.size() > capacity_) throw systemError(ENOSPC, "write a file", "");
    node.content.resize(end);
  }
  node.content.replace(static_cast<std::size_t>(offset), bytes.size(), bytes);
  node.unsynced.emplace_back(offset, bytes);
}

std::optional<FileStatus> SimulatedDisk::status(const fs::path& path) {
  const std::lock_guard lock{mutex_};
  const auto id = find(path);
  if (id == 0) return std::nullopt;
  const auto& node = *nodes_.at(id);
  return FileStatus{
      node.folder ? EntryKind::Folder : EntryKind::File, node.content.size(), {}, 1, id};
}

std::vector<FolderEntry> SimulatedDisk::list(const fs::path& folder) {
  const std::lock_guard lock{mutex_};
  const auto& node = *nodes_.at(need(folder));
  if (!node.folder) throw systemError(ENOTDIR, "list a folder", folder.string());
  std::vector<FolderEntry> entries;
  for (const auto& [name, id] : node.entries) {
    entries.push_back({name, nodes_.at(id)->folder ? EntryKind::Folder : EntryKind::File});
  }
  return entries;
}

void SimulatedDisk::makeFolders(const fs::path& folder) {
  const std::lock_guard lock{mutex_};
  if (find(folder) != 0) return;
  makeFolders(folder.parent_path());
  change("make a folder", folder);
  auto node = std::make_shared<Node>();
  node->folder = true;
  nodes_.emplace(++last_, std::move(node));
  link(parentOf(folder), folder.filename().string(), last_);
}

void SimulatedDisk::rename(const fs::path& from, const fs::path& to) {
  const std::lock_guard lock{mutex_};
  if (find(to) != 0) throw systemError(EEXIST, "move a file", to.string());
  replace(from, to);
}

void SimulatedDisk::replace(const fs::path& from, const fs::path& to) {
  const std::lock_guard lock{mutex_};
  const auto node = need(from);
  const auto fromFolder = parentOf(from);
  const auto toFolder = parentOf(to);
  change("move a file", to);
  nodes_.at(fromFolder)->entries.erase(from.filename().string());
  nodes_.at(toFolder)->entries[to.filename().string()] = node;
  unsettled_.push_back(
      {fromFolder, from.filename().string(), toFolder, to.filename().string(), node});
}

void SimulatedDisk::removeFile(const fs::path& path) {
  const std::lock_guard lock{mutex_};
  if (find(path) == 0) return;
  change("remove a file", path);
  const auto folder = parentOf(path);
  nodes_.at(folder)->entries.erase(path.filename().string());
  unsettled_.push_back({folder, path.filename().string(), 0, {}, 0});
}

void SimulatedDisk::removeTree(const fs::path& folder) {
  const std::lock_guard lock{mutex_};
  const auto id = find(folder);
  if (id == 0) return;
  if (nodes_.at(id)->folder) {
    const auto entries = nodes_.at(id)->entries;
    for (const auto& [name, child] : entries) removeTree(folder / name);
  }
  removeFile(folder);
}

void SimulatedDisk::apply(std::map<NodeId, std::map<std::string, NodeId>>& names,
                          const NameChange& change) {
  if (!change.fromName.empty()) names[change.fromFolder].erase(change.fromName);
  if (!change.toName.empty()) names[change.toFolder][change.toName] = change.node;
}

void SimulatedDisk::settle(const std::set<NodeId>* folders) {
  std::vector<NameChange> left;
  for (const auto& each : unsettled_) {
    if (folders == nullptr || folders->contains(each.fromFolder) ||
        folders->contains(each.toFolder)) {
      apply(durableNames_, each);
    } else {
      left.push_back(each);
    }
  }
  unsettled_ = std::move(left);
}

void SimulatedDisk::syncFolder(const fs::path& folder) {
  const std::lock_guard lock{mutex_};
  const std::set<NodeId> one{need(folder)};
  change("make a folder durable", folder);
  settle(&one);
}

void SimulatedDisk::syncAll(const fs::path& path) {
  const std::lock_guard lock{mutex_};
  change("make the disk durable", path);
  settle(nullptr);
  for (auto& [id, node] : nodes_) {
    node->durable = node->content;
    node->unsynced.clear();
    node->truncated = false;
  }
}

Space SimulatedDisk::space(const fs::path&) {
  const std::lock_guard lock{mutex_};
  std::uint64_t used = 0;
  for (const auto& [id, node] : nodes_) used += node->content.size();
  return {capacity_, used < capacity_ ? capacity_ - used : 0};
}

bool SimulatedDisk::clone(const fs::path&, const fs::path&) { return false; }

}  // namespace atelier
