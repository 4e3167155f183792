#include "catalog/compile.h"

#include "catalog/document.h"
#include "catalog/fields.h"
#include "catalog/rows.h"
#include "catalog/values.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

// A string of the full-text expression language (fts5.html, 3.1): only the quote has a meaning
// inside.
std::string phrase(std::string_view text) {
  std::string result = "\"";
  for (const char letter : text) {
    result += letter;
    if (letter == '"') result += '"';
  }
  return result + '"';
}

std::string tokenMatch(std::string_view name, std::string_view value) {
  return "term : " + phrase(token(name, value));
}

void append(std::vector<SqlValue>& to, std::vector<SqlValue> values) {
  for (auto& value : values) to.push_back(std::move(value));
}

std::string joined(std::string_view left, std::string_view word, std::string_view right) {
  if (left.empty()) return std::string(right);
  return fmt::format("{} {} {}", left, word, right);
}

class Compiler {
 public:
  Compiler(const Visibility& visibility, const Lookup& lookup)
      : table_(wordsTable(visibility.trashed)), lookup_(lookup) {}

  Conditions compile(const QueryNode& node) {
    switch (node.type) {
      case QueryNode::Type::And:
        return conjunction(node.children);
      case QueryNode::Type::Or:
        return alternatives(node.children);
      case QueryNode::Type::Not:
        return negation(node.children.front());
      case QueryNode::Type::Term:
        break;
    }
    return std::visit([this](const auto& leaf) { return this->term(leaf); }, node.leaf);
  }

 private:
  static bool isEverything(const Conditions& conditions) {
    return conditions.match.empty() && conditions.where.empty();
  }
  static Conditions nothing() { return {{}, "0", {}, true}; }

  // As a condition over `asset` alone, to stand beside others under `or` and `not`.
  Conditions asWhere(Conditions conditions) const {
    if (conditions.match.empty()) return conditions;
    Conditions result;
    result.where = fmt::format("asset.row in (select rowid from {0} where {0} match ?)", table_);
    result.values.emplace_back(std::move(conditions.match));
    if (!conditions.where.empty()) {
      result.where = fmt::format("({} and {})", result.where, conditions.where);
      append(result.values, std::move(conditions.values));
    }
    return result;
  }

  Conditions conjunction(const std::vector<QueryNode>& children) {
    Conditions all;
    std::string excluded;
    for (const auto& child : children) {
      if (child.type == QueryNode::Type::Not) {
        auto inner = compile(child.children.front());
        if (inner.where.empty() &&
            !inner.match.empty()) {  // "a NOT b" is cheaper than "everything NOT b"
          excluded = joined(excluded, "OR", inner.match);
          continue;
        }
      }
      auto one = compile(child);
      if (!one.match.empty()) all.match = joined(all.match, "AND", one.match);
      if (!one.where.empty()) all.where = joined(all.where, "and", one.where);
      append(all.values, std::move(one.values));
      all.few = all.few || one.few;
    }
    if (!excluded.empty()) {
      if (all.match.empty()) all.match = "term : " + phrase(everyToken());
      all.match = fmt::format("(({}) NOT ({}))", all.match, excluded);
    } else if (!all.match.empty()) {
      all.match = fmt::format("({})", all.match);
    }
    if (!all.where.empty()) all.where = fmt::format("({})", all.where);
    return all;
  }

  Conditions alternatives(const std::vector<QueryNode>& children) {
    std::vector<Conditions> parts;
    bool wordsOnly = true;
    for (const auto& child : children) {
      parts.push_back(compile(child));
      if (isEverything(parts.back())) return {};
      wordsOnly = wordsOnly && parts.back().where.empty();
    }
    Conditions any;
    for (auto& part : parts) {
      if (wordsOnly) {
        any.match = joined(any.match, "OR", part.match);
        continue;
      }
      auto condition = asWhere(std::move(part));
      any.where = joined(any.where, "or", condition.where);
      append(any.values, std::move(condition.values));
    }
    if (wordsOnly) any.match = fmt::format("({})", any.match);
    if (!wordsOnly) any.where = fmt::format("({})", any.where);
    return any;
  }

  Conditions negation(const QueryNode& child) {
    auto inner = compile(child);
    if (isEverything(inner)) return nothing();
    if (inner.where.empty()) {
      return {fmt::format("(term : {} NOT {})", phrase(everyToken()), inner.match), {}, {}, false};
    }
    inner = asWhere(std::move(inner));
    // "is not true", since a property that is not there makes the condition neither true nor false.
    inner.where = fmt::format("(({}) is not true)", inner.where);
    inner.few = false;
    return inner;
  }

