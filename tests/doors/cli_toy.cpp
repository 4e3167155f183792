#include "tests/doors/cli_toy.h"

#include <cstddef>

namespace atelier::toy {

namespace {

using studio::Effect;
using studio::operation;
using studio::Operation;
using studio::Scope;
using studio::Studio;

enum class Sort { Added, Title };
BOOST_DESCRIBE_ENUM(Sort, Added, Title)

struct FindWorks {
  std::optional<std::string> query;
  std::uint32_t limit = 2;
  std::optional<std::string> after;
  Sort sort = Sort::Title;
  std::vector<std::string> tags;
  static constexpr std::array help{"What to look for", "How many at most",
                                   "Where the page before ended", "What comes first",
                                   "Words that must be there"};
};
BOOST_DESCRIBE_STRUCT(FindWorks, (), (query, limit, after, sort, tags))

struct Work {
  std::string id;
  std::string title;
  std::uint64_t bytes = 0;
  std::vector<std::string> tags;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Work, (), (id, title, bytes, tags, note))

struct WorkPage {
  std::vector<Work> works;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(WorkPage, (), (works, next))

struct WorkRef {
  std::string id;
  static constexpr std::array help{"The work's id"};
};
BOOST_DESCRIBE_STRUCT(WorkRef, (), (id))

struct TagWork {
  std::string id;
  std::vector<std::string> tags;
  std::vector<std::string> remove;
  static constexpr std::array help{"The work's id", "Tags to add", "Tags to take off"};
};
BOOST_DESCRIBE_STRUCT(TagWork, (), (id, tags, remove))

struct ChangeWork {
  std::string id;
  std::map<std::string, std::string> set;
  static constexpr std::array help{"The work's id", "Members and their values"};
};
BOOST_DESCRIBE_STRUCT(ChangeWork, (), (id, set))

struct Check {
  std::optional<std::uint32_t> sample;
  bool repair = false;
  static constexpr std::array help{"Look at so many only", "Mend what can be mended"};
};
BOOST_DESCRIBE_STRUCT(Check, (), (sample, repair))

struct Report {
  std::uint32_t checked = 0;
  std::vector<Work> damaged;
};
BOOST_DESCRIBE_STRUCT(Report, (), (checked, damaged))

Work workOf(const std::string& id, const std::string& title) {
  return {
      .id = id, .title = title, .bytes = title.size() * 1'000'000, .tags = {"a", "b"}, .note = {}};
}

Work find(const std::string& id) {
  const auto found = world().titles.find(id);
  if (found != world().titles.end()) return workOf(id, found->second);
  throw Error(Code::NotFound, "There is no work " + id + ".",
              "Nothing was changed. List them: atelier work find", "/id");
}

WorkPage findWorks(Studio&, const access::Caller&, const FindWorks& ask) {
  WorkPage page;
  for (const auto& [id, title] : world().titles) {
    if (ask.after && id <= *ask.after) continue;
    if (ask.query && title.find(*ask.query) == std::string::npos) continue;
    if (page.works.size() == ask.limit) {
      page.next = page.works.back().id;
      break;
    }
    page.works.push_back(workOf(id, title));
  }
  return page;
}

Work showWork(Studio&, const access::Caller&, const WorkRef& ask) { return find(ask.id); }

Work tagWork(Studio&, const access::Caller&, const TagWork& ask) {
  auto work = find(ask.id);
  for (const auto& tag : ask.tags) work.tags.push_back(tag);
  for (const auto& tag : ask.remove) std::erase(work.tags, tag);
  return work;
}

Work changeWork(Studio&, const access::Caller& caller, const ChangeWork& ask) {
  auto work = find(ask.id);
  if (const auto title = ask.set.find("title"); title != ask.set.end()) work.title = title->second;
  if (caller.rehearsal != nullptr) {
    caller.rehearsal->steps.push_back({"work.change", ask.id, "title: " + work.title});
  } else {
    world().titles[ask.id] = work.title;
  }
  return work;
}

void eraseWork(Studio&, const access::Caller&, const WorkRef& ask) {
  find(ask.id);
  world().titles.erase(ask.id);
}

Report check(Studio&, const access::Caller&, const Check& ask) {
  Report report{.checked = ask.sample.value_or(3), .damaged = {}};
  if (!ask.repair) report.damaged.push_back(find("2"));
  return report;
}

constexpr std::array operations{
    operation<&findWorks>("work.find", studio::get("/works"), Scope::ReadAssets, Effect::None,
                          "Find works by words.")
        .arguments("query")
        .example("atelier work find Dusk --limit 5"),
    operation<&showWork>("work.show", studio::get("/works/{id}"), Scope::ReadAssets, Effect::None,
                         "Show one work.")
        .arguments("id"),
    operation<&tagWork>("work.tag", studio::post("/works/{id}/tags"), Scope::WriteAssets,
                        Effect::Write, "Add tags to a work, or take them off.")
        .arguments("id", "tags"),
    operation<&changeWork>("work.change", studio::patch("/works/{id}"), Scope::WriteAssets,
                           Effect::Write, "Change what a work says of itself.")
        .arguments("id"),
    operation<&eraseWork>("work.erase", studio::remove("/works/{id}"), Scope::EraseAssets,
                          Effect::Destroy, "Remove a work for good.")
        .arguments("id"),
    studio::streaming<WorkRef>(studio::Stream::Download, "work.fetch",
                               studio::get("/works/{id}/original"), Scope::ReadAssets, Effect::None,
                               "The bytes of a work."),
    studio::streaming<WorkRef, Work>(studio::Stream::Upload, "work.add",
                                     studio::post("/works/{id}/original"), Scope::WriteAssets,
                                     Effect::Write, "Bring in a work."),
    operation<&check>("studio.check", studio::post("/check"), Scope::ManageStudio, Effect::Write,
                      "Check that all is there."),
};

class ToyExecutor final : public cli::Executor {
 public:
  boost::json::value call(const Operation& one, const boost::json::value& request) override {
    return toy::call(one.name, request);
  }
};

}  // namespace

World& world() {
  static World instance;
  return instance;
}

std::span<const Operation> table() { return operations; }

boost::json::value call(std::string_view name, const boost::json::value& request) {
  // The handlers above never look at the studio they are handed.
  alignas(std::max_align_t) static std::byte nothing[64];
  boost::json::value answer;
  studio::findOperation(operations, name)
      ->call(reinterpret_cast<Studio&>(nothing), access::Caller::local(), request, answer);
  world().log.push_back(std::string(name) + " " + json::toText(request));
  return answer;
}

cli::Program program() {
  cli::Program made;
  made.operations = operations;
  made.version = "1.2.3";
  made.openStudio = [](const cli::Settings&) { return std::make_unique<ToyExecutor>(); };
  made.commands.push_back({.name = "import",
                           .arguments = "PATH...",
                           .help = "Bring in files and folders.",
                           .examples = {"atelier import ~/Pictures"},
                           .options = {{"collection", "NAME", "File them under it"},
                                       {"skip", "PATTERN", "Leave these out", true},
                                       {"link", "", "Do not copy"}},
                           .run =
                               [](cli::Context& context) {
                                 boost::json::object answer{{"paths", context.arguments.size()}};
                                 answer["collection"] =
                                     context.option("collection").value_or("none");
                                 answer["link"] = context.has("link");
                                 context.note("Importing.");
                                 context.print(answer);
                                 return 3;
                               },
                           .changesNothing = true});
  made.commands.push_back({.name = "check",
                           .arguments = {},
                           .help = "Check everything.",
                           .operation = "studio.check",
                           .status = [](const boost::json::value& answer) {
                             return answer.at("damaged").as_array().empty() ? 0 : 8;
                           }});
  return made;
}

Outcome run(std::vector<std::string> words, const Setting& setting) {
  return run(program(), std::move(words), setting);
}

Outcome run(const cli::Program& with, std::vector<std::string> words, const Setting& setting) {
  std::istringstream in(setting.input);
  std::ostringstream out;
  std::ostringstream err;
  const ManualClock clock;
  cli::Terminal terminal{.in = in,
                         .out = out,
                         .err = err,
                         .clock = clock,
                         .inIsTerminal = setting.terminal,
                         .outIsTerminal = setting.terminal,
                         .errIsTerminal = setting.terminal,
                         .width = setting.width,
                         .environment = [&](std::string_view name) -> std::optional<std::string> {
                           const auto found = setting.environment.find(std::string(name));
                           if (found == setting.environment.end()) return std::nullopt;
                           return found->second;
                         }};
  const int status = cli::run(with, terminal, words);
  return {status, out.str(), err.str()};
}

}  // namespace atelier::toy
