#include "encoding/histogram_column.h"

#include "encoding/float_column.h"
#include "encoding/histogram_parts.h"
#include "encoding/varint.h"

namespace plumb::encoding {

namespace {

using model::Histogram;

// Whether two differ in numbers only.
bool SameShape(const Histogram& a, const Histogram& b) {
  return a.schema == b.schema && a.reset_hint == b.reset_hint &&
         SameBits(a.zero_threshold, b.zero_threshold) && a.positive_spans == b.positive_spans &&
         a.negative_spans == b.negative_spans && SameBits(a.custom_values, b.custom_values);
}

void AppendShape(std::string& out, const Histogram& h) {
  out.push_back(static_cast<char>(h.reset_hint));
  AppendZigzag(out, h.schema);
  AppendLittle(out, h.zero_threshold);
  AppendSpans(out, h.positive_spans);
  AppendSpans(out, h.negative_spans);
  AppendVarint(out, h.custom_values.size());
  AppendFloatColumn(out, h.custom_values);
}

// Makes room for the buckets of the spans. Each bucket's column takes two bytes at least: more
// buckets than the bytes that are left can hold are a lie.
bool TakeSide(ByteReader& in, std::vector<model::Span>& spans, std::vector<double>& buckets) {
  uint64_t count = 0;
  if (!TakeSpans(in, spans, count) || count > in.left() / 2) return false;
  buckets.resize(count);
  return true;
}

// Bounds rarely number more than some dozens; a constant column could claim any number of them.
constexpr uint64_t kMaxCustomValues = 1 << 16;

bool TakeShape(ByteReader& in, Histogram& h) {
  const uint8_t hint = in.Fixed<uint8_t>();
  const int64_t schema = in.Zigzag();
  h.zero_threshold = in.Fixed<double>();
  if (!in.ok() || hint > static_cast<uint8_t>(model::ResetHint::kGauge) || schema < INT8_MIN ||
      schema > INT8_MAX)
    return false;
  h.reset_hint = static_cast<model::ResetHint>(hint);
  h.schema = static_cast<int>(schema);
  if (!TakeSide(in, h.positive_spans, h.positive_buckets) ||
      !TakeSide(in, h.negative_spans, h.negative_buckets))
    return false;
  const uint64_t bounds = in.Varint();
  if (!in.ok() || bounds > kMaxCustomValues) return false;
  h.custom_values.resize(bounds);
  return TakeFloatColumn(in, {}, h.custom_values);
}

// Calls `column` with each number of a histogram in its order, as a function of the histogram.
template <typename Column>
bool ForEachNumber(const Histogram& shape, Column column) {
  bool right = column([](auto& h) -> auto& { return h.count; }) &&
               column([](auto& h) -> auto& { return h.sum; }) &&
               column([](auto& h) -> auto& { return h.zero_count; });
  for (size_t i = 0; right && i < shape.positive_buckets.size(); ++i)
    right = column([i](auto& h) -> auto& { return h.positive_buckets[i]; });
  for (size_t i = 0; right && i < shape.negative_buckets.size(); ++i)
    right = column([i](auto& h) -> auto& { return h.negative_buckets[i]; });
  return right;
}

void AppendNumbers(std::string& out, std::span<const HistogramPointer> run) {
  std::vector<double> values(run.size());
  ForEachNumber(*run[0], [&](auto number) {
    for (size_t i = 0; i < run.size(); ++i) values[i] = number(*run[i]);
    AppendFloatColumn(out, values);
    return true;
  });
}

bool TakeNumbers(ByteReader& in, std::span<std::shared_ptr<Histogram>> run) {
  std::vector<double> values(run.size());
  return ForEachNumber(*run[0], [&](auto number) {
    if (!TakeFloatColumn(in, {}, values)) return false;
    for (size_t i = 0; i < run.size(); ++i) number(*run[i]) = values[i];
    return true;
  });
}

}  // namespace

void AppendHistogramColumn(std::string& out, std::span<const HistogramPointer> histograms) {
  for (size_t first = 0; first < histograms.size();) {
    size_t end = first + 1;
    while (end < histograms.size() && SameShape(*histograms[first], *histograms[end])) ++end;
    AppendVarint(out, end - first);
    AppendShape(out, *histograms[first]);
    AppendNumbers(out, histograms.subspan(first, end - first));
    first = end;
  }
}

bool TakeHistogramColumn(ByteReader& in, size_t count, std::vector<HistogramPointer>& histograms) {
  while (count > 0) {
    const uint64_t length = in.Varint();
    Histogram shape;
    if (!in.ok() || length == 0 || length > count || !TakeShape(in, shape)) return false;
    std::vector<std::shared_ptr<Histogram>> run(length);
    for (auto& histogram : run) histogram = std::make_shared<Histogram>(shape);
    if (!TakeNumbers(in, run)) return false;
    histograms.insert(histograms.end(), run.begin(), run.end());
    count -= length;
  }
  return true;
}

}  // namespace plumb::encoding
