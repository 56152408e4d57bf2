#include "ingest/sample_log.h"

#include <algorithm>
#include <utility>

#include "store/segment_table.h"

namespace plumb::ingest {

namespace {

using store::BackfillSample;

// Most groups have hundreds of samples, and some one: the first block is small, and each of the
// next is twice as large, up to the largest.
constexpr size_t kFirstBlock = 32;
constexpr uint8_t kDoublings = 3;
// Behind the samples of a block: what says that there is another, and where.
constexpr size_t kLinkBytes = sizeof(uint16_t) + sizeof(uint32_t);

}  // namespace

void LoggedSamples::Sort(std::span<const uint32_t> targets) {
  for (Group& group : groups_) group.is.target = targets[group.is.series];
  const auto before = [](const Group& a, const Group& b) { return a.is < b.is; };
  if (!std::is_sorted(groups_.begin(), groups_.end(), before))
    std::stable_sort(groups_.begin(), groups_.end(), before);
}

void LoggedSamples::Append(const Group& group, std::vector<BackfillSample>& samples) const {
  TakeSamples(Place(group.at), group.is.hour, group.is.series, group.count, samples,
              [this](const char* link) {
                uint32_t next = 0;
                SampleCode::Load(link, next);
                return Place(next);
              });
}

// Makes room for samples of the series; where it is.
uint32_t SampleLog::BeginBlock(Tail& tail) {
  const size_t size = kFirstBlock << tail.blocks;
  if (tail.blocks < kDoublings) ++tail.blocks;
  constexpr size_t kSlab = size_t{1} << LoggedSamples::kSlabBits;
  auto& slabs = samples_.slabs_;
  if (slabs.empty() || slab_used_ + size > kSlab) {
    slabs.push_back(std::make_unique_for_overwrite<char[]>(kSlab));
    slab_used_ = 0;
  }
  const auto at =
      static_cast<uint32_t>((slabs.size() - 1) << LoggedSamples::kSlabBits | slab_used_);
  slab_used_ += size;
  samples_.bytes_ += size;
  tail.to = samples_.Place(at);
  tail.end = tail.to + size;
  return at;
}

bool SampleLog::IsWorthATail() {
  const size_t groups = samples_.groups_.size();
  crowded_ = crowded_ || (groups >= kManyGroups && count_ < groups * kUsualSamples);
  return !crowded_;
}

void SampleLog::BeginGroup(const BackfillSample& sample, Tail& tail) {
  auto& groups = samples_.groups_;
  const Timestamp hour = store::PeriodStart(store::Level::kHour, sample.time);
  tail.code = SampleCode(hour);
  tail.group = static_cast<uint32_t>(groups.size());
  tail.blocks = 0;
  const uint32_t at = BeginBlock(tail);
  groups.push_back({.is = {.hour = hour, .series = sample.series}, .at = at});
}

bool SampleLog::Add(const BackfillSample& sample) {
  if (sample.series >= tails_.size()) {
    if (!IsWorthATail()) return false;
    tails_.resize(sample.series + 1 + sample.series / 2);
  }
  Tail& tail = tails_[sample.series];
  if (tail.refused) return false;
  if (tail.to == nullptr) {
    tail.refused = !IsWorthATail();
  } else if (sample.time < tail.code.time()) {
    tail.refused = true;
  } else if (sample.time - tail.code.hour() >= kHour) {
    tail.refused = samples_.groups_[tail.group].count < kFewSamples;
  } else {
    Put(sample, tail);
    return true;
  }
  if (tail.refused) return false;
  BeginGroup(sample, tail);
  Put(sample, tail);
  return true;
}

void SampleLog::Put(const BackfillSample& sample, Tail& tail) {
  if (static_cast<size_t>(tail.end - tail.to) < SampleCode::kMostBytes + kLinkBytes) {
    char* link = SampleCode::Store(tail.to, SampleCode::kNoSample);
    SampleCode::Store(link, BeginBlock(tail));
  }
  tail.to = tail.code.Put(sample, tail.to);
  ++samples_.groups_[tail.group].count;
  ++count_;
}

LoggedSamples SampleLog::Release() {
  std::fill(tails_.begin(), tails_.end(), Tail());
  slab_used_ = count_ = 0;
  crowded_ = false;
  return std::exchange(samples_, {});
}

}  // namespace plumb::ingest
