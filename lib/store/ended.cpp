#include "store/ended.h"

#include <algorithm>

namespace plumb::store {

namespace {

// Answers membership for ascending questions.
class Ascending {
 public:
  explicit Ascending(const std::vector<uint32_t>& numbers) : numbers_(numbers) {}
  bool Has(uint32_t number) {
    while (at_ < numbers_.size() && numbers_[at_] < number) ++at_;
    return at_ < numbers_.size() && numbers_[at_] == number;
  }

 private:
  const std::vector<uint32_t>& numbers_;
  size_t at_ = 0;
};

}  // namespace

std::vector<uint32_t> FindEnds(std::span<const BlockFact> blocks, const ChunkColumn& column) {
  std::vector<uint32_t> ends;
  if (column.absent.empty()) return ends;
  Ascending absent(column.absent);
  Ascending histogram(column.histograms_at);
  Ascending loose(column.loose);
  int64_t last_seen = -1;  // the scrape that had the series last, unless it ended since
  int64_t settled = -1;    // the last scrape before this one that was complete or failed
  for (int64_t b = 0; b < static_cast<int64_t>(blocks.size()); ++b) {
    const BlockFact& block = blocks[static_cast<size_t>(b)];
    const bool present = !absent.Has(block.at) || histogram.Has(block.at);
    if (present) {
      if (!loose.Has(block.at)) last_seen = b;
    } else if (last_seen >= 0) {
      const bool by_failure =
          block.failed && last_seen >= settled && b - last_seen <= kBlocksBefore;
      const bool by_absence = block.complete && last_seen == b - 1 && settled == b - 1;
      if (by_failure || by_absence) {
        ends.push_back(block.at);
        last_seen = -1;
      }
    }
    if (block.complete || block.failed) settled = b;
  }
  return ends;
}

}  // namespace plumb::store
