#include "media/poppler/pdf.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <poppler.h>

namespace atelier::media::poppler {

namespace {

constexpr std::size_t textLimit = std::size_t{1} << 20;
constexpr int textPages = 200;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Document = std::unique_ptr<PopplerDocument, Unref>;
using Page = std::unique_ptr<PopplerPage, Unref>;

struct Free {
  void operator()(char* text) const { g_free(text); }
};
using Text = std::unique_ptr<char, Free>;

Document open(const Source& source) {
  const auto bytes = source.bytes();
  GBytes* shared = g_bytes_new_static(bytes.data(), bytes.size());
  GError* problem = nullptr;
  Document document(poppler_document_new_from_bytes(shared, nullptr, &problem));
  g_bytes_unref(shared);
  if (document) return document;
  const bool locked = problem != nullptr && problem->code == POPPLER_ERROR_ENCRYPTED;
  const std::string words = problem != nullptr ? toUtf8(problem->message) : "it cannot be opened";
  if (problem != nullptr) g_error_free(problem);
  throw Error{Code::Unreadable, locked ? "PDF: it is locked by a password" : "PDF: " + words, ""};
}

void addInfo(Inspected& into, std::string_view property, char* value, std::string_view key) {
  const Text text(value);
  if (text)
    addField(into, property, text.get(), metadata::Origin::File, fmt::format("pdf:{}", key));
}

}  // namespace

void readPdf(const Source& source, Inspected& into) {
  const auto document = open(source);
  auto* pdf = document.get();
  const int pages = std::max(0, poppler_document_get_n_pages(pdf));
  into.technical.pages = static_cast<std::uint32_t>(pages);
  addInfo(into, "title", poppler_document_get_title(pdf), "Title");
  addInfo(into, "creator", poppler_document_get_author(pdf), "Author");
  addInfo(into, "description", poppler_document_get_subject(pdf), "Subject");
  addInfo(into, "software", poppler_document_get_creator(pdf), "Creator");
  const Text keywords(poppler_document_get_keywords(pdf));
  if (keywords) {
    for (auto word : split(keywords.get(), ',')) {
      addField(into, "keyword", word, metadata::Origin::File, "pdf:Keywords");
    }
  }
  for (int i = 0; i < std::min(pages, textPages) && into.text.size() < textLimit; ++i) {
    const Page page(poppler_document_get_page(pdf, i));
    if (!page) continue;
    const Text text(poppler_page_get_text(page.get()));
    if (text) into.text += toUtf8(text.get()) + "\n";
  }
  into.text = std::string(cutUtf8(into.text, textLimit));
}

}  // namespace atelier::media::poppler
