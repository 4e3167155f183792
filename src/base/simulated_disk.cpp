#include "base/simulated_disk.h"

#include "base/error.h"

#include <algorithm>
#include <cerrno>

namespace atelier {

namespace {

constexpr std::uint64_t rootNode = 1;
constexpr std::size_t sector = 512;

void put(std::string& content, std::uint64_t offset, std::string_view bytes) {
  const auto at = static_cast<std::size_t>(offset);
  if (content.size() < at + bytes.size()) content.resize(at + bytes.size());
  content.replace(at, bytes.size(), bytes);
}

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
    const auto rest = content.size() - static_cast<std::size_t>(offset);
    const auto count = std::min(into.size(), rest);
    std::copy_n(reinterpret_cast<const std::byte*>(content.data()) + offset, count, into.data());
    return count;
  }

  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    const std::lock_guard lock{disk_.mutex_};
    disk_.write(node_, path_, offset, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

  std::uint64_t size() override {
    const std::lock_guard lock{disk_.mutex_};
    return disk_.nodes_.at(node_)->content.size();
  }

  void truncate(std::uint64_t size) override {
    const std::lock_guard lock{disk_.mutex_};
    disk_.change("cut a file", path_);
    auto& node = disk_.writable(node_);
    node.content.resize(static_cast<std::size_t>(size));
    node.truncated = true;
  }

  void sync() override {
    const std::lock_guard lock{disk_.mutex_};
    disk_.change("make a file durable", path_);
    auto& node = disk_.writable(node_);
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
  nodes_ = other.nodes_;
  unsettled_ = other.unsettled_;
  last_ = other.last_;
  changes_ = other.changes_;
  capacity_ = other.capacity_;
}

SimulatedDisk::Node& SimulatedDisk::writable(NodeId id) {
  auto& node = nodes_.at(id);
  if (node.use_count() > 1) node = std::make_shared<Node>(*node);
  return *node;
}

bool SimulatedDisk::touches(const NamePlaces& places, const NameChange& change) {
  return places.contains({change.fromFolder, change.fromName}) ||
         places.contains({change.toFolder, change.toName});
}

std::unique_ptr<SimulatedDisk> SimulatedDisk::afterPowerCut(Random& random) const {
  auto after = std::make_unique<SimulatedDisk>(*this);
  NamePlaces lost;  // what depends on a lost change is lost, too
  for (const auto& change : after->unsettled_) {
    if (touches(lost, change) || random.below(2) == 0) {
      if (!change.fromName.empty()) lost.insert({change.fromFolder, change.fromName});
      if (!change.toName.empty()) lost.insert({change.toFolder, change.toName});
    } else {
      after->apply(change);
    }
  }
  after->unsettled_.clear();
  for (const auto& [id, seen] : nodes_) {
    const auto& now = *after->nodes_.at(id);
    if (now.folder && now.entries != now.durableEntries) {
      auto& node = after->writable(id);
      node.entries = node.durableEntries;
    } else if (!now.folder && (now.truncated || now.content != now.durable)) {
      auto& node = after->writable(id);
      node.content = torn(node, random);
      node.durable = node.content;
      node.unsynced.clear();
      node.truncated = false;
    }
  }
  return after;
}

std::string SimulatedDisk::torn(const Node& node, Random& random) {
  if (node.truncated) return random.below(2) == 0 ? node.durable : node.content;
  std::string content = node.durable;
  for (const auto& [offset, bytes] : node.unsynced) {
    const auto fate = random.below(4);
    if (fate == 0) put(content, offset, bytes);
    if (fate == 1)
      put(content, offset, std::string_view(bytes).substr(0, random.below(bytes.size() + 1)));
    if (fate == 2) {  // some sectors are there; where others are not, the file has zeros
      for (std::size_t at = 0; at < bytes.size(); at += sector) {
        if (random.below(2) == 0)
          put(content, offset + at, std::string_view(bytes).substr(at, sector));
      }
    }
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

void SimulatedDisk::beforeEachChange(std::function<void()> listener) {
  const std::lock_guard lock{mutex_};
  listener_ = std::move(listener);
}

std::uint64_t SimulatedDisk::changes() const {
  const std::lock_guard lock{mutex_};
  return changes_;
}

void SimulatedDisk::limitBytes(std::uint64_t capacity) {
  const std::lock_guard lock{mutex_};
  capacity_ = capacity;
}

bool SimulatedDisk::failsNow() {
  if (listener_) listener_();
  ++changes_;
  return failAt_ != 0 && (changes_ == failAt_ || (failForGood_ && changes_ > failAt_));
}

void SimulatedDisk::change(std::string_view doing, const fs::path& path) {
  if (failsNow()) throw systemError(failWith_, doing, path.string());
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
  writable(folder).entries[name] = node;
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

void SimulatedDisk::write(NodeId id, const fs::path& path, std::uint64_t offset,
                          std::string_view bytes) {
  const bool fails = failsNow();
  if (fails) bytes = bytes.substr(0, bytes.size() / 2);
  const auto before = nodes_.at(id)->content.size();
  const auto end = static_cast<std::size_t>(offset) + bytes.size();
  if (end > before && used(rootNode) + end - before > capacity_) {
    throw systemError(ENOSPC, "write a file", path.string());
  }
  auto& node = writable(id);
  put(node.content, offset, bytes);
  node.unsynced.emplace_back(offset, bytes);
  if (fails) throw systemError(failWith_, "write a file", path.string());
}

std::uint64_t SimulatedDisk::used(NodeId below) const {
  const auto& node = *nodes_.at(below);
  std::uint64_t bytes = node.content.size();
  for (const auto& [name, entry] : node.entries) bytes += used(entry);
  return bytes;
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
  if (const auto there = find(folder); there != 0) {
    if (!nodes_.at(there)->folder) throw systemError(EEXIST, "make a folder", folder.string());
    return;
  }
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
  writable(fromFolder).entries.erase(from.filename().string());
  writable(toFolder).entries[to.filename().string()] = node;
  unsettled_.push_back(
      {fromFolder, from.filename().string(), toFolder, to.filename().string(), node});
}

void SimulatedDisk::unlink(const fs::path& path) {
  change("remove a file", path);
  const auto folder = parentOf(path);
  writable(folder).entries.erase(path.filename().string());
  unsettled_.push_back({folder, path.filename().string(), 0, {}, 0});
}

void SimulatedDisk::removeFile(const fs::path& path) {
  const std::lock_guard lock{mutex_};
  const auto node = find(path);
  if (node == 0) return;
  if (nodes_.at(node)->folder) throw systemError(EISDIR, "remove a file", path.string());
  unlink(path);
}

void SimulatedDisk::removeTree(const fs::path& folder) {
  const std::lock_guard lock{mutex_};
  const auto node = find(folder);
  if (node == 0) return;
  const auto entries = nodes_.at(node)->entries;
  for (const auto& [name, child] : entries) removeTree(folder / name);
  unlink(folder);
}

void SimulatedDisk::apply(const NameChange& change) {
  if (!change.fromName.empty()) writable(change.fromFolder).durableEntries.erase(change.fromName);
  if (!change.toName.empty()) writable(change.toFolder).durableEntries[change.toName] = change.node;
}

void SimulatedDisk::settle(const std::set<NodeId>* folders) {
  // From the newest to the oldest: what a durable change builds on becomes durable with it.
  std::vector<bool> durable(unsettled_.size());
  NamePlaces builtOn;
  for (std::size_t i = unsettled_.size(); i-- > 0;) {
    const auto& change = unsettled_[i];
    durable[i] = folders == nullptr || folders->contains(change.fromFolder) ||
                 folders->contains(change.toFolder) || touches(builtOn, change);
    if (!durable[i]) continue;
    if (!change.fromName.empty()) builtOn.insert({change.fromFolder, change.fromName});
    if (!change.toName.empty()) builtOn.insert({change.toFolder, change.toName});
  }
  std::vector<NameChange> left;
  for (std::size_t i = 0; i < unsettled_.size(); ++i) {
    if (durable[i]) {
      apply(unsettled_[i]);
    } else {
      left.push_back(std::move(unsettled_[i]));
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
  for (const auto& [id, seen] : nodes_) {
    if (seen->unsynced.empty() && !seen->truncated) continue;
    auto& node = writable(id);
    node.durable = node.content;
    node.unsynced.clear();
    node.truncated = false;
  }
}

Space SimulatedDisk::space(const fs::path&) {
  const std::lock_guard lock{mutex_};
  const auto taken = used(rootNode);
  return {capacity_, taken < capacity_ ? capacity_ - taken : 0};
}

bool SimulatedDisk::clone(const fs::path&, const fs::path&) { return false; }

}  // namespace atelier
