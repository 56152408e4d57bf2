#include "http/decoder.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>

namespace plumb::http {

namespace {

constexpr size_t kChunk = 32u << 10;
// RFC 9659: what a receiver has to take; a larger window is memory that the sender chooses.
constexpr int kZstdWindowLog = 23;

std::string Lower(std::string_view text) {
  std::string lower;
  for (const char c : text) {
    if (c == ' ' || c == '\t') continue;
    lower.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return lower;
}

class Plain : public Decoder {
 public:
  Decoded Add(std::string_view bytes, Body& body) override {
    return body.Append(bytes) ? Decoded::kOk : Decoded::kTooLarge;
  }
  [[nodiscard]] bool complete() const override { return true; }
};

class Zlib : public Decoder {
 public:
  enum class Wrapper { kGzip, kDeflate };
  explicit Zlib(Wrapper wrapper) : wrapper_(wrapper) {}
  ~Zlib() override {
    if (begun_) inflateEnd(&stream_);
  }
  Zlib(const Zlib&) = delete;
  Zlib& operator=(const Zlib&) = delete;

  Decoded Add(std::string_view bytes, Body& body) override {
    if (bytes.empty()) return Decoded::kOk;
    if (!begun_ && !Begin(bytes)) return Decoded::kBroken;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    for (;;) {
      // A gzip file may be several, one behind the other (RFC 1952).
      if (ended_ && stream_.avail_in > 0) {
        if (wrapper_ == Wrapper::kDeflate) return Decoded::kBroken;
        inflateReset(&stream_);
        ended_ = false;
      }
      std::array<char, kChunk> out;
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(out.size());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (!body.Append({out.data(), out.size() - stream_.avail_out})) return Decoded::kTooLarge;
      if (code == Z_STREAM_END) ended_ = true;
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return Decoded::kBroken;
      if (stream_.avail_in == 0 && stream_.avail_out > 0) return Decoded::kOk;
      if (code == Z_BUF_ERROR) return Decoded::kOk;
    }
  }
  [[nodiscard]] bool complete() const override { return !begun_ || ended_; }

 private:
  // "deflate" is zlib's form (RFC 1950), but many send bare deflate: the first byte tells.
  bool Begin(std::string_view bytes) {
    constexpr int kWindow = 15;
    int window = kWindow + 16;
    if (wrapper_ == Wrapper::kDeflate)
      window = (static_cast<unsigned char>(bytes[0]) & 0x0F) == Z_DEFLATED ? kWindow : -kWindow;
    begun_ = inflateInit2(&stream_, window) == Z_OK;
    return begun_;
  }

  Wrapper wrapper_;
  z_stream stream_{};
  bool begun_ = false;
  bool ended_ = false;
};

class Zstd : public Decoder {
 public:
  Zstd() : context_(ZSTD_createDCtx()) {
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kZstdWindowLog);
  }
  ~Zstd() override { ZSTD_freeDCtx(context_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  Decoded Add(std::string_view bytes, Body& body) override {
    if (bytes.empty()) return Decoded::kOk;
    ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
    for (;;) {
      std::array<char, kChunk> buffer;
      ZSTD_outBuffer out = {buffer.data(), buffer.size(), 0};
      const size_t left = ZSTD_decompressStream(context_, &out, &in);
      if (ZSTD_isError(left) != 0) return Decoded::kBroken;
      if (!body.Append({buffer.data(), out.pos})) return Decoded::kTooLarge;
      complete_ = left == 0;
      if (in.pos == in.size && (complete_ || out.pos < out.size)) return Decoded::kOk;
    }
  }
  [[nodiscard]] bool complete() const override { return complete_; }

 private:
  ZSTD_DCtx* context_;
  bool complete_ = true;  // of the frames so far
};

}  // namespace

bool Body::Append(std::string_view more) {
  const bool fits = limit == 0 || more.size() <= limit - bytes.size();
  bytes.append(fits ? more : more.substr(0, limit - bytes.size()));
  return fits;
}

std::unique_ptr<Decoder> MakeDecoder(std::string_view encoding) {
  const std::string name = Lower(encoding);
  if (name.empty() || name == "identity") return std::make_unique<Plain>();
  if (name == "gzip" || name == "x-gzip") return std::make_unique<Zlib>(Zlib::Wrapper::kGzip);
  if (name == "deflate") return std::make_unique<Zlib>(Zlib::Wrapper::kDeflate);
  if (name == "zstd") return std::make_unique<Zstd>();
  return nullptr;
}

}  // namespace plumb::http
