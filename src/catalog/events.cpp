#include "catalog/rows.h"
#include "catalog/state.h"

namespace atelier::catalog {

namespace {

std::int64_t endOf(store::Connection& connection, std::string_view sql) {
  auto statement = connection.prepare(sql);
  statement.step();
  return statement.integer(0);
}

}  // namespace

std::int64_t Catalog::append(store::Transaction& transaction, std::string_view name,
                             const std::optional<AssetId>& asset, std::string_view json) {
  auto statement =
      transaction.prepare("insert into event (at, name, asset, data) values (?, ?, ?, ?)");
  statement.with(toRfc3339(state_->clock.now()), name);
  if (asset) {
    statement.bind(std::span<const std::uint8_t>(asset->value.bytes));
  } else {
    statement.bind(std::nullopt);
  }
  statement.bind(json).run();
  return transaction.lastRowId();
}

std::vector<Event> Catalog::eventsAfter(std::int64_t id, std::size_t limit) {
  return state_->store.read([&](store::Connection& connection) {
    std::vector<Event> events;
    auto statement = connection.prepare(
        "select id, at, name, asset, data from event where id > ? order by id limit ?");
    statement.with(id, static_cast<std::int64_t>(limit));
    while (statement.step()) {
      Event event;
      event.id = statement.integer(0);
      event.at = statement.text(1);
      event.name = statement.text(2);
      if (!statement.isNull(3)) event.asset = readId(statement, 3);
      event.data = statement.text(4);
      events.push_back(std::move(event));
    }
    return events;
  });
}

std::int64_t Catalog::lastEvent() {
  return state_->store.read([](store::Connection& connection) {
    return endOf(connection, "select coalesce(max(id), 0) from event");
  });
}

std::int64_t Catalog::firstEvent() {
  return state_->store.read([](store::Connection& connection) {
    return endOf(connection, "select coalesce(min(id), 0) from event");
  });
}

void Catalog::forgetEvents(store::Transaction& transaction, std::int64_t keep) {
  transaction.prepare("delete from event where id <= (select coalesce(max(id), 0) from event) - ?")
      .with(keep)
      .run();
}

}  // namespace atelier::catalog
