#include "store/batch.h"

#include "encoding/histogram.h"

namespace plumb::store {

uint32_t Batch::AddHistogram(const model::Histogram& histogram) {
  encoding::AppendHistogram(histograms.emplace_back(), histogram);
  return static_cast<uint32_t>(histograms.size() - 1);
}

void CommitReport::Add(const CommitReport& other) {
  stored += other.stored;
  same += other.same;
  kept += other.kept;
  replaced += other.replaced;
  new_series += other.new_series;
  hint_bytes += other.hint_bytes;
  for (const uint32_t line : other.kept_lines)
    if (kept_lines.size() < kMaxKeptLines) kept_lines.push_back(line);
}

}  // namespace plumb::store
