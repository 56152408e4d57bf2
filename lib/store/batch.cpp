#include "store/batch.h"

#include <algorithm>

#include "encoding/histogram.h"

namespace plumb::store {

uint32_t Batch::AddHistogram(const model::Histogram& histogram) {
  histograms.push_back(EncodeHistogram(histogram));
  return static_cast<uint32_t>(histograms.size() - 1);
}

std::string Batch::EncodeHistogram(const model::Histogram& histogram) {
  std::string bytes;
  encoding::AppendHistogram(bytes, histogram);
  return bytes;
}

void CommitReport::Add(const CommitReport& other) {
  stored += other.stored;
  same += other.same;
  kept += other.kept;
  replaced += other.replaced;
  new_series += other.new_series;
  hint_bytes += other.hint_bytes;
  for (const uint32_t line : other.kept_lines) NoteLine(line);
}

void CommitReport::NoteLine(uint32_t line) {
  kept_lines.insert(std::upper_bound(kept_lines.begin(), kept_lines.end(), line), line);
  if (kept_lines.size() > kMaxKeptLines) kept_lines.pop_back();
}

}  // namespace plumb::store
