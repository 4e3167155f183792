#include "doors/http/negotiate.h"

#include "base/error.h"
#include "base/text.h"

#include <array>
#include <memory>

#include <fmt/format.h>
#include <zlib.h>

namespace atelier::http {

namespace {

std::string_view opaque(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag;
}

/// A deflate state is 256 KiB: made once per thread, reset for each body.
class Compressor {
 public:
  Compressor() {
    constexpr int gzipWrapper = 15 + 16;  // zlib's windowBits for RFC 1952 framing
    constexpr int fast = 3;
    if (deflateInit2(&stream_, fast, Z_DEFLATED, gzipWrapper, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw Error{Code::Unavailable, "There was not enough memory to compress.", "Try again."};
    }
  }
  ~Compressor() { deflateEnd(&stream_); }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  std::string compress(std::string_view bytes) {
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, bytes.size()), '\0');
    // zlib's interface predates const; it does not write to its input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    deflate(&stream_, Z_FINISH);
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
};

}  // namespace

bool matchesWeakly(std::string_view header, std::string_view etag) {
  if (trim(header) == "*") return true;
  if (etag.empty()) return false;
  for (const auto part : split(header, ',')) {
    if (opaque(trim(part)) == opaque(etag)) return true;
  }
  return false;
}

bool matchesStrongly(std::string_view header, std::string_view etag) {
  return !etag.empty() && !etag.starts_with("W/") && trim(header) == etag;
}

bool acceptsGzip(std::string_view header) {
  std::optional<bool> any;
  for (const auto part : split(header, ',')) {
    const auto pieces = split(part, ';');
    bool wanted = true;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      const auto weight = lowerAscii(trim(pieces[i]));
      if (weight.starts_with("q=")) wanted = weight.find_first_of("123456789") != std::string::npos;
    }
    const auto coding = lowerAscii(trim(pieces[0]));
    if (coding == "gzip" || coding == "x-gzip") return wanted;
    if (coding == "*") any = wanted;
  }
  return any.value_or(false);
}

bool shrinks(std::string_view mediaType) {
  const auto type = lowerAscii(trim(mediaType.substr(0, mediaType.find(';'))));
  return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
         type == "application/json" || type == "application/javascript" ||
         type == "application/xml";
}

std::string gzip(std::string_view bytes) {
  thread_local std::unique_ptr<Compressor> compressor;
  if (!compressor) compressor = std::make_unique<Compressor>();
  return compressor->compress(bytes);
}

std::string httpDate(Timestamp time) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace atelier::http
