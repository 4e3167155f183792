#include "media/documents/documents.h"

#include "base/error.h"
#include "base/text.h"
#include "media/date.h"
#include "media/documents/package.h"
#include "media/documents/xml_walker.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace atelier::media::documents {

namespace {

using Entries = std::map<std::string, std::string>;
using Step = XmlWalker::Step;

constexpr std::size_t textLimit = std::size_t{1} << 20;

/// Dublin Core and its neighbours, by element name; the same in all three families.
struct Element {
  std::string_view name;
  std::string_view property;
};

constexpr std::array elements{
    Element{"title", "title"},
    Element{"creator", "creator"},
    Element{"initial-creator", "creator"},
    Element{"language", "language"},
    Element{"rights", "copyright"},
    Element{"description", "description"},
    Element{"keyword", "keyword"},
    Element{"generator", "software"},
};

constexpr std::array dateElements{std::string_view{"created"}, std::string_view{"creation-date"}};

std::string textUntilClosed(XmlWalker& walker, std::string_view name) {
  std::string text;
  for (auto step = walker.next(); step != Step::End; step = walker.next()) {
    if (step == Step::Close && walker.name() == name) break;
    if (step == Step::Text) text += walker.text();
  }
  return text;
}

void addKeywords(Inspected& into, std::string_view text, std::string_view source) {
  for (auto word : split(text, text.find(';') != std::string_view::npos ? ';' : ',')) {
    addField(into, "keyword", word, metadata::Origin::File, source);
  }
}

/// The statements of a metadata part: core.xml, meta.xml or the package document of an EPUB.
void readStatements(std::string_view xml, std::string_view family, Inspected& into) {
  XmlWalker walker(xml);
  for (auto step = walker.next(); step != Step::End; step = walker.next()) {
    if (step != Step::Open) continue;
    const std::string name(walker.name());
    const auto source = fmt::format("{}:{}", family, name);
    if (name == "keywords" || (name == "subject" && family == "epub")) {
      addKeywords(into, textUntilClosed(walker, name), source);
    } else if (name == "subject") {  // what office programs call the subject is a sentence about it
      addField(into, "description", textUntilClosed(walker, name), metadata::Origin::File, source);
    } else if (std::ranges::find(dateElements, name) != dateElements.end() &&
               lacks(into, "taken_at")) {
      if (auto date = normalDate(textUntilClosed(walker, name))) {
        addField(into, "taken_at", *date, metadata::Origin::File, source);
      }
    } else if (const auto* known = std::ranges::find(elements, name, &Element::name);
               known != elements.end()) {
      addField(into, known->property, textUntilClosed(walker, name), metadata::Origin::File,
               source);
    }
  }
}

/// Words of one part: text inside of elements called `word` ("" for any), a line for each element
/// called `line`.
struct Words {
  std::string_view word;
  std::array<std::string_view, 16> lines;
};

/// As a browser shows it: any white space is one blank.
void appendCollapsed(std::string_view text, std::string& to) {
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank) {
      to += c;
    } else if (!to.empty() && to.back() != ' ' && to.back() != '\n') {
      to += ' ';
    }
  }
}

void appendWords(std::string_view xml, const Words& how, std::string& to) {
  XmlWalker walker(xml);
  int inside = how.word.empty() ? 1 : 0;
  int hidden = 0;  // <head>, <style>, <script> of a chapter are not read aloud
  for (auto step = walker.next(); step != Step::End && to.size() < textLimit;
       step = walker.next()) {
    if (step == Step::Text) {
      if (inside == 0 || hidden > 0) continue;
      if (how.word.empty()) {
        appendCollapsed(walker.text(), to);
      } else {
        to += walker.text();
      }
      continue;
    }
    const int change = step == Step::Open ? 1 : -1;
    const auto name = walker.name();
    if (!how.word.empty() && name == how.word) inside = std::max(0, inside + change);
    if (name == "head" || name == "style" || name == "script")
      hidden = std::max(0, hidden + change);
    const bool ends = step == Step::Close && std::ranges::find(how.lines, name) != how.lines.end();
    if (ends && !to.empty() && to.back() != '\n') to += '\n';
    if (name == "tab" && step == Step::Open) to += ' ';
  }
}

constexpr Words chapterWords{"",
                             {"p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6",
                              "title", "section", "dt", "dd"}};
constexpr Words wordWords{"t", {"p", "tr"}};
constexpr Words slideWords{"t", {"p", "sp"}};
constexpr Words cellWords{"t", {"si", "row"}};
constexpr Words openDocumentWords{"", {"p", "h"}};

bool endsWithAny(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [&](auto end) { return name.ends_with(end); });
}

std::string folderOf(std::string_view path) {
  return std::string(path.substr(0, path.rfind('/') + 1));
}

const std::string* find(const Entries& all, const std::string& name) {
  const auto found = all.find(name);
  return found == all.end() ? nullptr : &found->second;
}

/// EPUB 3.3: META-INF/container.xml names the package document, which lists the parts and their
/// order.
struct PackageDocument {
  std::string path;
  std::vector<std::string> spine;  ///< paths in reading order
  std::string cover;               ///< path; empty if there is none
};

