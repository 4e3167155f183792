#include "doors/cli/table.h"

#include "doors/cli/width.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::cli {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t widestColumn = 48;
constexpr std::size_t narrowestCut = 8;

/// Also "14 MB".
bool isNumber(std::string_view text) {
  for (const std::string_view unit : {" kB", " MB", " GB", " TB", " PB", " B"}) {
    if (text.ends_with(unit)) text.remove_suffix(unit.size());
  }
  return !text.empty() && text.find_first_not_of("0123456789.-") == text.npos;
}

struct Column {
  std::size_t index;
  std::size_t width;
  bool right;  ///< aligned
};

std::vector<Column> fit(const Row& header, const std::vector<Row>& rows, std::size_t width) {
  std::vector<Column> columns;
  std::size_t used = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    Column column{i, displayWidth(header[i]), !rows.empty()};
    for (const auto& row : rows) {
      column.width = std::max(column.width, displayWidth(row[i]));
      column.right = column.right && (isNumber(row[i]) || row[i].empty());
    }
    column.width = std::min(column.width, widestColumn);
    const auto before = used + (columns.empty() ? 0 : gap);
    const auto left = width > before ? width - before : 0;
    if (column.width > left) {
      const bool worthIt = left >= narrowestCut || columns.empty();
      if (worthIt) columns.push_back({i, left, column.right});
      break;
    }
    used = before + column.width;
    columns.push_back(column);
  }
  return columns;
}

std::string lineOf(const Row& row, const std::vector<Column>& columns) {
  std::string line;
  for (const auto& column : columns) {
    const auto text = cutToWidth(row[column.index], column.width);
    const std::string fill(column.width - displayWidth(text), ' ');
    if (&column != &columns.front()) line.append(gap, ' ');
    line += column.right ? fill + text : text + fill;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// Lines of at most `width` columns, broken at spaces.
std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    auto& line = lines.back();
    if (!line.empty() && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.emplace_back(word);
    } else {
      if (!line.empty()) line += ' ';
      line += word;
    }
  }
  return lines;
}

}  // namespace

std::string alignedTable(const Row& header, const std::vector<Row>& rows, std::size_t width) {
  const auto columns = fit(header, rows, width);
  std::string text = lineOf(header, columns);
  for (const auto& row : rows) text += lineOf(row, columns);
  return text;
}

std::string plainTable(const std::vector<Row>& rows) {
  std::string text;
  for (const auto& row : rows) text += fmt::format("{}\n", fmt::join(row, "\t"));
  return text;
}

std::string definitions(const std::vector<Row>& rows, std::size_t indent, std::size_t width) {
  constexpr std::size_t widestTerm = 30;
  std::size_t term = 0;
  for (const auto& row : rows) {
    if (displayWidth(row[0]) <= widestTerm) term = std::max(term, displayWidth(row[0]));
  }
  const auto start = indent + term + gap;
  const auto room = std::max<std::size_t>(width > start ? width - start : 0, 20);
  std::string text;
  for (const auto& row : rows) {
    text += std::string(indent, ' ') + row[0];
    const auto used = displayWidth(row[0]);
    auto fill = used <= term ? term - used + gap : std::string::npos;
    for (const auto& line : wrap(row[1], room)) {
      if (line.empty()) break;
      text += fill == std::string::npos ? "\n" + std::string(start, ' ') : std::string(fill, ' ');
      text += line;
      fill = std::string::npos;
    }
    text += '\n';
  }
  return text;
}

}  // namespace atelier::cli
