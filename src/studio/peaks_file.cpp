#include "studio/peaks_file.h"

#include "base/error.h"
#include "media/media.h"

#include <algorithm>
#include <span>
#include <vector>

namespace atelier::studio {

namespace {

constexpr std::size_t groupBytes = std::size_t{PeaksFile::coarser} * 2;

std::span<const std::byte> bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

/// One pair for each group of them; the last may have fewer.
std::string coarserOf(std::string_view pairs) {
  std::string result;
  result.reserve(pairs.size() / PeaksFile::coarser + 2);
  for (; !pairs.empty(); pairs.remove_prefix(std::min(groupBytes, pairs.size()))) {
    auto low = static_cast<signed char>(pairs[0]);
    auto high = static_cast<signed char>(pairs[1]);
    for (std::size_t i = 2; i < std::min(groupBytes, pairs.size()); i += 2) {
      low = std::min(low, static_cast<signed char>(pairs[i]));
      high = std::max(high, static_cast<signed char>(pairs[i + 1]));
    }
    result.push_back(static_cast<char>(low));
    result.push_back(static_cast<char>(high));
  }
  return result;
}

void appendNumber(std::string& to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

struct Level {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

std::string headOf(const std::vector<Level>& levels, std::uint32_t sampleRate,
                   std::uint64_t frames) {
  std::string head = "ATLPEAKS";
  appendNumber(head, PeaksFile::version, 4);
  appendNumber(head, sampleRate, 4);
  appendNumber(head, frames, 8);
  appendNumber(head, levels.size(), 4);
  appendNumber(head, 0, 4);
  std::uint64_t framesPerPeak = media::framesPerPeak;
  for (const auto& level : levels) {
    appendNumber(head, level.offset, 8);
    appendNumber(head, level.bytes / 2, 8);
    appendNumber(head, framesPerPeak, 4);
    appendNumber(head, 0, 4);
    framesPerPeak *= PeaksFile::coarser;
  }
  return head;
}

}  // namespace

PeaksFile::PeaksFile(Files& files, fs::path scratch)
    : files_(files), scratch_(std::move(scratch)), finest_(files.open(scratch_, Open::Create)) {}

PeaksFile::~PeaksFile() {
  finest_.reset();
  try {
    files_.removeFile(scratch_);
  } catch (const Error&) {
    return;  // it lies in a cache
  }
}

void PeaksFile::add(std::string_view pairs) {
  finest_->write(finestBytes_, bytesOf(pairs));
  finestBytes_ += pairs.size();
  rest_ += pairs;
  const auto whole = rest_.size() - rest_.size() % groupBytes;
  next_ += coarserOf(std::string_view(rest_).substr(0, whole));
  rest_.erase(0, whole);
}

void PeaksFile::write(const fs::path& path, std::uint32_t sampleRate, std::uint64_t frames) {
  next_ += coarserOf(rest_);
  std::vector<std::string> upper;  // all but the finest, finer to coarser
  for (auto peaks = finestBytes_ / 2; peaks > enoughForAll; peaks = upper.back().size() / 2)
    upper.push_back(upper.empty() ? std::move(next_) : coarserOf(upper.back()));
  // Coarse ones first: whoever reads the beginning can draw the whole of it.
  std::vector<Level> levels(upper.size() + 1);
  std::uint64_t offset = headBytes + levels.size() * levelBytes;
  for (auto i = upper.size(); i > 0; --i) {
    levels[i] = {offset, upper[i - 1].size()};
    offset += upper[i - 1].size();
  }
  levels[0] = {offset, finestBytes_};
  const auto file = files_.open(path, Open::Create);
  file->write(0, bytesOf(headOf(levels, sampleRate, frames)));
  for (std::size_t i = 1; i < levels.size(); ++i)
    file->write(levels[i].offset, bytesOf(upper[i - 1]));
  std::vector<std::byte> block(std::size_t{1} << 18);
  for (std::uint64_t at = 0; at < finestBytes_;) {
    const auto got = finest_->read(at, block);
    if (got == 0) throw Error{Code::Io, "The peaks that were written cannot be read back.", ""};
    file->write(offset + at, std::span(block).first(got));
    at += got;
  }
}

}  // namespace atelier::studio
