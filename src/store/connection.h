#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

/// One open line to the database, and statements prepared on it. SQL stays plain (what SQLite and
/// PostgreSQL both understand) and values are always bound, never pasted into the text.
/// Errors: Error{NoSpace | Io | Conflict (a constraint) | Database}. A wrong column type or a wrong
/// number of bound values is a bug and throws Error{Internal}.
namespace atelier::store {

class Connection;
struct PreparedStatement;

/// A prepared statement in use; it goes back into its connection's cache when destroyed. Must not
/// outlive the closure that it was prepared in.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Binds the next parameter, starting with the first. Text is copied.
  Statement& bind(std::int64_t value);
  Statement& bind(double value);
  Statement& bind(std::string_view text);
  Statement& bind(std::span<const std::uint8_t> blob);
  Statement& bind(std::nullopt_t);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  template <std::integral T>
  Statement& bind(T value) {
    static_assert(std::is_signed_v<T> || sizeof(T) < 8, "SQL integers are signed: cast on purpose");
    return bind(static_cast<std::int64_t>(value));
  }
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind(std::nullopt);
  }
  template <class... Values>
  Statement& with(const Values&... values) {
    (bind(values), ...);
    return *this;
  }

  /// Moves to the next row; false after the last one.
  bool step();
  /// For statements that give no rows. Returns how many rows it changed.
  std::int64_t run();
  /// To be bound and stepped again.
  Statement& reset();

  /// Columns of the current row, counted from 0. The type must be the one asked for (an integer is
  /// also taken as a real); text and blob views hold until the next step.
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::span<const std::uint8_t> blob(int column) const;
  bool isNull(int column) const;
  std::optional<std::int64_t> optionalInteger(int column) const;
  std::optional<double> optionalReal(int column) const;
  std::optional<std::string_view> optionalText(int column) const;

 private:
  friend class Connection;
  Statement(Connection& connection, std::unique_ptr<PreparedStatement> prepared);

  Connection* connection_;
  std::unique_ptr<PreparedStatement> prepared_;
  int bound_ = 0;
};

/// How a connection may be used.
enum class Access : std::uint8_t {
  Write,  ///< makes the file if it is missing
  Read,   ///< `query_only`
  Copy,   ///< reads this database, may write another (vacuum into)
};

/// Used by one thread at a time. Rooms get one from Store and never open their own.
class Connection {
 public:
  Connection(const std::string& path, Access access, int cacheKibibytes, const std::string& vfs);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The same text gives the same compiled statement again, as long as it is among the last 128.
  Statement prepare(std::string_view sql);

  /// Any number of statements without parameters, for migrations and pragmas.
  void execute(std::string_view sql);

  std::int64_t lastRowId() const;

  /// False once a failure (a full disk, say) has rolled back everything since `begin`.
  bool inTransaction() const;

  /// Turns to write-ahead logging with a sync at every commit: the writer does, once it is sure of
  /// the file.
  void useLog();

  /// Copies what is in the log into the database file. Only the writer may call it.
  void checkpoint(bool truncate);

  /// Pages in the write-ahead log after the last commit.
  int logPages() const;

 private:
  friend class Statement;
  struct State;
  void configure(Access access, int cacheKibibytes);
  std::unique_ptr<State> state_;
};

}  // namespace atelier::store
