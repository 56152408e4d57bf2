#include "encoding/histogram.h"

#include <bit>
#include <cmath>

#include "encoding/byte_reader.h"
#include "encoding/fixed.h"
#include "encoding/histogram_parts.h"
#include "encoding/varint.h"

namespace plumb::encoding {

namespace {

// DO NOT CHANGE: these numbers are on disk.
constexpr uint8_t kFormat = 1;
enum BucketKind : uint8_t {
  kRaw = 0,     // f64 a bucket
  kDeltas = 1,  // zigzag varint of the difference to the bucket before; counts are whole numbers
};

// Whole numbers up to 2^53 are exact as doubles. Minus zero is not one: its bits would be lost.
bool IsWhole(double v) {
  return v >= 0 && v <= 9007199254740992.0 && v == std::floor(v) && !std::signbit(v);
}

void AppendDouble(std::string& out, double v) {
  AppendLittle(out, std::bit_cast<uint64_t>(v));
}
double TakeDouble(ByteReader& in) {
  return std::bit_cast<double>(in.Fixed<uint64_t>());
}

void AppendBuckets(std::string& out, const std::vector<model::Span>& spans,
                   const std::vector<double>& buckets) {
  AppendSpans(out, spans);
  AppendVarint(out, buckets.size());
  bool whole = true;
  for (const double bucket : buckets) whole = whole && IsWhole(bucket);
  out.push_back(static_cast<char>(whole ? kDeltas : kRaw));
  int64_t before = 0;
  for (const double bucket : buckets) {
    if (!whole) {
      AppendDouble(out, bucket);
      continue;
    }
    const auto count = static_cast<int64_t>(bucket);
    AppendZigzag(out, count - before);
    before = count;
  }
}

bool TakeBuckets(ByteReader& in, std::vector<model::Span>& spans, std::vector<double>& buckets) {
  uint64_t expected = 0;
  if (!TakeSpans(in, spans, expected)) return false;
  const uint64_t bucket_count = in.Varint();
  const uint8_t kind = in.Fixed<uint8_t>();
  if (!in.ok() || bucket_count != expected || bucket_count > in.left() || kind > kDeltas)
    return false;
  if (kind == kRaw && bucket_count > in.left() / 8) return false;
  uint64_t count = 0;
  for (uint64_t i = 0; i < bucket_count && in.ok(); ++i) {
    if (kind == kRaw) {
      buckets.push_back(TakeDouble(in));
      continue;
    }
    count += static_cast<uint64_t>(in.Zigzag());
    if (count > uint64_t{1} << 53) return false;
    buckets.push_back(static_cast<double>(count));
  }
  return in.ok();
}

}  // namespace

void AppendHistogram(std::string& out, const model::Histogram& h) {
  out.push_back(static_cast<char>(kFormat));
  out.push_back(static_cast<char>(h.reset_hint));
  AppendZigzag(out, h.schema);
  AppendDouble(out, h.zero_threshold);
  AppendDouble(out, h.zero_count);
  AppendDouble(out, h.count);
  AppendDouble(out, h.sum);
  AppendBuckets(out, h.positive_spans, h.positive_buckets);
  AppendBuckets(out, h.negative_spans, h.negative_buckets);
  AppendVarint(out, h.custom_values.size());
  for (const double bound : h.custom_values) AppendDouble(out, bound);
}

std::optional<model::Histogram> DecodeHistogram(std::string_view bytes) {
  ByteReader in(bytes);
  model::Histogram h;
  if (in.Fixed<uint8_t>() != kFormat) return std::nullopt;
  const uint8_t hint = in.Fixed<uint8_t>();
  if (hint > static_cast<uint8_t>(model::ResetHint::kGauge)) return std::nullopt;
  h.reset_hint = static_cast<model::ResetHint>(hint);
  const int64_t schema = in.Zigzag();
  if (schema < INT8_MIN || schema > INT8_MAX) return std::nullopt;
  h.schema = static_cast<int>(schema);
  h.zero_threshold = TakeDouble(in);
  h.zero_count = TakeDouble(in);
  h.count = TakeDouble(in);
  h.sum = TakeDouble(in);
  if (!TakeBuckets(in, h.positive_spans, h.positive_buckets)) return std::nullopt;
  if (!TakeBuckets(in, h.negative_spans, h.negative_buckets)) return std::nullopt;
  const uint64_t bounds = in.Varint();
  if (bounds > in.left() / 8) return std::nullopt;
  for (uint64_t i = 0; i < bounds; ++i) h.custom_values.push_back(TakeDouble(in));
  if (!in.AtEnd()) return std::nullopt;
  return h;
}

bool SameHistogram(const model::Histogram& a, const model::Histogram& b) {
  return a.schema == b.schema && a.reset_hint == b.reset_hint &&
         SameBits(a.zero_threshold, b.zero_threshold) && SameBits(a.zero_count, b.zero_count) &&
         SameBits(a.count, b.count) && SameBits(a.sum, b.sum) &&
         a.positive_spans == b.positive_spans && a.negative_spans == b.negative_spans &&
         SameBits(a.positive_buckets, b.positive_buckets) &&
         SameBits(a.negative_buckets, b.negative_buckets) &&
         SameBits(a.custom_values, b.custom_values);
}

}  // namespace plumb::encoding