PackageDocument packageDocument(const Entries& all) {
  PackageDocument package;
  const auto* container = find(all, "META-INF/container.xml");
  if (container == nullptr)
    throw Error{Code::Unreadable, "EPUB: it has no META-INF/container.xml", ""};
  XmlWalker walker(*container);
  for (auto step = walker.next(); step != Step::End && package.path.empty(); step = walker.next()) {
    if (step == Step::Open && walker.name() == "rootfile")
      package.path = walker.attribute("full-path");
  }
  const auto* opf = find(all, package.path);
  if (opf == nullptr) throw Error{Code::Unreadable, "EPUB: its package document is missing", ""};
  std::map<std::string, std::string> pathOf;
  std::string coverId;
  XmlWalker items(*opf);
  for (auto step = items.next(); step != Step::End; step = items.next()) {
    if (step != Step::Open) continue;
    if (items.name() == "item") {
      const auto path = folderOf(package.path) + items.attribute("href");
      pathOf[items.attribute("id")] = path;
      if (items.attribute("properties").find("cover-image") != std::string::npos)
        package.cover = path;
    } else if (items.name() == "itemref") {
      package.spine.push_back(items.attribute("idref"));
    } else if (items.name() == "meta" && items.attribute("name") == "cover") {  // as in EPUB 2
      coverId = items.attribute("content");
    }
  }
  for (auto& part : package.spine) part = pathOf[part];
  if (package.cover.empty() && !coverId.empty()) package.cover = pathOf[coverId];
  return package;
}

void readEpub(const Source& source, Inspected& into) {
  const auto all = entries(source, [](std::string_view name) {
    return endsWithAny(name, {".opf", ".xhtml", ".html", ".htm", "META-INF/container.xml", ".xml"});
  });
  const auto package = packageDocument(all);
  readStatements(*find(all, package.path), "epub", into);
  for (const auto& part : package.spine) {
    if (const auto* chapter = find(all, part)) appendWords(*chapter, chapterWords, into.text);
  }
}

/// ECMA-376 part 2, 11: docProps/core.xml; then the parts with words in them.
void readOffice(const Source& source, const Words& words, std::string_view parts, Inspected& into) {
  const auto all = entries(source, [&](std::string_view name) {
    return name == "docProps/core.xml" || (name.starts_with(parts) && name.ends_with(".xml"));
  });
  if (const auto* core = find(all, "docProps/core.xml")) readStatements(*core, "ooxml", into);
  std::vector<const Entries::value_type*> inOrder;
  for (const auto& part : all) {
    if (part.first != "docProps/core.xml") inOrder.push_back(&part);
  }
  // slide10 comes after slide9
  std::ranges::sort(inOrder, {},
                    [](const auto* part) { return std::pair(part->first.size(), part->first); });
  for (const auto* part : inOrder) appendWords(part->second, words, into.text);
  if (inOrder.empty()) throw Error{Code::Unreadable, "the package has no document in it", ""};
  if (parts.starts_with("ppt/")) into.technical.pages = static_cast<std::uint32_t>(inOrder.size());
}

/// OpenDocument 1.3 part 2, 3.1: meta.xml and content.xml.
void readOpenDocument(const Source& source, Inspected& into) {
  const auto all = entries(
      source, [](std::string_view name) { return name == "meta.xml" || name == "content.xml"; });
  if (const auto* meta = find(all, "meta.xml")) readStatements(*meta, "odf", into);
  const auto* content = find(all, "content.xml");
  if (content == nullptr) throw Error{Code::Unreadable, "the package has no document in it", ""};
  appendWords(*content, openDocumentWords, into.text);
}

}  // namespace

void readDocument(const Source& source, Inspected& into) {
  const auto& type = into.technical.mediaType;
  if (type == "application/epub+zip") {
    readEpub(source, into);
  } else if (type.starts_with("application/vnd.oasis.opendocument")) {
    readOpenDocument(source, into);
  } else if (type.ends_with("wordprocessingml.document")) {
    readOffice(source, wordWords, "word/document", into);
  } else if (type.ends_with("presentationml.presentation")) {
    readOffice(source, slideWords, "ppt/slides/slide", into);
  } else if (type.ends_with("spreadsheetml.sheet")) {
    readOffice(source, cellWords, "xl/sharedStrings", into);
  }
  into.text = std::string(cutUtf8(toUtf8(into.text), textLimit));
}

PackageList listPackage(const Source& source) {
  constexpr std::size_t namesLimit = std::size_t{64} << 10;
  static constexpr std::array marks{
      std::pair<std::string_view, std::string_view>{
          "word/document.xml",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      std::pair<std::string_view, std::string_view>{
          "ppt/presentation.xml",
          "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      std::pair<std::string_view, std::string_view>{
          "xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
  PackageList list;
  entries(source, [&](std::string_view name) {
    if (list.names.size() < namesLimit) list.names += toUtf8(name) + "\n";
    for (const auto& [mark, type] : marks) {
      if (name == mark) list.mediaType = type;
    }
    return false;
  });
  return list;
}

std::optional<std::string> cover(const Source& source, std::string_view mediaType) {
  std::string wanted = "Thumbnails/thumbnail.png";
  if (mediaType == "application/epub+zip") {
    const auto all = entries(source, [](std::string_view name) {
      return name.ends_with(".opf") || name == "META-INF/container.xml";
    });
    wanted = packageDocument(all).cover;
  } else if (mediaType.find("openxmlformats") != std::string_view::npos) {
    wanted = "docProps/thumbnail.jpeg";
  }
  const auto found = entries(source, [&](std::string_view name) { return name == wanted; });
  if (found.empty()) return std::nullopt;
  return found.begin()->second;
}

}  // namespace atelier::media::documents
