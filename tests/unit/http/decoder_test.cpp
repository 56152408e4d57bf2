#include "http/decoder.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>

namespace plumb::http {
namespace {

// Window bits of zlib: its own form, gzip's, none.
constexpr int kZlib = 15;
constexpr int kGzip = 31;
constexpr int kBare = -15;

std::string Deflate(std::string_view text, int window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

struct Outcome {
  Decoded last = Decoded::kOk;
  bool complete = false;
  std::string bytes;
};

Outcome Decode(std::string_view encoding, std::string_view bytes, size_t piece = 7,
               uint64_t limit = 0) {
  const auto decoder = MakeDecoder(encoding);
  Body body{.bytes = {}, .limit = limit};
  Outcome outcome;
  for (size_t at = 0; at < bytes.size() && outcome.last == Decoded::kOk; at += piece)
    outcome.last = decoder->Add(bytes.substr(at, piece), body);
  outcome.complete = decoder->complete();
  outcome.bytes = body.bytes;
  return outcome;
}

std::string Page() {
  std::string page;
  for (int i = 0; i < 5000; ++i) page += "requests_total{path=\"/" + std::to_string(i) + "\"} 1\n";
  return page;
}

TEST(Decoder, EachEncodingInPiecesOfAnySize) {
  const std::string page = Page();
  const std::pair<const char*, std::string> cases[] = {
      {"", page},
      {"identity", page},
      {"gzip", Deflate(page, kGzip)},
      {"X-GZIP", Deflate(page, kGzip)},
      {"deflate", Deflate(page, kZlib)},
      {"deflate", Deflate(page, kBare)},
      {"zstd", Zstd(page)},
  };
  for (const auto& [encoding, bytes] : cases) {
    for (const size_t piece : {size_t{1}, size_t{1000}, bytes.size()}) {
      const Outcome outcome = Decode(encoding, bytes, piece);
      EXPECT_EQ(outcome.last, Decoded::kOk) << encoding;
      EXPECT_TRUE(outcome.complete) << encoding;
      EXPECT_TRUE(outcome.bytes == page) << encoding;
    }
  }
}

TEST(Decoder, SeveralMembersAreOneBody) {
  EXPECT_EQ(Decode("gzip", Deflate("one ", kGzip) + Deflate("two", kGzip)).bytes, "one two");
  EXPECT_EQ(Decode("zstd", Zstd("one ") + Zstd("two")).bytes, "one two");
}

TEST(Decoder, ABodyThatIsCutOffIsNotComplete) {
  for (const auto& [encoding, bytes] :
       {std::pair{"gzip", Deflate(Page(), kGzip)}, std::pair{"zstd", Zstd(Page())},
        std::pair{"deflate", Deflate(Page(), kBare)}}) {
    for (const size_t left_out : {size_t{1}, size_t{8}, bytes.size() / 2}) {
      const Outcome outcome =
          Decode(encoding, std::string_view(bytes).substr(0, bytes.size() - left_out));
      EXPECT_EQ(outcome.last, Decoded::kOk) << encoding;
      EXPECT_FALSE(outcome.complete) << encoding << " without " << left_out;
    }
  }
}

TEST(Decoder, NoBodyIsComplete) {
  for (const char* encoding : {"", "gzip", "deflate", "zstd"})
    EXPECT_TRUE(Decode(encoding, "").complete) << encoding;
}

TEST(Decoder, DamageIsSaid) {
  std::string gzip = Deflate(Page(), kGzip);
  gzip[gzip.size() / 2] = static_cast<char>(gzip[gzip.size() / 2] ^ 0x55);
  EXPECT_EQ(Decode("gzip", gzip).last, Decoded::kBroken);
  EXPECT_EQ(Decode("gzip", "this was never compressed").last, Decoded::kBroken);
  EXPECT_EQ(Decode("zstd", "this was never compressed").last, Decoded::kBroken);
  EXPECT_EQ(Decode("gzip", Deflate("x", kGzip) + "rubbish behind it").last, Decoded::kBroken);
}

TEST(Decoder, ABombEndsAtTheLimit) {
  const std::string zeros(64u << 20, '\0');
  for (const auto& [encoding, bytes] : {std::pair{"gzip", Deflate(zeros, kGzip)},
                                        std::pair{"zstd", Zstd(zeros)}, std::pair{"", zeros}}) {
    const Outcome outcome = Decode(encoding, bytes, bytes.size(), 1000);
    EXPECT_EQ(outcome.last, Decoded::kTooLarge) << encoding;
    EXPECT_EQ(outcome.bytes.size(), 1000u) << encoding;
    EXPECT_LT(outcome.bytes.capacity(), 100'000u) << encoding;
  }
}

TEST(Decoder, ABodyAsLargeAsTheLimitFits) {
  EXPECT_EQ(Decode("gzip", Deflate("12345", kGzip), 7, 5).last, Decoded::kOk);
  EXPECT_EQ(Decode("gzip", Deflate("123456", kGzip), 7, 5).last, Decoded::kTooLarge);
}

TEST(Decoder, AWindowOfTheSendersChoiceIsRefused) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
  ZSTD_inBuffer in = {"x", 1, 0};
  std::string out(1000, '\0');
  ZSTD_outBuffer to = {out.data(), out.size(), 0};
  ZSTD_compressStream2(context, &to, &in, ZSTD_e_flush);  // a frame whose size is not known
  ZSTD_freeCCtx(context);
  EXPECT_EQ(Decode("zstd", std::string_view(out).substr(0, to.pos)).last, Decoded::kBroken);
}

TEST(Decoder, AnUnknownEncodingHasNone) {
  EXPECT_EQ(MakeDecoder("br"), nullptr);
  EXPECT_EQ(MakeDecoder("gzip, zstd"), nullptr);
}

}  // namespace
}  // namespace plumb::http
