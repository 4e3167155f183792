#include "doors/openapi.h"
#include "doors/wire.h"
#include "tests/doors/cli_toy.h"

#include <set>

#include <gtest/gtest.h>

namespace atelier::doors {
namespace {

/// Follows the rules of OpenAPI 3.1 that a generator can break.
class Checker {
 public:
  explicit Checker(const boost::json::value& document) : document_(document) {}

  std::vector<std::string> check() {
    walk(document_);
    for (const auto& [path, item] : document_.at("paths").as_object()) {
      for (const auto& [verb, operation] : item.as_object()) lookAt(path, operation.as_object());
    }
    for (const auto& [name, schema] : document_.at("components").at("schemas").as_object()) {
      if (std::string_view(name).find_first_not_of(
              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") !=
          std::string_view::npos) {
        problems_.push_back("component name " + std::string(name));
      }
    }
    return problems_;
  }

 private:
  void walk(const boost::json::value& value) {
    if (value.is_array()) {
      for (const auto& item : value.get_array()) walk(item);
    }
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.get_object()) {
      if (std::string_view(key) == "$ref") {
        const std::string ref(member.as_string());
        boost::json::error_code missing;
        if (!ref.starts_with("#/") || document_.find_pointer(ref.substr(1), missing) == nullptr) {
          problems_.push_back("no target for " + ref);
        }
      }
      if (std::string_view(key) == "required" && member.is_array()) {
        for (const auto& name : member.get_array()) {
          if (!value.at("properties").as_object().contains(name.as_string())) {
            problems_.push_back("required but not there: " + std::string(name.as_string()));
          }
        }
      }
      walk(member);
    }
  }

  void lookAt(const std::string& path, const boost::json::object& operation) {
    const std::string id(operation.at("operationId").as_string());
    if (!ids_.insert(id).second) problems_.push_back("operationId twice: " + id);
    std::set<std::string> declared;
    for (const auto& parameter : operation.at("parameters").as_array()) {
      const std::string name(parameter.at("name").as_string());
      if (parameter.at("in") == "path") {
        declared.insert(name);
        if (parameter.at("required") != true)
          problems_.push_back(id + ": path parameter not required");
      }
      if (!parameter.as_object().contains("schema")) problems_.push_back("no schema for " + name);
    }
    std::set<std::string> used;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
      used.insert(path.substr(open + 1, path.find('}', open) - open - 1));
    }
    if (used != declared) problems_.push_back(id + ": path parameters differ from the path");
    for (const auto& [status, response] : operation.at("responses").as_object()) {
      const auto& object = response.as_object();
      if (!object.contains("description") && !object.contains("$ref")) {
        problems_.push_back(id + ": response without description");
      }
    }
  }

  const boost::json::value& document_;
  std::set<std::string> ids_;
  std::vector<std::string> problems_;
};

TEST(OpenApi, IsSoundForTheToyTable) {
  const auto document = openApi(toy::table(), "1.2.3");
  EXPECT_EQ(Checker(document).check(), std::vector<std::string>());
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  EXPECT_EQ(document.at("info").at("version"), "1.2.3");
}

TEST(OpenApi, IsSoundForTheWholeTable) {
  EXPECT_EQ(Checker(openApi(studio::operations(), "1")).check(), std::vector<std::string>());
  EXPECT_EQ(studio::problemsOf(studio::operations()), std::vector<std::string>());
}

TEST(OpenApi, DescribesAQuery) {
  const auto document = openApi(toy::table(), "1");
  const auto& find = document.at_pointer("/paths/~1works/get");
  EXPECT_EQ(find.at("operationId"), "work_find");
  EXPECT_EQ(find.at("summary"), "Find works by words.");
  EXPECT_EQ(find.at("x-scope"), "assets:read");
  EXPECT_EQ(find.at("parameters").at(1),
            json::parse(R"({"name":"limit","in":"query","required":false,
      "schema":{"type":"integer","minimum":0,"maximum":4294967295,"default":2},
      "description":"How many at most"})"));
  EXPECT_EQ(find.at_pointer("/responses/200/content/application~1json/schema"),
            json::parse(R"({"$ref":"#/components/schemas/WorkPage"})"));
  EXPECT_EQ(document.at_pointer("/components/schemas/WorkPage/properties/works/items"),
            json::parse(R"({"$ref":"#/components/schemas/Work"})"));
}

TEST(OpenApi, LeavesWhatStandsInThePathOutOfTheBody) {
  const auto document = openApi(toy::table(), "1");
  const auto& tag = document.at_pointer("/paths/~1works~1{id}~1tags/post");
  const auto& body = tag.at_pointer("/requestBody/content/application~1json/schema");
  EXPECT_FALSE(body.at("properties").as_object().contains("id"));
  EXPECT_TRUE(body.at("properties").as_object().contains("tags"));
  EXPECT_FALSE(body.as_object().contains("required"));
  EXPECT_EQ(body.at("additionalProperties"), false);
}

TEST(OpenApi, ListsWhatStreamsAndEveryProblem) {
  const auto document = openApi(toy::table(), "1");
  EXPECT_TRUE(document.at_pointer("/paths/~1works~1{id}~1original/get/responses/200/content")
                  .as_object()
                  .contains("application/octet-stream"));
  EXPECT_TRUE(document.at_pointer("/paths/~1works~1{id}~1original/post/requestBody/content")
                  .as_object()
                  .contains("application/octet-stream"));
  EXPECT_EQ(document.at_pointer("/paths/~1works/get/responses/default/$ref"),
            "#/components/responses/Problem");
}

}  // namespace
}  // namespace atelier::doors
