// SPDX-License-Identifier: Apache-2.0
// The pages of one target as samples with their final labels: all of a page or nothing of it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/dialect.h"
#include "formats/page_hint.h"
#include "model/sample_sink.h"
#include "scrape/target.h"

namespace plumb::scrape {

// What was found in a page; of one that was refused, what came before the trouble.
struct PageCounts {
  uint64_t scraped = 0;        // data lines: scrape_samples_scraped
  uint64_t kept = 0;           // not dropped by relabelling: scrape_samples_post_metric_relabeling
  uint64_t added = 0;          // series that are new since the last good page: scrape_series_added
  uint64_t duplicates = 0;     // lines of a series that the page had already; the first is kept
  uint64_t out_of_bounds = 0;  // lines with a time too far ahead, which were left out
};

// Which TYPE, HELP and UNIT lines Write gives: those of every page, for a stream whose blocks stand
// for themselves; or those that a page of this target did not have before, for a store.
enum class MetadataLines { kAll, kNew };

// Remembers the lines of the page before and what was found out of them: a line that has the same
// series is read by comparing bytes (formats/page_hint.h).
class PageReader : private model::SampleSink, private formats::HintSource {
 public:
  // `target` must outlive it.
  PageReader(const Target& target, MetadataLines metadata)
      : target_(target), metadata_lines_(metadata) {
    Forget();
  }

  // Reads a page that came at `time`. An error says what is wrong with it and where: a line that
  // cannot be read, or a limit of the target's spec; there is nothing to Write then.
  Status Read(std::string_view page, formats::Level level, Timestamp time);
  // There was no page.
  void Clear();

  [[nodiscard]] const PageCounts& counts() const { return counts_; }
  // How many samples Write gives.
  [[nodiscard]] uint64_t samples() const { return samples_; }
  // Gives the page to `sink`, its metadata included, in the order of its lines.
  Status Write(model::SampleSink& sink);

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  // The entry of all samples that relabelling drops.
  static constexpr uint32_t kDropped = 0;

  // A series with its final labels.
  struct Entry {
    model::Labels labels;
    uint64_t seen = 0;  // the last page that had it, a refused one too
    uint32_t memo = 0;  // of the sink it is written to (model::StreamSample)
  };
  struct Line {
    uint32_t entry = kNone;  // kNone: a line of metadata
    uint32_t more = kNone;   // place in metadata_; of a sample in exemplars_, kNone for none
    double value = 0;
    std::optional<Timestamp> time;
  };
  struct MetadataLine {
    MetadataField field;
    model::Metadata metadata;
  };

  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override;
  Status OnSample(const model::StreamSample& sample) override;

  formats::PageHint* ForBlock(const model::ScrapeBlock&) override { return nullptr; }
  formats::PageHint* ForLoose() override { return &hint_; }

  Status ReadLines(std::string_view page, formats::Level level);
  Result<uint32_t> EntryOf(const model::StreamSample& sample);
  Result<uint32_t> FindEntry(const model::Labels& raw);
  Status CheckLimits(const model::Labels& labels) const;
  void Forget();
  void Settle();

  const Target& target_;
  const MetadataLines metadata_lines_;
  formats::PageHint hint_;  // its memos are entries, from 1
  std::optional<formats::Level> hint_level_;
  std::deque<Entry> entries_;                             // none ever moves
  std::unordered_map<std::string_view, uint32_t> known_;  // by the labels' bytes
  uint64_t page_ = 0;                                     // number of the page
  uint64_t taken_ = 0;                                    // of the last one that was taken
  size_t present_ = 0;                                    // entries that it had

  Timestamp time_ = 0;
  std::vector<Line> lines_;
  std::vector<MetadataLine> metadata_;
  std::vector<model::Exemplar> exemplars_;
  uint64_t samples_ = 0;
  bool over_limit_ = false;
  PageCounts counts_;
};

}  // namespace plumb::scrape
