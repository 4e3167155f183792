#include "store/relevance.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <sqlite3.h>

namespace atelier::store {

namespace {

constexpr std::int64_t countedRows = 20'000;
constexpr double saturation = 1.2;  // k1 and b, the values that FTS5 uses, too
constexpr double lengthShare = 0.75;

/// What holds for all rows of one query.
struct QueryFacts {
  std::vector<double> rarity;  ///< of each phrase: its inverse document frequency
  double averageLength = 1;
  std::vector<double> frequency;  ///< of each phrase in the row at hand, weighted by column
};

int countRow(const Fts5ExtensionApi*, Fts5Context*, void* count) {
  auto& rows = *static_cast<std::int64_t*>(count);
  return ++rows < countedRows ? SQLITE_OK : SQLITE_DONE;
}

int gatherFacts(const Fts5ExtensionApi* api, Fts5Context* context, QueryFacts& facts) {
  sqlite3_int64 rows = 0;
  sqlite3_int64 tokens = 0;
  int result = api->xRowCount(context, &rows);
  if (result == SQLITE_OK) result = api->xColumnTotalSize(context, -1, &tokens);
  if (result != SQLITE_OK) return result;
  facts.averageLength =
      std::max(1.0, static_cast<double>(tokens) / std::max(1.0, static_cast<double>(rows)));
  const int phrases = api->xPhraseCount(context);
  facts.frequency.resize(static_cast<std::size_t>(phrases));
  for (int phrase = 0; phrase < phrases; ++phrase) {
    std::int64_t hits = 0;
    result = api->xQueryPhrase(context, phrase, &hits, countRow);
    if (result != SQLITE_OK) return result;
    const auto found = static_cast<double>(hits);
    const double idf = std::log((static_cast<double>(rows) - found + 0.5) / (found + 0.5));
    facts.rarity.push_back(std::max(idf, 1e-6));
  }
  return SQLITE_OK;
}

QueryFacts* factsOf(const Fts5ExtensionApi* api, Fts5Context* context, int& result) {
  if (auto* known = static_cast<QueryFacts*>(api->xGetAuxdata(context, 0))) return known;
  auto facts = std::make_unique<QueryFacts>();
  result = gatherFacts(api, context, *facts);
  if (result != SQLITE_OK) return nullptr;
  auto* raw = facts.get();
  result = api->xSetAuxdata(context, facts.release(),
                            [](void* data) { delete static_cast<QueryFacts*>(data); });
  return result == SQLITE_OK ? raw : nullptr;
}

int addFrequencies(const Fts5ExtensionApi* api, Fts5Context* context, int weights,
                   sqlite3_value** weight, QueryFacts& facts) {
  std::ranges::fill(facts.frequency, 0.0);
  int instances = 0;
  int result = api->xInstCount(context, &instances);
  for (int i = 0; result == SQLITE_OK && i < instances; ++i) {
    int phrase = 0;
    int column = 0;
    int offset = 0;
    result = api->xInst(context, i, &phrase, &column, &offset);
    if (result != SQLITE_OK) break;
    const double one = column < weights ? sqlite3_value_double(weight[column]) : 1.0;
    facts.frequency[static_cast<std::size_t>(phrase)] += one;
  }
  return result;
}

void relevance(const Fts5ExtensionApi* api, Fts5Context* context, sqlite3_context* answer,
               int weights, sqlite3_value** weight) {
  int result = SQLITE_OK;
  auto* facts = factsOf(api, context, result);
  int length = 0;
  if (result == SQLITE_OK) result = addFrequencies(api, context, weights, weight, *facts);
  if (result == SQLITE_OK) result = api->xColumnSize(context, -1, &length);
  if (result != SQLITE_OK) return sqlite3_result_error_code(answer, result);
  const double share = static_cast<double>(length) / facts->averageLength;
  double score = 0;
  for (std::size_t i = 0; i < facts->frequency.size(); ++i) {
    const double often = facts->frequency[i];
    score += facts->rarity[i] * often * (saturation + 1) /
             (often + saturation * (1 - lengthShare + lengthShare * share));
  }
  sqlite3_result_double(answer, -score);
}

}  // namespace

fts5_api* findFullText(sqlite3* database) {
  // How the documentation says to get at it (fts5.html, 7): SQLite writes it into a bound pointer.
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, "select fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return api;
}

void registerRelevance(sqlite3* database) {
  auto* api = findFullText(database);
  if (api == nullptr) {
    throw Error{Code::Internal, "This SQLite was built without full-text search (FTS5)."};
  }
  if (api->xCreateFunction(api, "relevance", nullptr, relevance, nullptr) != SQLITE_OK) {
    throw Error{Code::Internal, "The ranking function could not be added to SQLite."};
  }
}

}  // namespace atelier::store
