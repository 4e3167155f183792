#include "doors/http/router.h"

#include "base/text.h"

#include <algorithm>

namespace atelier::http {

namespace {

bool isNamed(std::string_view segment) { return segment.starts_with('{'); }

bool matches(const std::vector<std::string>& pattern, std::span<const std::string_view> path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (isNamed(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
  }
  return true;
}

}  // namespace

void Router::add(Method method, std::string_view pattern, std::size_t handler) {
  Route route{method, {}, handler};
  for (const auto segment : split(pattern, '/')) route.segments.emplace_back(segment);
  // Fixed before named, segment by segment, so that the first match is the most exact one.
  const auto before = [](const Route& a, const Route& b) {
    return std::ranges::lexicographical_compare(a.segments, b.segments, {}, isNamed, isNamed);
  };
  routes_.insert(std::ranges::upper_bound(routes_, route, before), route);
}

Router::Found Router::find(Method method, std::string_view path) const {
  Found found;
  const auto segments = split(path, '/');
  const auto wanted = method == Method::Head ? Method::Get : method;
  for (const auto& route : routes_) {
    if (!matches(route.segments, segments)) continue;
    if (found.allow.find(name(route.method)) == std::string::npos) {
      if (!found.allow.empty()) found.allow += ", ";
      found.allow += name(route.method);
      if (route.method == Method::Get) found.allow += ", HEAD";
    }
    if (route.method != wanted || found.handler) continue;
    found.handler = route.handler;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const std::string_view pattern = route.segments[i];
      if (!isNamed(pattern)) continue;
      found.params.push_back(
          {std::string(pattern.substr(1, pattern.size() - 2)), std::string(segments[i])});
    }
  }
  if (!found.allow.empty()) found.allow += ", OPTIONS";
  return found;
}

Answer Router::refusal(Method method, const Found& found) {
  if (found.allow.empty()) {
    return Answer::problem({Code::NotFound, "There is nothing at this address.",
                            "Check it against the list in openapi.json."});
  }
  auto answer = method == Method::Options
                    ? Answer::empty()
                    : Answer::problem({Code::Unsupported, "This address does not know this method.",
                                       "Nothing was done. It knows " + found.allow + "."},
                                      405);
  answer.headers.set("Allow", found.allow);
  return answer;
}

}  // namespace atelier::http
