#include "doors/cli/output.h"

#include "base/json/text.h"
#include "base/text.h"
#include "doors/cli/table.h"
#include "doors/cli/width.h"

#include <algorithm>
#include <ostream>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

bool isRecordList(const value& candidate) {
  return candidate.is_array() && std::ranges::all_of(candidate.get_array(), [](const value& item) {
           return item.is_object();
         });
}

/// Text of a value that fits into one cell. On a terminal sizes are in units of people.
std::string cell(std::string_view name, const value& shown, bool forPeople) {
  if (shown.is_null()) return {};
  if (shown.is_string()) return harmless(std::string_view(shown.get_string()));
  if (shown.is_bool()) return shown.get_bool() ? "yes" : "no";
  const bool isSize = name == "bytes" || name.ends_with("_bytes");
  if (forPeople && isSize && shown.is_uint64()) return humanBytes(shown.get_uint64());
  if (forPeople && isSize && shown.is_int64() && shown.get_int64() >= 0) {
    return humanBytes(static_cast<std::uint64_t>(shown.get_int64()));
  }
  if (!shown.is_array()) return harmless(json::toText(shown));
  std::vector<std::string> items;
  for (const auto& item : shown.get_array()) items.push_back(cell({}, item, forPeople));
  return fmt::format("{}", fmt::join(items, ", "));
}

object only(const object& record, const std::vector<std::string>& fields) {
  if (fields.empty()) return record;
  object kept;
  for (const auto& field : fields) {
    if (const auto* found = record.if_contains(field)) kept[field] = *found;
  }
  return kept;
}

/// --fields is about the items of a page, or else about the answer itself.
value selected(const value& answer, const std::vector<std::string>& fields) {
  if (fields.empty() || !answer.is_object()) return answer;
  const auto* list = listIn(answer);
  if (list == nullptr) return only(answer.get_object(), fields);
  auto copy = answer.get_object();
  auto& items = copy.begin()->value().get_array();
  for (auto& item : items) item = only(item.get_object(), fields);
  return copy;
}

std::string shouted(std::string_view name) {
  std::string text(name);
  for (auto& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '_') c = ' ';
  }
  return harmless(text);
}

bool fitsIntoCell(const json::Shape& shape) {
  switch (shape.kind) {
    case json::Kind::Optional:
    case json::Kind::List:
      return fitsIntoCell(*shape.item);
    case json::Kind::Map:
    case json::Kind::Record:
    case json::Kind::Any:
      return false;
    default:
      return true;
  }
}

/// The record that a list of this shape holds; null if it is no such list.
const json::Shape* recordIn(const json::Shape* shape) {
  const bool holds = shape != nullptr && shape->kind == json::Kind::List;
  return holds && shape->item->kind == json::Kind::Record ? shape->item : nullptr;
}

