#pragma once

#include "access/access.h"
#include "base/files.h"
#include "base/random.h"
#include "doors/commands/commands.h"
#include "doors/http/api.h"
#include "doors/http/server.h"
#include "media/media.h"
#include "studio/operation.h"
#include "studio/studio.h"
#include "tests/doors/http_client.h"

#include <cstdlib>
#include <sstream>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace atelier::test {

inline const std::string api = "/api/v1";
inline const std::string asJson = "Content-Type: application/json\r\n";

/// A studio in a folder of its own, served on a free port.
class House : public testing::Test {
 protected:
  explicit House(const http::ApiSettings& settings = {.version = "0.0.0"}) {
    studio::Studio::init(world(), folder_, "Test");
    studio_.emplace(world(), folder_);
    application_ = http::makeApplication(*studio_, settings);
    http::Options options;
    options.port = 0;
    server_ = std::make_unique<http::Server>(options, *application_, clock_, random_, log_);
    thread_ = std::thread([this] { server_->run(); });
  }

  ~House() override {
    server_->stop();
    thread_.join();
    server_.reset();
    application_.reset();
    studio_.reset();
    files_.removeTree(folder_);
  }

  std::uint16_t port() const { return server_->port(); }
  studio::Studio& studio() { return *studio_; }

  /// The header line of a token with these scopes.
  std::string token(std::initializer_list<access::Scope> scopes) {
    access::TokenRequest ask;
    ask.name = "test";
    for (const auto scope : scopes) ask.scopes.add(scope);
    const auto made = studio_->access().createToken(access::Caller::local(), ask);
    return "Authorization: Bearer " + made.secret + "\r\n";
  }
  std::string owner() {
    return token({access::Scope::ReadAssets, access::Scope::WriteAssets,
                  access::Scope::DeleteAssets, access::Scope::ReadStudio,
                  access::Scope::ManageStudio});
  }

  Reply send(std::string_view method, const std::string& path, const std::string& headers = "",
             std::string_view body = "") {
    return ask(port(), request(method, api + path, headers, body), method == "HEAD");
  }
  /// What a command line prints that works through this server, and its exit status.
  std::pair<int, std::string> command(std::vector<std::string> words, const std::string& header) {
    cli::Program program;
    program.operations = studio::operations();
    program.commands = commands::all(world());
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{in, out, err, clock_};
    const auto secret = header.substr(header.find("at_"), header.find('\r') - header.find("at_"));
    terminal.environment = [&](std::string_view name) -> std::optional<std::string> {
      if (name == "ATELIER_SERVER") return fmt::format("127.0.0.1:{}", port());
      return name == "ATELIER_TOKEN" ? std::optional(secret) : std::nullopt;
    };
    const auto status = cli::run(program, terminal, words);
    return {status, out.str() + err.str()};
  }
  std::string add(const std::string& headers, const std::string& name, std::string_view bytes) {
    const auto reply = send("POST", "/assets?name=" + name, headers, bytes);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return std::string(boost::json::parse(reply.body).at("id").as_string());
  }

  studio::World world() { return {clock_, files_, random_, log_, media_}; }

 private:
  static fs::path freshFolder() {
    char name[] = "/tmp/atelier-api-XXXXXX";
    return ::mkdtemp(name);
  }

  SystemClock clock_;
  RealFiles files_;
  SystemRandom random_;
  Log log_{clock_, -1};
  media::Media media_;
  fs::path folder_ = freshFolder();
  std::optional<studio::Studio> studio_;
  std::unique_ptr<http::Application> application_;
  std::unique_ptr<http::Server> server_;
  std::thread thread_;
};

}  // namespace atelier::test
