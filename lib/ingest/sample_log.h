// SPDX-License-Identifier: Apache-2.0
// Loose samples as they come, series by series and hour by hour, each a few bytes behind the one
// before: what comes in the order of time waits without being sorted, in little memory.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "ingest/sample_code.h"
#include "ingest/sample_sort.h"

namespace plumb::ingest {

// The samples, for whoever reads them. Adding is SampleLog's.
class LoggedSamples {
 public:
  // Of a series in an hour.
  struct Group {
    SampleGroup is;
    uint32_t count = 0;
    uint32_t at = 0;  // where its first block is
  };

  // Brings the groups into their order. `targets`: the number of each series' target.
  void Sort(std::span<const uint32_t> targets);
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  // Adds the samples of a group behind the others, in the order of time.
  void Append(const Group& group, std::vector<store::BackfillSample>& samples) const;
  // What they take in memory.
  [[nodiscard]] size_t bytes() const { return bytes_ + groups_.size() * sizeof(Group); }

 private:
  friend class SampleLog;
  // Blocks never cross a slab; a place in one is its number and an offset.
  static constexpr unsigned kSlabBits = 20;
  [[nodiscard]] char* Place(uint32_t at) const {
    return slabs_[at >> kSlabBits].get() + (at & ((1u << kSlabBits) - 1));
  }

  std::vector<Group> groups_;
  std::vector<std::unique_ptr<char[]>> slabs_;
  size_t bytes_ = 0;  // of blocks
};

class SampleLog {
 public:
  // False, and nothing was added, where the sample comes before the last one of its series, or so
  // few samples come together that a group would be larger than these: then the series is refused
  // until Release.
  bool Add(const store::BackfillSample& sample);
  [[nodiscard]] size_t bytes() const { return samples_.bytes(); }
  [[nodiscard]] bool empty() const { return samples_.groups_.empty(); }
  // Hands the samples over and begins anew.
  LoggedSamples Release();

  // A series whose last hour has fewer samples gets no other.
  static constexpr uint32_t kFewSamples = 4;
  // And so many groups are enough, until Release, if they have fewer samples each when a series
  // comes that has none.
  static constexpr size_t kManyGroups = 1u << 16;
  static constexpr size_t kUsualSamples = 8;

 private:
  // Where a series is.
  struct Tail {
    SampleCode code;
    char* to = nullptr;  // where the next sample goes; null before the first
    char* end = nullptr;
    uint32_t group = 0;
    uint8_t blocks = 0;  // of the group, as far as their sizes grow
    bool refused = false;
  };
  bool IsWorthATail();
  void Put(const store::BackfillSample& sample, Tail& tail);
  void BeginGroup(const store::BackfillSample& sample, Tail& tail);
  uint32_t BeginBlock(Tail& tail);

  LoggedSamples samples_;
  size_t count_ = 0;         // of samples
  bool crowded_ = false;     // by series with few samples: no others are taken
  size_t slab_used_ = 0;     // of the last slab
  std::vector<Tail> tails_;  // by series
};

}  // namespace plumb::ingest
