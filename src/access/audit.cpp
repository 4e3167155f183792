#include "access/audit.h"

#include "access/audit_head.h"
#include "base/error.h"
#include "store/store.h"

#include <algorithm>
#include <limits>
#include <span>

#include <fmt/format.h>

namespace atelier::access {

namespace {

constexpr std::size_t mostProblems = 100;
constexpr std::string_view gapAction = "audit.gap";
constexpr std::string_view columns =
    "number, at, caller_id, caller_name, via, address, session, action, subject, detail, hash";

/// Every part with its length in front, so that moving a letter from one to the next shows.
Digest hashOf(const Digest& previous, const AuditEntry& entry) {
  Sha256 hash;
  const auto add = [&](std::string_view part) {
    hash.update(fmt::format("{}:", part.size()));
    hash.update(part);
  };
  add("atelier-audit-entry-1");
  hash.update(std::as_bytes(std::span{previous.bytes}));
  add(std::to_string(entry.number));
  add(std::to_string(entry.at.time_since_epoch().count()));
  for (const auto* part : {&entry.callerId, &entry.callerName, &entry.via, &entry.address,
                           &entry.session, &entry.action, &entry.subject, &entry.detail}) {
    add(*part);
  }
  return hash.finish();
}

Digest digestIn(const store::Statement& row, int column) {
  Digest digest;
  const auto blob = row.blob(column);
  if (blob.size() == digest.bytes.size()) std::ranges::copy(blob, digest.bytes.begin());
  return digest;
}

AuditEntry entryIn(const store::Statement& row) {
  const auto text = [&](int column) { return std::string{row.text(column)}; };
  return {.number = static_cast<std::uint64_t>(row.integer(0)),
          .at = Timestamp{std::chrono::milliseconds{row.integer(1)}},
          .callerId = text(2),
          .callerName = text(3),
          .via = text(4),
          .address = text(5),
          .session = text(6),
          .action = text(7),
          .subject = text(8),
          .detail = text(9),
          .hash = digestIn(row, 10)};
}

/// Nothing if somebody put values of other types into the row.
std::optional<AuditEntry> readableIn(const store::Statement& row) {
  try {
    return entryIn(row);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The last entry's number and hash; zero and zeros for an empty log.
AuditHead::Mark lastOf(store::Connection& connection) {
  auto row = connection.prepare(
      "select number, cast(hash as blob) from audit order by number desc limit 1");
  if (!row.step()) return {};
  return {static_cast<std::uint64_t>(row.integer(0)), digestIn(row, 1)};
}

bool holds(store::Connection& connection, const AuditHead::Mark& mark) {
  auto row = connection.prepare("select 1 from audit where number = ? and hash = ?");
  row.with(static_cast<std::int64_t>(mark.number), std::span<const std::uint8_t>{mark.hash.bytes});
  return row.step();
}

/// Walks the chain and notes where it does not hold.
class Checker {
 public:
  void see(std::uint64_t number, const std::optional<AuditEntry>& entry) {
    if (number > expected_) {
      note(expected_, fmt::format("entries {} to {} are missing", expected_, number - 1));
    } else if (number < expected_ || !entry || entry->hash != hashOf(previous_, *entry)) {
      note(number, "was changed, or does not follow the one before it");
    }
    if (entry && entry->action == gapAction)
      note(number, "before this, the log was cut or replaced");
    previous_ = entry ? entry->hash : Digest{};
    expected_ = number + 1;
    ++report_.entries;
  }

  void note(std::uint64_t number, std::string what) {
    if (report_.problems.size() < mostProblems)
      report_.problems.push_back({number, std::move(what)});
  }

  AuditReport finish() {
    report_.head = previous_;
    return std::move(report_);
  }

 private:
  AuditReport report_;
  Digest previous_;
  std::uint64_t expected_ = 1;
};

}  // namespace

struct AuditLog::State {
  store::Store& store;
  const Clock& clock;
  AuditHead head;

  State(store::Store& theStore, const Clock& theClock, Files& files, std::filesystem::path headFile)
      : store(theStore), clock(theClock), head(files, std::move(headFile)) {}
};

AuditLog::AuditLog(store::Store& store, const Clock& clock, Files& files,
                   std::filesystem::path headFile)
    : state_(std::make_unique<State>(store, clock, files, std::move(headFile))) {
  const auto mark = state_->head.read();
  const bool whole = store.read([&](store::Connection& connection) {
    return mark ? holds(connection, *mark) : lastOf(connection).number == 0;
  });
  if (whole) return;
  const auto remembered = mark ? mark->number : 0;
  store.write([&](store::Transaction& transaction) {
    append(transaction, Caller::local(), gapAction, "",
           fmt::format(R"({{"remembered":{}}})", remembered));
  });
}

AuditLog::~AuditLog() = default;

void AuditLog::append(store::Transaction& transaction, const Caller& caller,
                      std::string_view action, std::string_view subject, std::string_view detail) {
  if (caller.rehearsal != nullptr) {
    caller.rehearsal->steps.push_back(
        {std::string{action}, std::string{subject}, std::string{detail}});
    transaction.undoAtEnd();
  }
  const auto last = lastOf(transaction.connection());
  AuditEntry entry{.number = last.number + 1,
                   .at = state_->clock.now(),
                   .callerId = caller.id,
                   .callerName = caller.name,
                   .via = caller.via,
                   .address = caller.address,
                   .session = caller.session,
                   .action = std::string{action},
                   .subject = std::string{subject},
                   .detail = std::string{detail},
                   .hash = {}};
  entry.hash = hashOf(last.hash, entry);
  transaction.prepare(fmt::format("insert into audit ({}) values (?,?,?,?,?,?,?,?,?,?,?)", columns))
      .with(static_cast<std::int64_t>(entry.number), entry.at.time_since_epoch().count(),
            entry.callerId, entry.callerName, entry.via, entry.address, entry.session, entry.action,
            entry.subject, entry.detail, std::span<const std::uint8_t>{entry.hash.bytes})
      .run();
  transaction.afterCommit([this, number = entry.number, hash = entry.hash] {
    try {
      state_->head.write({number, hash});
    } catch (const Error&) {
      // The thing itself is done and durable; the file then remembers an older head, which holds,
      // too.
    }
  });
}

AuditPage AuditLog::list(const Caller& caller, std::optional<std::uint64_t> before,
                         std::size_t limit, std::string_view subject) {
  caller.require(Scope::ManageAccess);
  limit = std::clamp<std::size_t>(limit, 1, 1000);
  constexpr auto last = std::numeric_limits<std::int64_t>::max();
  const auto from = before && *before < static_cast<std::uint64_t>(last)
                        ? static_cast<std::int64_t>(*before)
                        : last;
  return state_->store.read([&](store::Connection& connection) {
    auto row = connection.prepare(
        fmt::format("select {} from audit where {}number < ? order by number desc limit ?", columns,
                    subject.empty() ? "" : "subject = ? and "));
    if (!subject.empty()) row.with(subject);
    row.with(from, static_cast<std::int64_t>(limit + 1));
    AuditPage page;
    while (row.step()) page.entries.push_back(entryIn(row));
    if (page.entries.size() > limit) {
      page.entries.resize(limit);
      page.next = page.entries.back().number;
    }
    return page;
  });
}

AuditReport AuditLog::verify() {
  const auto mark = state_->head.read();  // before the snapshot, which then has at least as much
  return state_->store.read([&](store::Connection& connection) {
    Checker checker;
    auto row = connection.prepare(fmt::format("select {} from audit order by number", columns));
    std::uint64_t last = 0;
    while (row.step()) {
      last = static_cast<std::uint64_t>(row.integer(0));
      checker.see(last, readableIn(row));
    }
    if (!mark && last > 0) {
      checker.note(last, "the file that remembers how far the log went is gone or unreadable");
    } else if (mark && mark->number > last) {
      checker.note(last + 1, fmt::format("entries {} to {} were cut off", last + 1, mark->number));
    } else if (mark && !holds(connection, *mark)) {
      checker.note(mark->number, "is not the entry that was remembered");
    }
    return checker.finish();
  });
}

}  // namespace atelier::access
