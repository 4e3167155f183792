#pragma once

#include "access/access.h"
#include "access/audit.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/files.h"
#include "base/random.h"
#include "store/store.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

/// A studio's door with a real database in a folder of its own, a clock that stands still, and
/// passwords that cost nothing.
namespace atelier::access {

inline const Visitor home{.via = "http", .address = "192.0.2.1", .agent = "Test/1"};
inline const std::string goodPassword = "four unrelated words";

class House : public testing::Test {
 protected:
  House() {
    std::filesystem::create_directories(folder_);
    open();
  }
  ~House() override {
    access_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    store_ = store::Store::open(folder_ / "index.db", wallClock_, migrations());
    access_ = std::make_unique<Access>(*store_, clock_, random_, files_, folder_ / "audit.head",
                                       PasswordCost::Sparing);
  }
  void reopen() {
    access_.reset();
    store_.reset();
    open();
  }

  SignIn setUp(std::string_view name = "Mara") {
    return access_->setup(access_->makeSetupCode(), name, goodPassword, home);
  }
  SignIn join(const Caller& owner, std::string_view name, Role role) {
    return access_->setup(access_->inviteUser(owner, name, role).code, "", goodPassword, home);
  }
  static UserId idOf(const SignIn& signIn) { return UserId::parse(signIn.caller.id).value(); }

  std::int64_t count(std::string_view sql) {
    return store_->read([&](store::Connection& connection) {
      auto row = connection.prepare(sql);
      return row.step() ? row.integer(0) : -1;
    });
  }
  void tamper(std::string_view sql) {
    store_->write([&](store::Transaction& transaction) { transaction.execute(sql); });
  }

  /// Parameterised tests have a slash in their names.
  static std::string testName() {
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ranges::replace(name, '/', '-');
    return name;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("atelier-access-" + std::to_string(::getpid()) + "-" + testName());
  ManualClock clock_;
  SystemClock wallClock_;  // for the database's own thread, which must not see clock_ move
  SeededRandom random_{42};
  RealFiles files_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Access> access_;
};

/// Runs it and gives the code of the Error it throws, or nothing.
template <class Run>
std::optional<Code> codeOf(Run&& run) {
  try {
    run();
    return std::nullopt;
  } catch (const Error& error) {
    return error.code;
  }
}

}  // namespace atelier::access
