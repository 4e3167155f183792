#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "store/store.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

/// A folder for a database of a test, and a small schema.
namespace atelier::store::test {

class Folder {
 public:
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "atelier-store-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file() const { return path_ / "index.db"; }

 private:
  std::filesystem::path path_;
};

inline constexpr std::array noteSchema{Migration{
    1, "notes", "create table note (id integer primary key, text text not null unique);"}};

inline void addNote(Transaction& transaction, std::string_view text) {
  transaction.prepare("insert into note (text) values (?)").with(text).run();
}

inline std::int64_t countNotes(Store& store) {
  return store.read([](Connection& connection) {
    auto statement = connection.prepare("select count(*) from note");
    statement.step();
    return statement.integer(0);
  });
}

/// The code of the Error that a call throws, 0 if it throws none.
template <class Call>
Code codeOf(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code;
  }
  return Code{0};
}

}  // namespace atelier::store::test
