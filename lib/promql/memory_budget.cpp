#include "promql/memory_budget.h"

#include <fmt/format.h>

#include "base/byte_size.h"

namespace plumb::promql {

uint64_t MemoryLease::BytesOf(const std::vector<HistogramPtr>& histograms) {
  uint64_t bytes = histograms.size() * sizeof(HistogramPtr);
  for (const HistogramPtr& one : histograms)
    if (one != nullptr)
      bytes += sizeof(model::Histogram) +
               (one->positive_buckets.size() + one->negative_buckets.size()) * sizeof(double);
  return bytes;
}

Status MemoryBudget::Take(uint64_t bytes) {
  const uint64_t used = used_.fetch_add(bytes) + bytes;
  if (limit_ == 0 || used <= limit_) return Ok();
  used_ -= bytes;
  return Error{Exit::kOutside,
               fmt::format("the query needs more than the memory limit of {} (at least {}); select "
                           "fewer series, take a longer step or a shorter time, or raise "
                           "--max-memory",
                           ByteSizeText(limit_), ByteSizeText(used))};
}

}  // namespace plumb::promql
