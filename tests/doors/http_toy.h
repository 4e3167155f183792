#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "doors/http/server.h"
#include "doors/http/tus.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// A small application behind the real server, over real sockets.
namespace atelier::test {

/// A file in memory; has no descriptor.
class MemoryFile final : public File {
 public:
  explicit MemoryFile(std::string bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override;
  void write(std::uint64_t, std::span<const std::byte>) override {}
  std::uint64_t size() override { return bytes_.size(); }
  void truncate(std::uint64_t) override {}
  void sync() override {}

 private:
  std::string bytes_;
};

/// A temporary file that has one.
class DiskFile final : public File {
 public:
  explicit DiskFile(std::string_view bytes);
  ~DiskFile() override;
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) override;
  void write(std::uint64_t, std::span<const std::byte>) override {}
  std::uint64_t size() override { return size_; }
  void truncate(std::uint64_t) override {}
  void sync() override {}
  int descriptor() const override { return descriptor_; }

 private:
  int descriptor_;
  std::uint64_t size_;
};

class Journal final : public http::EventSource {
 public:
  void add(std::string name, std::string data);
  std::uint64_t last() override;
  std::vector<http::Event> after(std::uint64_t id, std::size_t limit) override;
  void onNews(std::function<void()> ring) override;
  std::size_t reads() const { return reads_; }

 private:
  std::mutex mutex_;
  std::vector<http::Event> events_;
  std::function<void()> ring_;
  std::atomic<std::size_t> reads_{0};
};

class MemoryUploads final : public http::UploadStore {
 public:
  struct Upload {
    std::string bytes;
    std::uint64_t length = 0;
    bool finished = false;
    std::map<std::string, std::string> metadata;
  };
  std::string create(const http::Request&, std::uint64_t length,
                     const std::vector<http::Field>& metadata) override;
  std::optional<http::UploadState> find(const http::Request&, std::string_view id) override;
  void append(const http::Request&, std::string_view id, std::uint64_t offset,
              std::span<const std::byte> bytes) override;
  void rewind(const http::Request&, std::string_view id, std::uint64_t offset) override;
  http::Fields finish(const http::Request&, std::string_view id) override;
  void remove(const http::Request&, std::string_view id) override;
  Upload look(const std::string& id);

 private:
  Upload& at(std::string_view id);
  std::mutex mutex_;
  std::map<std::string, Upload, std::less<>> uploads_;
};

/// Paths: /hello, /echo, /json/N (N bytes), /file, /memory, /foreign, /page, /slow, /fails, /sink,
/// /events, /tus.
class Toy final : public http::Application {
 public:
  Toy();
  http::Answer handle(http::Request& request) override;
  bool streams(const http::Request& request) const override;
  std::unique_ptr<http::BodySink> upload(http::Request& request) override;
  void decorate(const http::Request& request, http::Answer& answer) const override;
  std::size_t bodyLimit(const http::Request&) const override { return 10'000; }

  /// Lets requests to /slow go on.
  void release();

  std::string big;  ///< what /file and /memory serve
  Journal journal;
  MemoryUploads uploads;
  std::mutex mutex;
  std::condition_variable changed;
  std::string sunk;  ///< what /sink took
  int broken = 0;    ///< how often a sink heard of a broken connection
  int waiting = 0;   ///< requests inside /slow
  std::atomic<bool> allowed{true};

 private:
  bool released_ = false;
  http::Tus tus_;
};

/// The server on a free port, on a thread of its own.
class Running {
 public:
  explicit Running(http::Options options = {});
  ~Running();

  Toy toy;
  std::uint16_t port() const { return server_->port(); }
  http::Server& server() { return *server_; }
  void join();  ///< waits until the server has ended by itself

 private:
  SystemClock clock_;
  SeededRandom random_{7};
  Log log_{clock_, -1};
  std::unique_ptr<http::Server> server_;
  std::thread thread_;
};

}  // namespace atelier::test
