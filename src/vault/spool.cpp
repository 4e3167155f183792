#include "vault/spool.h"

#include <utility>

namespace atelier::vault {

Spooled::Spooled(Spooled&& other) noexcept
    : files_(other.files_),
      path_(std::exchange(other.path_, {})),
      digest_(other.digest_),
      bytes_(other.bytes_) {}

Spooled& Spooled::operator=(Spooled&& other) noexcept {
  if (this != &other) {
    discard();
    files_ = other.files_;
    path_ = std::exchange(other.path_, {});
    digest_ = other.digest_;
    bytes_ = other.bytes_;
  }
  return *this;
}

fs::path Spooled::release() { return std::exchange(path_, {}); }

void Spooled::discard() noexcept {
  if (path_.empty()) return;
  try {
    files_->removeFile(path_);
  } catch (...) {
    // It lies in the work folder, which is swept when the vault is opened the next time.
  }
  path_.clear();
}

SpoolWriter::SpoolWriter(Files& files, fs::path path)
    : files_(&files), path_(std::move(path)), file_(files.open(path_, Open::Create)) {}

SpoolWriter::~SpoolWriter() {
  if (file_) Spooled{*files_, path_, {}, 0};
}

void SpoolWriter::write(std::span<const std::byte> bytes) {
  file_->write(size_, bytes);
  hash_.update(bytes);
  size_ += bytes.size();
}

Spooled SpoolWriter::finish() {
  file_.reset();
  return {*files_, path_, hash_.finish(), size_};
}

}  // namespace atelier::vault
