#include "tests/doors/mcp_schema.h"

#include <algorithm>
#include <set>

namespace atelier::mcp::toy {

namespace {

using boost::json::value;
using Problems = std::vector<std::string>;

// Words that say nothing about the value, and formats, which 2020-12 leaves to the reader.
const std::set<std::string_view> silent{"description", "title",    "format", "default", "$schema",
                                        "$defs",       "examples", "if",     "then",    "else"};

bool hasType(const value& v, std::string_view type) {
  if (type == "object") return v.is_object();
  if (type == "array") return v.is_array();
  if (type == "string") return v.is_string();
  if (type == "boolean") return v.is_bool();
  if (type == "null") return v.is_null();
  if (type == "integer") return v.is_int64() || v.is_uint64();
  return type == "number" && v.is_number();
}

void add(Problems& to, Problems more) { to.insert(to.end(), more.begin(), more.end()); }

class Check {
 public:
  Check(const value& subject, const boost::json::object& schema, const value& root, std::string at)
      : subject_(subject), schema_(schema), root_(root), at_(std::move(at)) {}

  Problems run() {
    for (const auto& keyword : schema_) look(keyword.key(), keyword.value());
    return std::move(problems_);
  }

 private:
  void tell(std::string_view what) { problems_.push_back(at_ + ": " + std::string{what}); }

  void look(std::string_view keyword, const value& rule) {
    if (silent.contains(keyword)) return;
    if (keyword == "$ref") {
      const std::string_view pointer = rule.as_string();
      add(problems_, problemsOf(subject_, root_.at_pointer(pointer.substr(1)), root_, at_));
    } else if (keyword == "type") {
      type(rule);
    } else if (keyword == "const") {
      if (subject_ != rule) tell("is not " + boost::json::serialize(rule));
    } else if (keyword == "enum") {
      if (std::ranges::find(rule.as_array(), subject_) == rule.as_array().end())
        tell("is none of enum");
    } else if (keyword == "anyOf" || keyword == "oneOf" || keyword == "allOf") {
      combine(keyword, rule.as_array());
    } else if (keyword == "minimum") {
      if (subject_.is_number() && subject_.to_number<double>() < rule.to_number<double>())
        tell("is too small");
    } else if (keyword == "maximum") {
      if (subject_.is_number() && subject_.to_number<double>() > rule.to_number<double>())
        tell("is too large");
    } else if (keyword == "items") {
      items(rule);
    } else if (keyword == "required") {
      required(rule.as_array());
    } else if (keyword == "properties" || keyword == "additionalProperties") {
      if (keyword == "properties" || !schema_.contains("properties")) members();
    } else {
      tell("uses the unknown keyword " + std::string{keyword});
    }
  }

  void type(const value& rule) {
    bool fits = false;
    if (rule.is_string()) fits = hasType(subject_, rule.get_string());
    if (rule.is_array()) {
      for (const auto& one : rule.get_array()) fits = fits || hasType(subject_, one.as_string());
    }
    if (!fits) tell("is not of type " + boost::json::serialize(rule));
  }

  void combine(std::string_view keyword, const boost::json::array& rules) {
    std::size_t fitting = 0;
    for (const auto& rule : rules) fitting += problemsOf(subject_, rule, root_, at_).empty();
    const bool fits = keyword == "allOf" ? fitting == rules.size() : fitting > 0;
    if (!fits) tell("does not fit " + std::string{keyword});
  }

  void items(const value& rule) {
    if (!subject_.is_array()) return;
    std::size_t index = 0;
    for (const auto& item : subject_.get_array()) {
      add(problems_, problemsOf(item, rule, root_, at_ + "/" + std::to_string(index++)));
    }
  }

  void required(const boost::json::array& names) {
    if (!subject_.is_object()) return;
    for (const auto& name : names) {
      if (!subject_.get_object().contains(name.as_string()))
        tell("lacks " + boost::json::serialize(name));
    }
  }

  void members() {
    if (!subject_.is_object()) return;
    const auto* properties = schema_.if_contains("properties");
    const auto* others = schema_.if_contains("additionalProperties");
    for (const auto& member : subject_.get_object()) {
      const auto* rule = properties ? properties->as_object().if_contains(member.key()) : nullptr;
      if (rule == nullptr) rule = others;
      const auto place = at_ + "/" + std::string{member.key()};
      if (rule != nullptr) add(problems_, problemsOf(member.value(), *rule, root_, place));
    }
  }

  const value& subject_;
  const boost::json::object& schema_;
  const value& root_;
  std::string at_;
  Problems problems_;
};

}  // namespace

Problems problemsOf(const value& subject, const value& schema, const value& root,
                    const std::string& at) {
  if (schema.is_bool()) return schema.get_bool() ? Problems{} : Problems{at + ": is not allowed"};
  return Check{subject, schema.as_object(), root, at}.run();
}

}  // namespace atelier::mcp::toy