  static Conditions term(const WordsLeaf& words) {
    auto text = phrase(words.text);
    if (words.prefix) text += " *";
    if (words.field != nullptr) text = fmt::format("{} : {}", words.field->column, text);
    return {std::move(text), {}, {}, false};
  }

  static Conditions term(const TokenLeaf& wanted) {
    return {tokenMatch(wanted.name, wanted.value), {}, {}, false};
  }

  // Whole years, few of them, are tokens of the index; anything finer is a condition as well.
  static Conditions term(const RangeLeaf& range) {
    Conditions result;
    const auto column = fmt::format("asset.{}", range.field->column);
    if (range.from) {
      result.where = fmt::format("{} {} ?", column, range.from->inclusive ? ">=" : ">");
      result.values.emplace_back(range.from->value);
    }
    if (range.to) {
      result.where = joined(result.where, "and",
                            fmt::format("{} {} ?", column, range.to->inclusive ? "<=" : "<"));
      result.values.emplace_back(range.to->value);
    }
    result.where = fmt::format("({})", result.where);
    if (range.field->column == "taken" && range.from && range.to) narrowToYears(range, result);
    return result;
  }

  static void narrowToYears(const RangeLeaf& range, Conditions& result) {
    constexpr int mostYears = 60;
    const auto from = static_cast<std::int64_t>(range.from->value);
    const auto to = static_cast<std::int64_t>(range.to->value);
    const int first = yearOf(from);
    const int last = yearOf(to);
    if (to < from || last - first > mostYears) return;
    const bool whole = from == startOfYear(first) && range.from->inclusive &&
                       to == startOfYear(last) && !range.to->inclusive;
    if (whole && first == last) return;
    std::string years;
    for (int year = first; year <= last - (whole ? 1 : 0); ++year) {
      years = joined(years, "OR", tokenMatch("year", fmt::format("{}", year)));
    }
    result.match = fmt::format("({})", years);
    if (whole) {
      result.where.clear();
      result.values.clear();
    }
  }

  // A box that the index of places knows, then the distance on the sphere (haversine, mean radius).
  static Conditions term(const NearLeaf& near) {
    constexpr double degree = std::numbers::pi / 180;
    const double reach = near.metres / 6'371'008.8 / degree * 1.0001;
    const double south = near.latitude - reach;
    const double north = near.latitude + reach;
    // Meridians run together towards the poles: a box around one, or over the date line, has all
    // longitudes.
    const double widest = std::max(std::abs(south), std::abs(north));
    double wide = widest < 89 ? reach / std::cos(widest * degree) : 360;
    if (near.longitude - wide < -180 || near.longitude + wide > 180) wide = 360;
    Conditions result;
    result.where =
        "asset.row in (select row from asset where latitude between ? and ? and longitude between "
        "? and ? "
        "and 2 * 6371008.8 * asin(min(1.0, sqrt(pow(sin(radians(latitude - ?) / 2), 2) + "
        "cos(radians(?)) * cos(radians(latitude)) * pow(sin(radians(longitude - ?) / 2), 2)))) <= "
        "?)";
    result.values = {south,         north,         near.longitude - wide, near.longitude + wide,
                     near.latitude, near.latitude, near.longitude,        near.metres};
    result.few = true;
    return result;
  }

  Conditions term(const SimilarLeaf& similar) const {
    const auto rows = lookup_.similar(similar.id);
    if (rows.empty()) return nothing();
    Conditions result;
    for (const auto row : rows) {
      result.where = result.where.empty() ? "?" : result.where + ", ?";
      result.values.emplace_back(row);
    }
    result.where = fmt::format("asset.row in ({})", result.where);
    result.few = true;
    return result;
  }

  Conditions term(const CollectionLeaf& collection) const {
    std::string any;
    for (const auto& id : lookup_.collections(collection.nameOrId)) {
      any = joined(any, "OR", tokenMatch("collection", id));
    }
    if (any.empty()) return nothing();
    return {fmt::format("({})", any), {}, {}, false};
  }

  static Conditions term(const DigestLeaf& leaf) {
    const auto& bytes = leaf.digest.bytes;
    return {{}, "asset.digest = ?", {std::vector<std::uint8_t>(bytes.begin(), bytes.end())}, true};
  }

  std::string_view table_;
  const Lookup& lookup_;
};

}  // namespace

Conditions compileQuery(const QueryNode& query, const Visibility& visibility,
                        const Lookup& lookup) {
  return Compiler(visibility, lookup).compile(query);
}

void bindAll(store::Statement& statement, const std::vector<SqlValue>& values) {
  for (const auto& value : values) {
    std::visit([&](const auto& one) { statement.bind(one); }, value);
  }
}

}  // namespace atelier::catalog
