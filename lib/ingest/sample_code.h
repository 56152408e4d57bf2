// SPDX-License-Identifier: Apache-2.0
// Samples of a series in one hour, in the order of time, as a few bytes each: how they wait for a
// backfill. Never read by another process or version.
//
// A sample is two bytes - how its distance to the one before changed, and what follows them - and
// then, where they are not what was to be expected, its time, its line and its bits.
#pragma once

#include <bit>
#include <cstring>
#include <vector>

#include "store/backfill.h"

namespace plumb::ingest {

class SampleCode {
 public:
  // The most bytes that a sample takes.
  static constexpr size_t kMostBytes = 18;
  // What no sample begins with.
  static constexpr uint16_t kNoSample = 0xffff;

  // For the first sample; all are of the hour that begins there.
  explicit SampleCode(Timestamp hour = 0) : hour_(hour), time_(hour) {}

  // The hour, and the time of the last sample.
  [[nodiscard]] Timestamp hour() const { return hour_; }
  [[nodiscard]] Timestamp time() const { return time_; }

  // Writes the next sample; where it ends. There is room for kMostBytes and what a double takes.
  // REQUIRES: of the hour, and not before the last one
  char* Put(const store::BackfillSample& sample, char* to) {
    const auto offset = static_cast<uint32_t>(sample.time - hour_);
    const auto step = static_cast<int32_t>(sample.time - time_);
    const uint32_t change = Fold(step - step_);
    const uint32_t line = (line_ + line_step_) & store::kLineMask;
    const uint32_t far = change >= kFar ? kFar : change;
    const unsigned flags = (sample.line != line ? kLine : 0u) |
                           (sample.bits != bits_ ? kBits : 0u) |
                           (sample.histogram != 0 ? kHistogram : 0u);
    to = Store(to, static_cast<uint16_t>(far << kFlagBits | flags));
    if (far == kFar) to = Store(to, offset);
    if ((flags & kLine) != 0) to = Store(to, static_cast<uint32_t>(sample.line));
    std::memcpy(to, &sample.bits, sizeof(uint64_t));
    to += (flags & kBits) != 0 ? sizeof(uint64_t) : 0;
    Move(sample.time, step, sample.line);
    bits_ = sample.bits;
    return to;
  }

  // Reads the next sample, whose head was `head`, from what stands behind that; where it ends.
  const char* Take(uint16_t head, const char* from, store::BackfillSample& sample) {
    const unsigned flags = head & kFlags;
    const uint32_t change = head >> kFlagBits;
    Timestamp time = time_ + step_ + Unfold(change);
    if (change == kFar) {
      uint32_t offset = 0;
      from = Load(from, offset);
      time = hour_ + offset;
    }
    uint32_t line = (line_ + line_step_) & store::kLineMask;
    if ((flags & kLine) != 0) from = Load(from, line);
    if ((flags & kBits) != 0) from = Load(from, bits_);
    Move(time, static_cast<int32_t>(time - time_), line);
    sample.time = time;
    sample.bits = bits_;
    sample.line = line & store::kLineMask;
    sample.histogram = (flags & kHistogram) != 0 ? 1 : 0;
    return from;
  }

  template <typename Number>
  static const char* Load(const char* from, Number& number) {
    std::memcpy(&number, from, sizeof number);
    return from + sizeof number;
  }
  template <typename Number>
  static char* Store(char* to, Number number) {
    std::memcpy(to, &number, sizeof number);
    return to + sizeof number;
  }

 private:
  enum Flag : unsigned { kLine = 1, kBits = 2, kHistogram = 4 };
  static constexpr unsigned kFlagBits = 3;
  static constexpr unsigned kFlags = (1 << kFlagBits) - 1;
  // The change is too large: the distance to the hour's beginning follows.
  static constexpr uint32_t kFar = (kNoSample >> kFlagBits) - 1;

  static uint32_t Fold(int32_t value) {
    return (static_cast<uint32_t>(value) << 1) ^ static_cast<uint32_t>(value >> 31);
  }
  static int32_t Unfold(uint32_t value) {
    return static_cast<int32_t>((value >> 1) ^ (~(value & 1) + 1));
  }
  void Move(Timestamp time, int32_t step, uint32_t line) {
    time_ = time;
    step_ = step;
    line_step_ = line - line_;
    line_ = line;
  }

  Timestamp hour_;
  Timestamp time_;
  uint64_t bits_ = 0;
  int32_t step_ = 0;
  uint32_t line_ = 0;
  uint32_t line_step_ = 0;
};

// Adds `count` samples behind the others, read from `from`. Where no sample begins, `follow(at)`
// says where the next one does; `at` is behind kNoSample.
template <typename Follow>
void TakeSamples(const char* from, Timestamp hour, store::SeriesHandle series, size_t count,
                 std::vector<store::BackfillSample>& samples, Follow follow) {
  const size_t first = samples.size();
  samples.resize(first + count);
  SampleCode code(hour);
  for (size_t i = first; i < samples.size(); ++i) {
    uint16_t head = 0;
    from = SampleCode::Load(from, head);
    if (head == SampleCode::kNoSample) from = SampleCode::Load(follow(from), head);
    samples[i].series = series;
    from = code.Take(head, from, samples[i]);
  }
}

}  // namespace plumb::ingest
