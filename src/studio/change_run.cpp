#include "studio/change_run.h"

#include "base/error.h"
#include "base/log.h"
#include "studio/journal.h"
#include "studio/studio.h"
#include "vault/vault.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace atelier::studio {

namespace {

using namespace std::chrono_literals;

constexpr auto betweenEvents = 250ms;

ChangeLine stateLine(ChangeState state, Studio& studio) {
  ChangeLine line;
  line.state = state;
  line.at = toRfc3339(studio.clock().now());
  return line;
}

ChangeLine endLine(const ChangeProgress& progress) {
  ChangeLine line;
  line.state = progress.state;
  line.at = progress.endedAt;
  line.total = progress.total;
  line.done = progress.done;
  line.failed = progress.failed;
  line.changed = progress.changed;
  line.problems = progress.problems;
  return line;
}

metadata::Description descriptionOf(Studio& studio, const AssetId& id, std::uint32_t version) {
  return metadata::descriptionFromJson(studio.vault().readText(id, "description.json", version));
}

}  // namespace

std::string_view stateName(ChangeState state) {
  for (const auto& word : json::shape<ChangeState>.words) {
    if (word.value == static_cast<std::int64_t>(state)) return word.text;
  }
  return {};
}

void tellProgress(Studio& studio, const ChangeHeader& header, const ChangeProgress& progress) {
  journal(studio, "change.progress", std::nullopt,
          {{"id", header.id},
           {"state", stateName(progress.state)},
           {"total", progress.total},
           {"done", progress.done},
           {"failed", progress.failed}});
}

void Change::ask(Files& files, ChangeWish what) {
  if (!file) file = std::make_shared<ChangeFile>(files, path);
  ChangeLine line;
  line.asked = what;
  file->append({&line, 1}, true);
  wish = what;
}

ChangeRun::ChangeRun(Studio& studio, Change& change, const std::atomic<bool>& closing)
    : studio_(studio), change_(change), closing_(closing) {
  caller_.id = change.header.by.id;
  caller_.name = change.header.by.name;
}

void ChangeRun::run() {
  const std::lock_guard one{change_.running};
  try {
    {
      const std::lock_guard lock{change_.mutex};
      if (ended(change_.progress.state) && change_.wish != ChangeWish::Undo) return;
      if (!change_.file) change_.file = std::make_shared<ChangeFile>(studio_.files(), change_.path);
      file_ = change_.file;
    }
    story_ = ChangeFile::read(studio_.files(), change_.path);
    settle();
    if (story_.undoing) made_ = story_.made();
    work();
  } catch (...) {
    const auto error = currentError();
    fail(error);
    throw Error(error);
  }
}

void ChangeRun::work() {
  while (!closing_) {
    ChangeWish wish{};
    {
      const std::lock_guard lock{change_.mutex};
      wish = change_.wish;
    }
    if (wish == ChangeWish::Stop) {
      if (end(ChangeState::Stopped)) return;
      continue;
    }
    if (wish == ChangeWish::Undo) turn();
    if (!nextGroup() && end(story_.undoing ? ChangeState::Undone : ChangeState::Done)) return;
  }
}

/// False if there is none.
bool ChangeRun::nextGroup() {
  const auto left = std::span(story_.undoing ? made_ : story_.selection)
                        .subspan(static_cast<std::size_t>(std::min(story_.through, total())));
  if (left.empty()) return false;
  changeGroup(left.first(std::min(groupSize_, left.size())));
  groupSize_ = std::min(2 * groupSize_, largestGroup);
  return true;
}

std::uint64_t ChangeRun::total() const {
  return story_.undoing ? made_.size() : story_.selection.size();
}

/// From here on backwards, or on backwards after a stop.
void ChangeRun::turn() {
  const std::lock_guard lock{change_.mutex};
  const auto line = stateLine(ChangeState::Undoing, studio_);
  write({&line, 1}, true);
  change_.wish = ChangeWish::GoOn;
  if (!story_.undoing) {
    story_.undoing = true;
    story_.through = story_.failed = 0;
    story_.problems.clear();
    made_ = story_.made();
  }
  change_.progress = progressNow(ChangeState::Undoing);
}

/// False if somebody asked to undo it just now.
bool ChangeRun::end(ChangeState state) {
  ChangeProgress progress;
  {
    const std::lock_guard lock{change_.mutex};
    if (change_.wish == ChangeWish::Undo && !story_.undoing) return false;
    progress = progressNow(state);
    progress.endedAt = toRfc3339(studio_.clock().now());
    const auto line = endLine(progress);
    write({&line, 1}, true);
    change_.wish = ChangeWish::GoOn;
    change_.progress = progress;
    change_.file.reset();
  }
  tellProgress(studio_, change_.header, progress);
  return true;
}

