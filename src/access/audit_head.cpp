#include "access/audit_head.h"

#include "base/error.h"
#include "base/text.h"

#include <array>
#include <charconv>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace atelier::access {

namespace {

constexpr std::size_t lineSize = 128;

std::string checkOf(std::string_view content) { return Sha256::of(content).hex().substr(0, 16); }

/// "atelier-audit 1 NUMBER HASH CHECK", padded to 128 bytes.
std::string lineOf(const AuditHead::Mark& mark) {
  auto content = fmt::format("atelier-audit 1 {} {}", mark.number, mark.hash.hex());
  content += " " + checkOf(content);
  content.resize(lineSize - 1, ' ');
  return content + "\n";
}

std::optional<AuditHead::Mark> markOf(std::string_view line) {
  line = trim(line);
  const auto space = line.rfind(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto content = line.substr(0, space);
  if (line.substr(space + 1) != checkOf(content)) return std::nullopt;
  const auto parts = split(content, ' ');
  if (parts.size() != 4 || parts[0] != "atelier-audit" || parts[1] != "1") return std::nullopt;
  AuditHead::Mark mark;
  std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), mark.number);
  const auto hash = Digest::fromHex(parts[3]);
  if (!hash) return std::nullopt;
  mark.hash = *hash;
  return mark;
}

}  // namespace

AuditHead::AuditHead(Files& files, std::filesystem::path path)
    : files_(files), path_(std::move(path)) {
  const bool isNew = !files_.exists(path_);
  file_ = files_.open(path_, Open::Update);
  if (isNew) files_.syncFolder(path_.parent_path());
}

void AuditHead::write(const Mark& mark) {
  const auto line = lineOf(mark);
  file_->write((mark.number % 2) * lineSize, std::as_bytes(std::span{line}));
  // Once a run, so that a power cut brings back an older head and not an empty file.
  if (!std::exchange(synced_, true)) file_->sync();
}

std::optional<AuditHead::Mark> AuditHead::read() const {
  std::array<char, 2 * lineSize> text{};
  const auto size =
      files_.open(path_, Open::Read)->read(0, std::as_writable_bytes(std::span{text}));
  std::optional<Mark> newest;
  for (std::size_t start : {std::size_t{0}, lineSize}) {
    if (size < start + lineSize) continue;
    const auto mark = markOf({text.data() + start, lineSize});
    if (mark && (!newest || mark->number > newest->number)) newest = mark;
  }
  return newest;
}

}  // namespace atelier::access
