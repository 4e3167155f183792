#include "base/files.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace atelier {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

class RealFile final : public File {
 public:
  RealFile(Descriptor fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override {
    for (;;) {
      const auto got = ::pread(fd_.get(), into.data(), into.size(), static_cast<off_t>(offset));
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw systemError(errno, "read a file", path_);
    }
  }

  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const auto put = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) throw systemError(errno, "write a file", path_);
      offset += static_cast<std::uint64_t>(put);
      bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
  }

  std::uint64_t size() override {
    struct stat status{};
    if (::fstat(fd_.get(), &status) != 0) throw systemError(errno, "look at a file", path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  void truncate(std::uint64_t size) override {
    if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) {
      throw systemError(errno, "cut a file", path_);
    }
  }

  void sync() override {
    if (::fsync(fd_.get()) != 0) throw systemError(errno, "make a file durable", path_);
  }

  int descriptor() const override { return fd_.get(); }

 private:
  Descriptor fd_;
  std::string path_;
};

Descriptor openOrThrow(const fs::path& path, int flags, std::string_view doing) {
  for (;;) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (fd >= 0) return Descriptor(fd);
    if (errno != EINTR) throw systemError(errno, doing, path.string());
  }
}

Descriptor openFolder(const fs::path& folder) {
  return openOrThrow(folder, O_RDONLY | O_DIRECTORY, "open a folder");
}

EntryKind kindOf(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::File;
  if (S_ISDIR(mode)) return EntryKind::Folder;
  if (S_ISLNK(mode)) return EntryKind::Link;
  return EntryKind::Other;
}

EntryKind kindOf(const fs::path& folder, const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return EntryKind::File;
    case DT_DIR:
      return EntryKind::Folder;
    case DT_LNK:
      return EntryKind::Link;
    case DT_UNKNOWN: {  // some file systems do not say
      struct stat status{};
      const auto path = folder / entry.d_name;
      return ::lstat(path.c_str(), &status) == 0 ? kindOf(status.st_mode) : EntryKind::Other;
    }
    default:
      return EntryKind::Other;
  }
}

}  // namespace

std::unique_ptr<File> RealFiles::open(const fs::path& path, Open how) {
  int flags = O_RDONLY;
  if (how == Open::Create) flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
  if (how == Open::Update) flags = O_RDWR | O_CREAT | O_NOFOLLOW;
  const auto* doing = how == Open::Read ? "open a file" : "make a file";
  return std::make_unique<RealFile>(openOrThrow(path, flags, doing), path.string());
}

std::optional<FileStatus> RealFiles::status(const fs::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw systemError(errno, "look at a file", path.string());
  }
  const auto modified = std::chrono::seconds{status.st_mtim.tv_sec} +
                        std::chrono::nanoseconds{status.st_mtim.tv_nsec};
  return FileStatus{kindOf(status.st_mode), static_cast<std::uint64_t>(status.st_size),
                    std::chrono::sys_time<std::chrono::nanoseconds>{modified}, status.st_dev,
                    status.st_ino};
}

std::vector<FolderEntry> RealFiles::list(const fs::path& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> handle(::opendir(folder.c_str()), &::closedir);
  if (!handle) throw systemError(errno, "list a folder", folder.string());
  std::vector<FolderEntry> entries;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(handle.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    entries.push_back({std::string(name), kindOf(folder, *entry)});
  }
  if (errno != 0) throw systemError(errno, "list a folder", folder.string());
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

void RealFiles::makeFolders(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0755) == 0) return;
  if (errno == ENOENT && folder.has_parent_path() && folder.parent_path() != folder) {
    makeFolders(folder.parent_path());
    if (::mkdir(folder.c_str(), 0755) == 0) return;
  }
  const int problem = errno;
  struct stat status{};
  if (problem == EEXIST && ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return;
  throw systemError(problem, "make a folder", folder.string());
}

void RealFiles::rename(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    throw systemError(errno, "move a file", to.string());
  }
}

void RealFiles::replace(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw systemError(errno, "replace a file", to.string());
}

void RealFiles::removeFile(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    throw systemError(errno, "remove a file", path.string());
  }
}

void RealFiles::removeTree(const fs::path& folder) {
  std::error_code problem;
  fs::remove_all(folder, problem);
  if (problem) throw systemError(problem.value(), "remove a folder", folder.string());
}

void RealFiles::syncFolder(const fs::path& folder) {
  const auto fd = openFolder(folder);
  if (::fsync(fd.get()) != 0) throw systemError(errno, "make a folder durable", folder.string());
}

void RealFiles::syncAll(const fs::path& path) {
  const auto fd = openOrThrow(path, O_RDONLY, "open a folder");
  if (::syncfs(fd.get()) != 0) throw systemError(errno, "make the disk durable", path.string());
}

Space RealFiles::space(const fs::path& path) {
  struct statvfs status{};
  if (::statvfs(path.c_str(), &status) != 0) {
    throw systemError(errno, "ask for free room", path.string());
  }
  return {std::uint64_t{status.f_blocks} * status.f_frsize,
          std::uint64_t{status.f_bavail} * status.f_frsize};
}

bool RealFiles::clone(const fs::path& from, const fs::path& to) {
  const auto source = openOrThrow(from, O_RDONLY, "open a file");
  const auto target = openOrThrow(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, "make a file");
  if (::ioctl(target.get(), FICLONE, source.get()) == 0) return true;
  ::unlink(to.c_str());
  return false;
}

std::string Files::readText(const fs::path& path, std::size_t limit) {
  const auto file = open(path, Open::Read);
  const auto size = file->size();
  if (size > limit) {
    throw Error{Code::TooLarge, "The file is larger than it may be.", "Nothing was read.",
                path.string()};
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto got = file->read(filled, std::as_writable_bytes(std::span(text)).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  text.resize(filled);
  return text;
}

void Files::createText(const fs::path& path, std::string_view text, bool sync) {
  const auto file = open(path, Open::Create);
  file->write(0, std::as_bytes(std::span(text)));
  if (sync) file->sync();
}

void Files::replaceText(const fs::path& path, std::string_view text) {
  auto temporary = path;
  temporary += ".new";
  removeFile(temporary);  // left by a crash
  createText(temporary, text);
  replace(temporary, path);
  syncFolder(path.parent_path());
}

}  // namespace atelier
