#include "promql/memory_budget.h"

#include <fmt/format.h>

namespace plumb::promql {

namespace {

std::string FormatBytes(uint64_t bytes) {
  constexpr uint64_t kMiB = uint64_t{1} << 20;
  constexpr uint64_t kGiB = uint64_t{1} << 30;
  if (bytes % kGiB == 0) return fmt::format("{} GiB", bytes / kGiB);
  if (bytes % kMiB == 0) return fmt::format("{} MiB", bytes / kMiB);
  return fmt::format("{} bytes", bytes);
}

}  // namespace

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
               fmt::format("the query needs more than the memory limit of {}; select fewer series, "
                           "take a longer step or a shorter time, or raise --max-memory",
                           FormatBytes(limit_))};
}

}  // namespace plumb::promql