/// Members that fit into a cell: all of the shape, or what is there in the order of its first
/// appearance.
std::vector<std::string> columnsOf(const array& list, const json::Shape* record) {
  std::vector<std::string> names;
  if (record != nullptr) {
    for (const auto& field : record->fields) {
      if (fitsIntoCell(*field.shape)) names.emplace_back(field.name);
    }
    return names;
  }
  for (const auto& item : list) {
    for (const auto& member : item.get_object()) {
      const bool simple = !member.value().is_object() &&
                          !(isRecordList(member.value()) && !member.value().get_array().empty());
      const std::string name(std::string_view(member.key()));
      if (simple && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::vector<Row> rowsOf(const array& list, const std::vector<std::string>& names, bool people) {
  std::vector<Row> rows;
  for (const auto& item : list) {
    auto& row = rows.emplace_back();
    for (const auto& name : names) {
      const auto* found = item.get_object().if_contains(name);
      row.push_back(found == nullptr ? std::string() : cell(name, *found, people));
    }
  }
  return rows;
}

std::string tableOf(const array& list, const std::vector<std::string>& names, std::size_t width) {
  if (list.empty()) return {};
  Row header;
  for (const auto& name : names) header.push_back(shouted(name));
  return alignedTable(header, rowsOf(list, names, true), width);
}

/// A list inside a record, for programs: one line per item, the list's name first.
void addItems(std::vector<Row>& rows, std::string_view key, const array& list) {
  for (auto& row : rowsOf(list, columnsOf(list, nullptr), false)) {
    row.insert(row.begin(), harmless(key));
    rows.push_back(std::move(row));
  }
}

/// The members of one record below each other; lists of records as tables of their own.
std::string detailsOf(const object& record, const Terminal& terminal) {
  const bool people = terminal.outIsTerminal;
  std::vector<Row> rows;
  std::string tables;
  for (const auto& [key, shown] : record) {
    if (isRecordList(shown) && !shown.get_array().empty()) {
      const auto& list = shown.get_array();
      if (people) {
        tables += fmt::format("\n{}\n{}", shouted(key),
                              tableOf(list, columnsOf(list, nullptr), terminal.width));
      } else {
        addItems(rows, key, list);
      }
    } else if (shown.is_object()) {
      for (const auto& [inner, under] : shown.get_object()) {
        rows.push_back(
            {harmless(fmt::format("{}.{}", std::string_view(key), std::string_view(inner))),
             cell(inner, under, people)});
      }
    } else {
      rows.push_back({harmless(key), cell(key, shown, people)});
    }
  }
  return (people ? definitions(rows, 0, terminal.width) : plainTable(rows)) + tables;
}

/// What stands beside the list of a page.
void printRest(object rest, bool isEmpty, const Settings& settings, Terminal& terminal) {
  if (isEmpty && !settings.quiet) terminal.err << "Nothing found.\n";
  if (const auto* next = rest.if_contains("next")) {
    if (!settings.quiet) {
      terminal.err << fmt::format("There is more: --after '{}'\n", cell({}, *next, true));
    }
    rest.erase("next");
  }
  if (!rest.empty()) terminal.out << '\n' << detailsOf(rest, terminal);
}

void printForPeople(const value& answer, const Settings& settings, Terminal& terminal,
                    const json::Shape* shape) {
  if (!answer.is_object()) {
    terminal.out << cell({}, answer, terminal.outIsTerminal) << '\n';
    return;
  }
  const auto* list = listIn(answer);
  if (list == nullptr) {
    terminal.out << detailsOf(answer.get_object(), terminal);
    return;
  }
  const auto* record = shape == nullptr || shape->fields.empty() || terminal.outIsTerminal
                           ? nullptr
                           : recordIn(shape->fields.front().shape);
  const auto names = settings.fields.empty() ? columnsOf(*list, record) : settings.fields;
  if (!terminal.outIsTerminal) {
    terminal.out << plainTable(rowsOf(*list, names, false));
    return;
  }
  terminal.out << tableOf(*list, names, terminal.width);
  auto rest = answer.get_object();
  rest.erase(rest.begin());
  printRest(std::move(rest), list->empty(), settings, terminal);
}

}  // namespace

const array* listIn(const value& answer) {
  if (!answer.is_object() || answer.get_object().empty()) return nullptr;
  const auto& first = answer.get_object().begin()->value();
  return isRecordList(first) ? &first.get_array() : nullptr;
}

void printAnswer(const value& answer, const Settings& settings, Terminal& terminal,
                 const json::Shape* shape) {
  const auto shown = selected(answer, settings.fields);
  const auto* list = listIn(shown);
  switch (settings.format) {
    case Format::Json:
      terminal.out << json::toText(shown, terminal.outIsTerminal ? json::Layout::Indented
                                                                 : json::Layout::Line)
                   << '\n';
      break;
    case Format::Ndjson:
      if (list == nullptr) {
        terminal.out << json::toText(shown) << '\n';
      } else {
        for (const auto& item : *list) terminal.out << json::toText(item) << '\n';
      }
      break;
    case Format::People:
      printForPeople(shown, settings, terminal, shape);
      break;
  }
  terminal.out << std::flush;
}

void PagePrinter::page(const value& answer) {
  const auto* list = listIn(answer);
  if (list == nullptr || settings_.format != Format::Json) {
    return printAnswer(answer, settings_, terminal_, &shape_);
  }
  const auto shown = selected(answer, settings_.fields).get_object();
  if (first_) terminal_.out << "{" << json::toText(value(shown.begin()->key())) << ":[";
  first_ = false;
  for (const auto& item : shown.begin()->value().get_array()) {
    terminal_.out << (any_ ? ",\n" : "\n") << json::toText(item);
    any_ = true;
  }
  rest_ = shown;
  rest_.erase(rest_.begin());
}

void PagePrinter::end() {
  if (!first_) {
    terminal_.out << (any_ ? "\n]" : "]");
    for (const auto& [key, shown] : rest_) {
      terminal_.out << ',' << json::toText(value(key)) << ':' << json::toText(shown);
    }
    terminal_.out << "}\n";
  }
  terminal_.out << std::flush;
}

void printError(const Error& error, bool asJson, bool colour, Terminal& terminal) {
  const auto& info = describe(error.code);
  if (asJson) {
    const object inner{{"code", label(error.code)},
                       {"exit", info.exitStatus},
                       {"message", toUtf8(error.message)},
                       {"hint", toUtf8(error.hint)},
                       {"where", toUtf8(error.where)}};
    terminal.err << json::toText(object{{"error", inner}}) << '\n' << std::flush;
    return;
  }
  const std::string_view red = colour ? "\x1b[1;31m" : "";
  const std::string_view plain = colour ? "\x1b[0m" : "";
  terminal.err << fmt::format("{}error: {}{}\n", red, harmless(error.message), plain);
  for (const auto line : split(error.hint, '\n')) {
    if (!line.empty()) terminal.err << fmt::format("  {}\n", harmless(line));
  }
  terminal.err << fmt::format("  {} {}", label(error.code), info.name);
  if (!error.where.empty()) terminal.err << fmt::format(", at {}", harmless(error.where));
  terminal.err << '\n' << std::flush;
}

}  // namespace atelier::cli
