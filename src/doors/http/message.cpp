#include "doors/http/message.h"

#include "base/text.h"
#include "doors/http/application.h"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace atelier::http {

namespace {

constexpr std::array<std::string_view, 8> methodNames{"GET",   "HEAD",   "POST",    "PUT",
                                                      "PATCH", "DELETE", "OPTIONS", "OTHER"};

bool sameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char left, char right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(left) == lower(right);
  });
}

}  // namespace

std::string_view name(Method method) { return methodNames[static_cast<std::size_t>(method)]; }

Method methodFrom(std::string_view text) {
  for (std::size_t i = 0; i + 1 < methodNames.size(); ++i) {
    if (methodNames[i] == text) return static_cast<Method>(i);
  }
  return Method::Other;
}

void Fields::add(std::string_view name, std::string_view value) {
  list_.push_back({std::string(name), std::string(value)});
}

void Fields::set(std::string_view name, std::string_view value) {
  std::erase_if(list_, [&](const Field& field) { return sameName(field.name, name); });
  add(name, value);
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(list_, [&](const Field& field) { return sameName(field.name, name); });
  if (found == list_.end()) return std::nullopt;
  return found->value;
}

std::size_t Fields::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(list_, [&](const Field& field) { return sameName(field.name, name); }));
}

std::optional<std::string_view> Request::param(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &Field::name);
  if (found == query.end()) return std::nullopt;
  return found->value;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (const auto& field : headers) {
    if (!sameName(field.name, "cookie")) continue;
    for (const auto part : split(field.value, ';')) {
      const auto pair = trim(part);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
        return pair.substr(name.size() + 1);
      }
    }
  }
  return std::nullopt;
}

Answer Answer::json(std::string text, int status) {
  Answer answer;
  answer.status = status;
  answer.type = "application/json";
  answer.body = Bytes{std::move(text)};
  return answer;
}

Answer Answer::empty(int status) {
  Answer answer;
  answer.status = status;
  return answer;
}

Answer Answer::problem(const Error& error, int status) {
  const auto& info = describe(error.code);
  if (status == 0) status = info.httpStatus;
  boost::json::object members;
  members["type"] = "urn:atelier:problem:" + std::string(info.name);
  members["title"] = info.title;
  members["status"] = status;
  members["detail"] = toUtf8(error.message);
  members["code"] = label(error.code);
  if (!error.hint.empty()) members["hint"] = toUtf8(error.hint);
  if (!error.where.empty()) members["where"] = toUtf8(error.where);
  auto answer = Answer::json(boost::json::serialize(members), status);
  answer.type = "application/problem+json";
  answer.cache = "no-store";
  if (status == 503) answer.headers.set("Retry-After", "2");
  if (status == 429) answer.headers.set("Retry-After", "60");
  if (status == 401) answer.headers.set("WWW-Authenticate", "Bearer");
  return answer;
}

std::unique_ptr<BodySink> Application::upload(Request&) {
  throw Error{Code::NotFound, "Nothing takes uploads at this address.", "Check the address."};
}

}  // namespace atelier::http