void ChangeRun::fail(const Error& error) {
  const auto hint = error.hint.empty() ? "" : " " + error.hint;
  const std::lock_guard lock{change_.mutex};
  auto& progress = change_.progress;
  progress.state = ChangeState::Failed;
  progress.endedAt = toRfc3339(studio_.clock().now());
  progress.problems.insert(progress.problems.begin(), {std::nullopt, error.message + hint});
  change_.wish = ChangeWish::GoOn;
  change_.file.reset();
  try {
    // If not even this can be written, the next open finds it unfinished and goes on.
    const auto line = endLine(progress);
    if (file_) write({&line, 1}, true);
    tellProgress(studio_, change_.header, progress);
  } catch (const Error& again) {
    studio_.log().error("change.not-noted", {{"change", std::string_view(change_.header.id)},
                                             {"problem", std::string_view(again.message)}});
  }
}

/// A crash or a full disk may have come between the note that a version is being made and the
/// version. Nobody can have made another one like it.
void ChangeRun::settle() {
  std::vector<ChangeLine> lines;
  for (const auto& id : std::exchange(story_.unsure, {})) {
    if (!story_.madeFrom.contains(id) || stands(id)) continue;
    ChangeLine line;
    line.asset = id.text();
    line.from = 0;
    lines.push_back(std::move(line));
    story_.madeFrom.erase(id);
  }
  if (!lines.empty()) write(lines, true);
}

bool ChangeRun::stands(const AssetId& id) const {
  if (!studio_.vault().has(id)) return false;
  const auto number = story_.madeFrom.at(id) + 1;
  return std::ranges::any_of(studio_.vault().versions(id), [&](const vault::VersionInfo& each) {
    return each.number == number && each.message == change_.header.what &&
           each.user == change_.header.by.name;
  });
}

void ChangeRun::changeGroup(std::span<const AssetId> ids) {
  const auto& header = change_.header;
  Describer::Many many;
  many.message = story_.undoing ? "Undone: " + header.what : header.what;
  many.patient = header.total > few;
  if (header.total <= few) many.event = eventName();
  many.before = [&](std::span<const Describer::Making> making) { noteVersions(making); };
  many.change = [&](const AssetId& id, metadata::Description& now) {
    if (story_.undoing) return takeBackOne(id, now);
    return apply(header.edit, now, header.by.id, header.startedAt);
  };
  const auto refused = studio_.describer().changeMany(ids, many, caller_);
  auto problems = std::exchange(kept_, {});
  for (const auto& each : refused) problems.push_back({each.id.text(), each.why});
  finishGroup(ids.size(), std::move(problems));
}

bool ChangeRun::takeBackOne(const AssetId& id, metadata::Description& now) {
  const auto from = story_.madeFrom.at(id);
  std::vector<std::string> kept;
  const bool changed =
      takeBack(descriptionOf(studio_, id, from), descriptionOf(studio_, id, from + 1), now, kept);
  if (!kept.empty()) {
    const std::lock_guard lock{keptMutex_};
    kept_.push_back(
        {id.text(),
         fmt::format("Somebody changed this afterwards, so it stays as they made it: {}.",
                     fmt::join(kept, ", "))});
  }
  return changed;
}

/// Durable before the vault is touched: whatever happens then, it can be taken back. On the way
/// back there is nothing to note: bringing back twice is bringing back once.
void ChangeRun::noteVersions(std::span<const Describer::Making> making) {
  if (story_.undoing || making.empty()) return;
  std::vector<ChangeLine> lines;
  for (const auto& each : making) {
    ChangeLine line;
    line.asset = each.id.text();
    line.from = each.from;
    lines.push_back(std::move(line));
    story_.madeFrom[each.id] = each.from;
  }
  write(lines, true);
}

void ChangeRun::finishGroup(std::size_t size, std::vector<ChangeProblem> problems) {
  std::vector<ChangeLine> lines;
  for (auto& problem : problems) {
    ChangeLine line;
    line.asset = problem.asset;
    line.problem = problem.message;
    lines.push_back(std::move(line));
    if (story_.problems.size() < ChangeFile::problemsKept)
      story_.problems.push_back(std::move(problem));
  }
  story_.failed += problems.size();
  story_.through += size;
  lines.emplace_back().through = story_.through;
  write(lines, false);
  show(story_.undoing ? ChangeState::Undoing : ChangeState::Running);
  if (story_.through < total()) tellSometimes();
}

ChangeProgress ChangeRun::progressNow(ChangeState state) const {
  return {state,
          total(),
          story_.through - std::min(story_.failed, story_.through),
          story_.failed,
          story_.madeFrom.size(),
          story_.problems,
          std::nullopt};
}

void ChangeRun::show(ChangeState state) {
  const std::lock_guard lock{change_.mutex};
  change_.progress = progressNow(state);
}

void ChangeRun::tellSometimes() {
  const auto now = studio_.clock().elapsed();
  if (told_ && now - *told_ < betweenEvents) return;
  told_ = now;
  ChangeProgress progress;
  {
    const std::lock_guard lock{change_.mutex};
    progress = change_.progress;
  }
  tellProgress(studio_, change_.header, progress);
}

void ChangeRun::write(std::span<const ChangeLine> lines, bool sync) { file_->append(lines, sync); }

/// Undoing puts into the trash what was taken from it.
std::string ChangeRun::eventName() const {
  const auto& edit = change_.header.edit;
  if (edit.trash != edit.restore)
    return edit.trash != story_.undoing ? "asset.trashed" : "asset.restored";
  return "asset.changed";
}

}  // namespace atelier::studio
