#include "catalog/query.h"

#include "base/error.h"
#include "base/text.h"
#include "catalog/query_scanner.h"
#include "catalog/query_values.h"
#include "store/words.h"

#include <utility>

#include <fmt/format.h>

namespace atelier::catalog {

namespace {

constexpr std::string_view help = "The query language is described in docs/query.md.";

class Parser {
 public:
  explicit Parser(std::string_view text) : scanner_(text) {}

  QueryNode parse() {
    auto node = alternatives(0);
    if (!scanner_.atEnd()) scanner_.fail("There is a ) without its (.", help);
    return node ? std::move(*node) : QueryNode{};
  }

 private:
  // Nothing stands for words without letters and digits ("&"): they neither match nor exclude.
  using Parsed = std::optional<QueryNode>;

  Parsed alternatives(std::size_t depth) {
    if (depth > queryDepthLimit) scanner_.fail("The parentheses go too deep.", help);
    QueryNode any{QueryNode::Type::Or, {}, {}};
    if (scanner_.atOr()) scanner_.fail("There is nothing before this \"or\".", orHelp);
    auto all = conjunction(depth);
    if (all) any.children.push_back(std::move(*all));
    while (scanner_.atOr()) {
      scanner_.takeOr();
      if (scanner_.atEnd() || scanner_.at(')') || scanner_.atOr()) {
        scanner_.fail("Something to look for was expected after \"or\".", orHelp);
      }
      all = conjunction(depth);
      if (all) any.children.push_back(std::move(*all));
    }
    if (any.children.empty()) return std::nullopt;
    if (any.children.size() == 1) return std::move(any.children.front());
    return any;
  }

  Parsed conjunction(std::size_t depth) {
    QueryNode all{QueryNode::Type::And, {}, {}};
    while (!scanner_.atEnd() && !scanner_.at(')') && !scanner_.atOr()) {
      if (auto one = term(depth)) all.children.push_back(std::move(*one));
    }
    if (all.children.empty()) return std::nullopt;
    if (all.children.size() == 1) return std::move(all.children.front());
    return all;
  }

  Parsed term(std::size_t depth) {
    if (scanner_.takeMinus()) {
      if (depth > queryDepthLimit) scanner_.fail("There are too many minus signs.", help);
      auto inner = term(depth + 1);
      if (!inner) return std::nullopt;
      QueryNode none{QueryNode::Type::Not, {}, {}};
      none.children.push_back(std::move(*inner));
      return none;
    }
    if (scanner_.at('(')) return group(depth);
    if (++leaves_ > queryLeavesLimit) {
      scanner_.fail(fmt::format("A query has at most {} terms.", queryLeavesLimit), help);
    }
    if (auto field = scanner_.takeField()) return fieldTerm(*field);
    return words(nullptr, scanner_.takeValue());
  }

  Parsed group(std::size_t depth) {
    const auto open = scanner_.position();
    scanner_.take('(');
    if (scanner_.at(')')) {
      scanner_.fail("Something to look for was expected between ( and ).", help);
    }
    auto inner = alternatives(depth + 1);
    if (!scanner_.at(')')) scanner_.failAt(open, "This ( has no matching ).", help);
    scanner_.take(')');
    return inner;
  }

  Parsed fieldTerm(const QueryField& field) {
    const auto value = scanner_.takeValue();
    if (value.text.empty()) {
      scanner_.failAt(value.position,
                      fmt::format("A value was expected after \"{}:\".", field.name),
                      valueHelp(field));
    }
    if (field.type == FieldType::Words) return words(&field, value);
    try {
      return leaf(parseFieldValue(field, value.text));
    } catch (const Error& error) {
      scanner_.failAt(value.position, error.message, error.hint);
    }
  }

  static Parsed words(const QueryField* field, const QueryScanner::Value& value) {
    auto text = value.text;
    bool prefix = value.star;
    if (!value.quoted && !text.empty() && text.back() == '*') {
      prefix = true;
      text.pop_back();
    }
    if (store::stems(text).empty()) return std::nullopt;
    return leaf(WordsLeaf{field, std::move(text), prefix});
  }

  static Parsed leaf(Leaf value) { return QueryNode{QueryNode::Type::Term, std::move(value), {}}; }

  static constexpr std::string_view orHelp = "To look for the word itself, write \"or\" in quotes.";

  QueryScanner scanner_;
  std::size_t leaves_ = 0;
};

}  // namespace

QueryNode parseQuery(std::string_view text) {
  if (text.size() > queryBytesLimit) {
    throw Error{Code::QuerySyntax, fmt::format("A query has at most {} bytes.", queryBytesLimit),
                std::string(help), "column 1"};
  }
  if (!isUtf8(text)) {
    throw Error{Code::QuerySyntax, "The query is not well-formed UTF-8.", std::string(help),
                "column 1"};
  }
  return Parser(text).parse();
}

}  // namespace atelier::catalog
