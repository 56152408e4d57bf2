#include "store/batch.h"

namespace plumb::store {

void CommitReport::Add(const CommitReport& other) {
  stored += other.stored;
  same += other.same;
  kept += other.kept;
  replaced += other.replaced;
  new_series += other.new_series;
  for (const uint32_t line : other.kept_lines)
    if (kept_lines.size() < kMaxKeptLines) kept_lines.push_back(line);
}

}  // namespace plumb::store
