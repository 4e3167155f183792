#include "store/words.h"

#include "base/error.h"
#include "store/relevance.h"
#include "store/sqlite_error.h"

#include <array>
#include <memory>

#include <sqlite3.h>

namespace atelier::store {

namespace {

// FTS5 hands out its tokenizers through a connection; this one has no file and lives as long as the
// thread.
class Tokenizer {
 public:
  explicit Tokenizer(bool stemming) {
    int result =
        sqlite3_open_v2(":memory:", &database_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_MEMORY, nullptr);
    if (result != SQLITE_OK) throwSqlite(database_, result, "open the tokenizer");
    void* userData = nullptr;
    auto* api = findFullText(database_);
    if (api == nullptr) {
      throw Error{Code::Internal, "This SQLite was built without full-text search (FTS5)."};
    }
    result = api->xFindTokenizer(api, stemming ? "porter" : "unicode61", &userData, &functions_);
    if (result != SQLITE_OK) throwSqlite(database_, result, "find the tokenizer");
    std::array<const char*, 3> words{"unicode61", "remove_diacritics", "2"};
    const std::size_t skip =
        stemming ? 0 : 1;  // porter takes the tokenizer it wraps as first argument
    result =
        functions_.xCreate(userData, words.data() + skip, static_cast<int>(3 - skip), &tokenizer_);
    if (result != SQLITE_OK) throwSqlite(database_, result, "make the tokenizer");
  }

  ~Tokenizer() {
    if (tokenizer_ != nullptr) functions_.xDelete(tokenizer_);
    sqlite3_close(database_);
  }
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  std::vector<std::string> operator()(std::string_view text) {
    std::vector<std::string> tokens;
    const int result = functions_.xTokenize(
        tokenizer_, &tokens, FTS5_TOKENIZE_DOCUMENT, text.data() != nullptr ? text.data() : "",
        static_cast<int>(text.size()),
        [](void* context, int, const char* token, int bytes, int, int) {
          static_cast<std::vector<std::string>*>(context)->emplace_back(
              token, static_cast<std::size_t>(bytes));
          return SQLITE_OK;
        });
    if (result != SQLITE_OK) throwSqlite(database_, result, "cut a text into words");
    return tokens;
  }

 private:
  sqlite3* database_ = nullptr;
  fts5_tokenizer functions_{};
  Fts5Tokenizer* tokenizer_ = nullptr;
};

}  // namespace

std::vector<std::string> stems(std::string_view text) {
  thread_local Tokenizer tokenizer(true);
  return tokenizer(text);
}

std::string folded(std::string_view text) {
  thread_local Tokenizer tokenizer(false);
  std::string key;
  for (const auto& word : tokenizer(text)) {
    if (!key.empty()) key += ' ';
    key += word;
  }
  return key;
}

}  // namespace atelier::store
