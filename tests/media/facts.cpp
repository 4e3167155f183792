#include "tests/media/facts.h"

#include "base/text.h"

#include <cctype>
#include <cstdlib>

namespace atelier::media::test {

namespace {

bool isName(std::string_view text) {
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-') return false;
  }
  return !text.empty() && text.size() < 24;
}

/// "h264 960x540 30000/1001 fps, aac 48000 Hz 2 ch, 5.055 s, 4 chapters"
double secondsIn(std::string_view streams) {
  for (auto part : split(streams, ',')) {
    part = trim(part);
    const bool seconds = part.ends_with(" s") && part.find('.') != std::string_view::npos;
    if (seconds && part.find_first_not_of("0123456789. s") == std::string_view::npos) {
      return std::strtod(std::string(part).c_str(), nullptr);
    }
  }
  return 0;
}

void addFact(Facts& facts, std::string_view part) {
  const auto equals = part.find('=');
  if (equals == std::string_view::npos || !isName(trim(part.substr(0, equals)))) return;
  facts.values.try_emplace(std::string(trim(part.substr(0, equals))),
                           trim(part.substr(equals + 1)));
}

/// pdfinfo's: "117 pages Title=Geometrie, Topologie, Author=Martin Thoma, Pages=117, Encrypted=no".
/// Values have commas.
void addDocumentFacts(Facts& facts, std::string_view part) {
  for (const std::string_view name : {"Title=", "Author=", "Pages="}) {
    const auto start = part.find(name);
    if (start == std::string_view::npos) continue;
    const auto next = part.find('=', start + name.size());
    const auto end = std::min(part.rfind(',', next), part.size());
    addFact(facts, part.substr(start, end - start));
  }
}

}  // namespace

Facts factsFrom(std::string_view text) {
  Facts facts;
  for (auto part : split(text, ';')) {
    if (part.find("Pages=") != std::string_view::npos) {
      addDocumentFacts(facts, part);
    } else {
      addFact(facts, trim(part));
    }
    if (const auto seconds = secondsIn(part); seconds > 0) facts.seconds = seconds;
  }
  return facts;
}

std::string ourDate(std::string text, const std::string& offset) {
  if (text.size() == 4) return text;
  if (text.size() < 19 || text.starts_with("0000")) return {};
  if (text[4] == ':') text[4] = text[7] = '-';
  text[10] = 'T';
  std::string zone = text.substr(19);
  if (zone.starts_with('.')) zone.erase(0, std::min(zone.find_first_of("+-Z"), zone.size()));
  return text.substr(0, 19) + (zone.empty() ? offset : zone);
}

}  // namespace atelier::media::test
