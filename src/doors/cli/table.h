#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// Rows of text in columns.
namespace atelier::cli {

using Row = std::vector<std::string>;

/// Aligned by display width and never wider than `width`: columns that do not fit are left out from
/// the right, the last one that does is cut. Numbers stand to the right.
std::string alignedTable(const Row& header, const std::vector<Row>& rows, std::size_t width);

/// One line per row, values between tabs, no header: for cut, awk and sort.
std::string plainTable(const std::vector<Row>& rows);

/// Two columns, the second wrapped at words; for help and details.
std::string definitions(const std::vector<Row>& rows, std::size_t indent, std::size_t width);

}  // namespace atelier::cli
