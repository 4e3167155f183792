#pragma once

struct sqlite3;
struct fts5_api;

/// Inside store only: the SQL function `relevance(table, weight of column 1, ...)` for full-text
/// tables.
namespace atelier::store {

/// BM25 as FTS5's own bm25() computes it (smaller is better), but it counts at most 20,000 rows to
/// learn how frequent a word is: bm25() walks all rows of every word before the first answer, which
/// takes a tenth of a second for common words in a million rows.
void registerRelevance(sqlite3* database);

/// FTS5's interface for extensions, or null if this SQLite has none.
fts5_api* findFullText(sqlite3* database);

}  // namespace atelier::store
