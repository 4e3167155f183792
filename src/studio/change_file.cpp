#include "studio/change_file.h"

#include "base/error.h"
#include "base/json/codec.h"
#include "base/json/text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 18;
constexpr std::size_t longestLine = std::size_t{8} << 20;

template <class Record>
std::string lineOf(const Record& record) {
  boost::json::value value;
  json::encode(record, value);
  return json::toText(value) + "\n";
}

std::string lineOf(const ChangeLine& line) {
  // Nearly all lines are of these two kinds, and there are many.
  if (line.asset && line.from)
    return fmt::format("{{\"asset\":\"{}\",\"from\":{}}}\n", *line.asset, *line.from);
  if (line.asset && !line.problem) return fmt::format("{{\"asset\":\"{}\"}}\n", *line.asset);
  return lineOf<ChangeLine>(line);
}

template <class Record>
Record recordOf(std::string_view line) {
  return json::decode<Record>(json::parse(line, {.bytes = longestLine}));
}

/// Hands over each whole line with the place where it begins, until told to end.
void eachLine(File& file, const std::function<bool(std::string_view, std::uint64_t)>& visit) {
  std::string held;
  std::uint64_t offset = 0;
  std::uint64_t begin = 0;  // of what is held
  std::vector<char> block(blockBytes);
  while (const auto got = file.read(offset, std::as_writable_bytes(std::span(block)))) {
    offset += got;
    held.append(block.data(), got);
    std::size_t at = 0;
    for (auto end = held.find('\n'); end != held.npos; end = held.find('\n', at)) {
      if (!visit(std::string_view(held).substr(at, end - at), begin + at)) return;
      at = end + 1;
    }
    held.erase(0, at);
    begin += at;
  }
}

/// Nothing for a line that a power cut tore.
std::optional<ChangeLine> readable(std::string_view line) {
  try {
    return recordOf<ChangeLine>(line);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Takes in line after line. What a group of assets said counts once the group is `through`.
class Reading {
 public:
  ChangeStory story;

  void begin(std::string_view line) { story.header = recordOf<ChangeHeader>(line); }

  void add(const ChangeLine& line) {
    if (line.state) return turn(*line.state);
    if (line.asked) story.wish = *line.asked;
    if (line.through) return finishGroup(*line.through);
    const auto id = line.asset ? AssetId::parse(*line.asset) : std::nullopt;
    if (!id) return;
    if (line.problem) {
      problems_.push_back({line.asset, *line.problem});
    } else if (line.from) {
      noteVersion(*id, *line.from);
    } else {
      story.selection.push_back(*id);
    }
  }

 private:
  void turn(ChangeState state) {
    story.state = state;
    story.wish = ChangeWish::GoOn;
    if (state != ChangeState::Undoing || story.undoing) return;
    story.undoing = true;
    story.through = story.failed = 0;
    story.problems.clear();
    problems_.clear();
  }

  void finishGroup(std::uint64_t through) {
    story.through = through;
    if (!story.undoing) story.unsure.clear();
    story.failed += problems_.size();
    for (auto& each : problems_) {
      if (story.problems.size() < ChangeFile::problemsKept)
        story.problems.push_back(std::move(each));
    }
    problems_.clear();
  }

  void noteVersion(const AssetId& id, std::uint32_t from) {
    if (story.undoing) return;  // bringing back twice is bringing back once
    if (from == 0) {
      story.madeFrom.erase(id);
      std::erase(story.unsure, id);
      return;
    }
    story.madeFrom[id] = from;
    story.unsure.push_back(id);
  }

  std::vector<ChangeProblem> problems_;  ///< of the group that is not through
};

}  // namespace

bool ended(ChangeState state) {
  return state != ChangeState::Running && state != ChangeState::Undoing;
}

std::vector<AssetId> ChangeStory::made() const {
  std::vector<AssetId> ids;
  for (const auto& id : selection) {
    if (madeFrom.contains(id)) ids.push_back(id);
  }
  return ids;
}

void ChangeFile::create(Files& files, const fs::path& path, const ChangeHeader& header,
                        std::span<const AssetId> selection) {
  constexpr std::size_t bytesOfLine = 50;
  std::string text = lineOf(header);
  text.reserve(text.size() + bytesOfLine * selection.size());
  for (const auto& id : selection) text += fmt::format("{{\"asset\":\"{}\"}}\n", id.text());
  files.makeFolders(path.parent_path());
  files.replaceText(path, text);
}

ChangeStory ChangeFile::read(Files& files, const fs::path& path) {
  Reading reading;
  const auto file = files.open(path, Open::Read);
  eachLine(*file, [&](std::string_view text, std::uint64_t offset) {
    if (offset == 0) {
      reading.begin(text);
      return true;
    }
    const auto line = readable(text);
    if (line) reading.add(*line);
    return line.has_value();
  });
  return std::move(reading.story);
}

ChangeSummary ChangeFile::summary(Files& files, const fs::path& path) {
  constexpr std::uint64_t lastBytes = std::uint64_t{1} << 16;
  const auto file = files.open(path, Open::Read);
  ChangeSummary summary;
  eachLine(*file, [&](std::string_view text, std::uint64_t) {
    summary.header = recordOf<ChangeHeader>(text);
    return false;
  });
  const auto size = file->size();
  std::string tail(static_cast<std::size_t>(std::min(size, lastBytes)), '\0');
  tail.resize(file->read(size - tail.size(), std::as_writable_bytes(std::span(tail))));
  if (!tail.ends_with('\n')) return summary;
  tail.pop_back();
  const auto line = readable(std::string_view(tail).substr(tail.rfind('\n') + 1));
  if (line && line->state && ended(*line->state)) summary.end = line;
  return summary;
}

ChangeFile::ChangeFile(Files& files, const fs::path& path) : file_(files.open(path, Open::Update)) {
  eachLine(*file_, [&](std::string_view text, std::uint64_t offset) {
    const bool whole = offset == 0 || readable(text);
    if (whole) size_ = offset + text.size() + 1;
    return whole;
  });
  if (file_->size() > size_) file_->truncate(size_);
}

void ChangeFile::append(std::span<const ChangeLine> lines, bool sync) {
  std::string text;
  for (const auto& line : lines) text += lineOf(line);
  const std::lock_guard lock{mutex_};
  file_->write(size_, std::as_bytes(std::span(text)));
  size_ += text.size();
  if (sync) file_->sync();
}

}  // namespace atelier::studio
