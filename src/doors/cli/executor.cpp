#include "doors/cli/executor.h"

#include "base/error.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

[[noreturn]] void unsupported(const studio::Operation& operation) {
  throw Error(Code::Unsupported, fmt::format("{} cannot be done from here.", operation.name),
              "Nothing was changed. Run a server with `atelier serve` and give it as --server.");
}

class LocalExecutor final : public Executor {
 public:
  LocalExecutor(std::shared_ptr<studio::Studio> studio, access::Caller caller)
      : studio_(std::move(studio)), caller_(std::move(caller)) {}

  boost::json::value call(const studio::Operation& operation,
                          const boost::json::value& request) override {
    boost::json::value answer;
    operation.call(*studio_, caller_, request, answer);
    return answer;
  }

 private:
  std::shared_ptr<studio::Studio> studio_;
  access::Caller caller_;
};

}  // namespace

void Executor::download(const studio::Operation& operation, const boost::json::value&,
                        const Sink&) {
  unsupported(operation);
}

boost::json::value Executor::upload(const studio::Operation& operation, const boost::json::value&,
                                    const Source&, std::uint64_t) {
  unsupported(operation);
}

std::unique_ptr<Executor> localExecutor(std::shared_ptr<studio::Studio> studio,
                                        access::Caller caller) {
  return std::make_unique<LocalExecutor>(std::move(studio), std::move(caller));
}

}  // namespace atelier::cli
