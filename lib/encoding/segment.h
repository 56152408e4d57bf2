// SPDX-License-Identifier: Apache-2.0
// A segment: the samples of some series of one target over one stretch of time, as self-contained
// bytes with a checksum. Times are there once, each series is a column. The bytes are described in
// docs/store-format.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time_zone.h"
#include "encoding/histogram_column.h"

namespace plumb::encoding {

// One scrape of the target, at times[at].
struct SegmentBlock {
  uint32_t at = 0;
  bool complete = false;  // every line that it announced came
  bool failed = false;    // the target could not be read
  bool operator==(const SegmentBlock&) const = default;
};

// The samples of a series that are of one kind. A series has up to four parts, each once: floats
// and histograms, at times of the segment and at times of their own.
struct SegmentPart {
  uint32_t series = 0;
  // Indexes of the segment's times, one a sample, ascending; none where the times are its own.
  std::vector<uint32_t> rows;
  std::vector<uint32_t> loose;   // those of `rows` whose sample did not come with the scrape
  std::vector<Timestamp> times;  // its own, ascending; none with `rows`
  std::vector<double> values;    // one a sample, or
  std::vector<HistogramPointer> histograms;  // one a sample
  [[nodiscard]] bool own_times() const { return !times.empty(); }
};

// Puts columns together until the segment is full.
class SegmentBuilder {
 public:
  // `times` strictly ascending, `blocks` in their order; both are kept by reference.
  // `first_series`: the one in the key; no series of the segment is below it.
  SegmentBuilder(std::span<const Timestamp> times, std::span<const SegmentBlock> blocks,
                 uint32_t first_series);

  // Adds all parts of a series. False if the segment would grow beyond `limit` bytes: then nothing
  // was added. The first series always fits. REQUIRES: series in ascending order, each once; each
  // part with samples, the one of floats at times of the segment first
  bool Add(std::span<const SegmentPart> parts, size_t limit);
  [[nodiscard]] bool empty() const { return directory_.empty(); }
  // The bytes, still without a checksum (SealSegment); the builder is used up.
  std::string Finish();

 private:
  // What Add takes back if a later part does not fit.
  struct Mark {
    size_t directory = 0;
    size_t columns = 0;
    size_t patterns = 0;
    uint32_t known = 0;
    size_t parts = 0;
    uint32_t series = 0;
  };

  bool AddPart(const SegmentPart& part, size_t limit);
  void Undo(const Mark& mark);
  std::string EncodePart(const SegmentPart& part, uint32_t pattern, bool& against);

  std::span<const Timestamp> times_;
  std::string head_;
  std::string directory_;
  std::string columns_;
  std::string patterns_;
  std::unordered_map<std::string, uint32_t> known_patterns_;
  size_t parts_ = 0;
  uint32_t series_before_;
  std::vector<double> values_before_;  // of the column before, where it is one of floats
  uint32_t pattern_before_ = 0;
  unsigned chain_ = 0;  // how many columns would have to be read for the last one
};

// Puts the checksum into the bytes of a segment that is to be kept under `key`, which it covers.
void SealSegment(std::string_view key, std::string& bytes);

// A segment where it lies; valid as long as its bytes.
class SegmentView {
 public:
  // Checks that the parts are inside the bytes; the checksum is VerifyChecksum's business. nullopt
  // if not, or if the format is not known.
  static std::optional<SegmentView> Parse(std::string_view bytes, uint32_t first_series);
  // Only the times and blocks; it has no entries then.
  static std::optional<SegmentView> ParseTimes(std::string_view bytes);
  // `key`: under which the bytes are kept.
  static bool VerifyChecksum(std::string_view key, std::string_view bytes);

  [[nodiscard]] const std::vector<Timestamp>& times() const { return times_; }
  [[nodiscard]] const std::vector<SegmentBlock>& blocks() const { return blocks_; }

  struct Entry {
    uint32_t series = 0;
    uint8_t flags = 0;
    uint32_t pattern = 0;  // 0: every time
    std::string_view bytes;
  };
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  // Reads the part of entries()[index]. A column that refers to the one before reads that one too,
  // unless it was the last that was read. False if the bytes make no sense.
  bool Read(size_t index, SegmentPart& part);
  // How many samples entries()[index] has, without reading them; nullopt if the bytes make no
  // sense.
  [[nodiscard]] std::optional<size_t> CountSamples(size_t index) const;
  // Whether entries()[index] has a float at every time, all of which came with their scrapes.
  [[nodiscard]] bool IsDense(size_t index) const {
    return entries_[index].flags == 0 && entries_[index].pattern == 0;
  }
  // Where among times() the samples of entries()[index] begin and end, both included, without
  // reading them; nullopt if they have times of their own, or the bytes make no sense.
  struct Extent {
    uint32_t first = 0;
    uint32_t last = 0;
  };
  [[nodiscard]] std::optional<Extent> ExtentOf(size_t index) const;
  // Whether the samples of entries()[index] have times of their own.
  [[nodiscard]] bool HasOwnTimes(size_t index) const;
  // Reads a dense entry; its values before `from` mean nothing afterwards, which saves half of the
  // work on them. REQUIRES: IsDense(index), values.size() == times().size(), from < that, or 0
  bool ReadDense(size_t index, std::span<double> values, size_t from = 0);

 private:
  bool ParseHead(ByteReader& in);
  bool ParseEntries(ByteReader& in, uint32_t first_series);
  bool ReadRows(const Entry& entry, ByteReader& in, SegmentPart& part);
  bool ReadValues(size_t index, ByteReader& in, std::span<double> values, size_t from = 0);
  bool ReadChain(size_t index);
  [[nodiscard]] bool IsNeededAbove(size_t index) const;

  std::vector<Timestamp> times_;
  std::vector<SegmentBlock> blocks_;
  std::vector<std::string_view> patterns_;
  std::vector<Entry> entries_;
  size_t read_ = SIZE_MAX;      // the last column that was read and that the next one refers to
  std::vector<double> values_;  // its values
  size_t values_from_ = 0;      // those before this one mean nothing
};

}  // namespace plumb::encoding
