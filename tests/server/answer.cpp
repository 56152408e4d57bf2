#include "server/answer.h"

#include <fmt/core.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>

namespace plumb::server {

namespace {

constexpr size_t kPiece = 64u << 10;

class Whole : public Body {
 public:
  explicit Whole(std::string text) : text_(std::move(text)) {}
  bool Next(std::string& out) override {
    out += text_;
    return false;
  }

 private:
  std::string text_;
};

class Endless : public Body {
 public:
  explicit Endless(std::string text) : text_(std::move(text)) {}
  bool Next(std::string& out) override {
    do out += text_;
    while (out.size() < kPiece && !text_.empty());
    return true;
  }

 private:
  std::string text_;
};

// zlib's stream of gzip, fed piece by piece.
class Gzip {
 public:
  Gzip() {
    constexpr int kGzipWindow = 15 + 16;
    deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY);
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() { deflateEnd(&stream_); }
  void Add(std::string_view bytes, int flush, std::string& out) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      const size_t have = out.size();
      out.resize(have + kPiece);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + have);
      stream_.avail_out = kPiece;
      deflate(&stream_, flush);
      out.resize(out.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

 private:
  z_stream stream_{};
};

class Bomb : public Body {
 public:
  explicit Bomb(uint64_t mib) : left_(mib) {}
  bool Next(std::string& out) override {
    static const std::string zeros(1u << 20, '0');
    while (left_ > 0 && out.size() < kPiece) {
      gzip_.Add(zeros, Z_NO_FLUSH, out);
      --left_;
    }
    if (left_ == 0) gzip_.Add("", Z_FINISH, out);
    return left_ > 0;
  }

 private:
  Gzip gzip_;
  uint64_t left_;
};

std::string Encoded(std::string text, std::string_view encoding) {
  std::string out;
  if (encoding == "gzip") {
    Gzip().Add(text, Z_FINISH, out);
    return out;
  }
  if (encoding == "zstd") {
    out.resize(ZSTD_compressBound(text.size()));
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
  }
  return text;
}

// Series of one target, with values that move from request to request, some as counters do.
std::string Generated(uint64_t series, std::string_view path, uint64_t number) {
  std::string page = "# HELP fleet_events_total Events.\n# TYPE fleet_events_total counter\n";
  for (uint64_t i = 0; i < series; ++i)
    page += fmt::format("fleet_events_total{{path=\"{}\",shard=\"{}\"}} {}\n", path, i,
                        number * (i % 7) + i);
  return page;
}

std::string_view Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    default:
      return "So";
  }
}

}  // namespace

Answer MakeAnswer(const Rule& rule, std::string_view path, uint64_t number) {
  Answer answer;
  answer.head = fmt::format("HTTP/1.1 {} {}\r\n", rule.status, Reason(rule.status));
  if (!rule.type.empty()) answer.head += fmt::format("Content-Type: {}\r\n", rule.type);
  for (const std::string& header : rule.headers) answer.head += header + "\r\n";
  std::string text = rule.generate > 0 ? Generated(rule.generate, path, number) : rule.text;
  if (rule.bomb_mib > 0) {
    answer.head += "Content-Encoding: gzip\r\n";
    answer.body = std::make_unique<Bomb>(rule.bomb_mib);
  } else if (rule.endless) {
    answer.body = std::make_unique<Endless>(std::move(text));
  } else {
    if (!rule.encoding.empty())
      answer.head += fmt::format("Content-Encoding: {}\r\n", rule.encoding);
    text = Encoded(std::move(text), rule.encoding);
    const auto real = static_cast<int64_t>(text.size());
    answer.head += fmt::format("Content-Length: {}\r\n", rule.length >= 0 ? rule.length : real);
    if (rule.cut >= 0 && rule.cut < real) text.resize(static_cast<size_t>(rule.cut));
    answer.close = rule.cut >= 0 || rule.length >= 0;
    answer.body = std::make_unique<Whole>(std::move(text));
  }
  answer.head += answer.close ? "Connection: close\r\n\r\n" : "\r\n";
  return answer;
}

Answer MakeError(int status) {
  Rule rule;
  rule.status = status;
  rule.text = std::string(Reason(status)) + "\n";
  return MakeAnswer(rule, "", 0);
}

}  // namespace plumb::server
