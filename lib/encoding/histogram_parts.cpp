#include "encoding/histogram_parts.h"

#include "encoding/varint.h"

namespace plumb::encoding {

void AppendSpans(std::string& out, const std::vector<model::Span>& spans) {
  AppendVarint(out, spans.size());
  for (const model::Span& span : spans) {
    AppendZigzag(out, span.offset);
    AppendVarint(out, span.length);
  }
}

bool TakeSpans(ByteReader& in, std::vector<model::Span>& spans, uint64_t& buckets) {
  const uint64_t count = in.Varint();
  // Each span is at least two bytes: a count past what is left is a lie.
  if (count > in.left() / 2) return false;
  buckets = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const int64_t offset = in.Zigzag();
    const uint32_t length = in.Varint32();
    if (!in.ok() || offset < INT32_MIN || offset > INT32_MAX) return false;
    spans.push_back({static_cast<int32_t>(offset), length});
    buckets += length;
  }
  return in.ok();
}

bool SameBits(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (!SameBits(a[i], b[i])) return false;
  return true;
}

}  // namespace plumb::encoding
