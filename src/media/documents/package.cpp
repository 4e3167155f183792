#include "media/documents/package.h"

#include "base/error.h"
#include "base/text.h"

#include <array>
#include <memory>

#include <archive.h>
#include <archive_entry.h>

namespace atelier::media::documents {

namespace {

constexpr std::size_t bytesLimit = std::size_t{64} << 20;
constexpr int entriesLimit = 20'000;

struct Close {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, Close>;

[[noreturn]] void damaged(archive* handle) {
  const char* words = archive_error_string(handle);
  throw Error{Code::Unreadable,
              "the package is damaged: " + toUtf8(words != nullptr ? words : "it ends too soon"),
              ""};
}

std::string content(archive* handle, std::size_t room) {
  std::string bytes;
  std::array<char, 32768> block{};
  for (;;) {
    const auto got = archive_read_data(handle, block.data(), block.size());
    if (got == 0) return bytes;
    if (got < 0) damaged(handle);
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (bytes.size() > room)
      throw Error{Code::MediaLimit, "its text is larger than will be unpacked", ""};
  }
}

}  // namespace

std::map<std::string, std::string> entries(
    const Source& source, const std::function<bool(std::string_view name)>& wanted) {
  const Archive handle(archive_read_new());
  archive_read_support_format_zip(handle.get());
  const auto bytes = source.bytes();
  if (archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    damaged(handle.get());
  std::map<std::string, std::string> found;
  std::size_t total = 0;
  for (int i = 0; i < entriesLimit; ++i) {
    archive_entry* entry = nullptr;
    const int state = archive_read_next_header(handle.get(), &entry);
    if (state == ARCHIVE_EOF) break;
    if (state < ARCHIVE_WARN) damaged(handle.get());
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr || !wanted(name)) continue;
    auto text = content(handle.get(), bytesLimit - total);
    total += text.size();
    found.insert_or_assign(name, std::move(text));
  }
  return found;
}

}  // namespace atelier::media::documents
