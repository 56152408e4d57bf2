// SPDX-License-Identifier: Apache-2.0
// Takes the stream's lines, groups them by target, and commits them to a store.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "formats/reject_log.h"
#include "ingest/backfill_buffer.h"
#include "ingest/page_hints.h"
#include "ingest/sample_rules.h"
#include "model/sample_sink.h"
#include "store/writer.h"

namespace plumb::ingest {

// What was acknowledged by one commit.
struct Acknowledgement {
  uint64_t samples = 0;  // lines whose samples are in the store now
  uint64_t line = 0;     // the last of them
};

// How far an ingest is; told now and then.
struct SinkProgress {
  uint64_t samples = 0;  // that were read
  uint64_t waiting = 0;  // of them, for their hour's other samples
  uint64_t hours = 0;    // of targets, written past rows
  bool writing = false;  // nothing is read meanwhile
};

struct SinkOptions {
  LabelRules rules;
  // Called after each commit. An error stops the reading.
  std::function<Status(const Acknowledgement&)> on_commit;
  std::function<void(const SinkProgress&)> on_progress;
  size_t backfill_memory = BackfillBuffer::kRunBytes;
};

// A scrape block ends at the next one or when all lines that it announced have come; then it is
// complete. Lines behind that, and lines without a block, are loose: they belong to the target of
// their job and instance.
//
// Loose samples of hours that are over wait in a BackfillBuffer until the end of everything, or an
// idle second, and then become segments without being rows first. But once a scrape of such an hour
// has come, they go into rows as well, so that what came first stays first.
class StoreSink : public model::SampleSink {
 public:
  // `writer` may be null: everything is checked and nothing stored.
  StoreSink(store::StoreWriter* writer, Clock& clock, SinkOptions options,
            formats::RejectLog& rejects);

  // For the reader whose calls come here next, which reads lines of this level; nullptr where
  // nothing is stored. Valid until the next call.
  formats::HintSource* HintsFor(formats::Level level);

  Status OnScrape(const model::ScrapeBlock& block) override;
  // `#! target`: the lines that follow are loose ones of that target; without keys, of the target
  // of their labels again.
  Status OnComment(const model::StreamComment& comment) override;
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override;
  // Leaves a number for labels that may be stored (StreamSample::memo). Whoever keeps label sets
  // over several pages keeps it with them: then a sample costs no look-up.
  Status OnSample(const model::StreamSample& sample) override;

  // Commits what came, unless a block is in the middle of its lines.
  Status CommitClosed();
  // Commits everything, an open block too, and takes a new "now" for lines without a time.
  Status CommitAll();
  // One of several inputs is over: commits everything but what waits for its hour's other samples.
  // With on_commit that too, since lines are counted anew.
  Status EndInput();
  // The input is over: commits everything.
  Status Finish();

  // Compacts what is due of what was stored. For the end of a program: while it goes on this is
  // done after the first commit and then now and then. What was stored is safe without it, so a
  // failure is no error of the ingest: it is kept for whoever asks.
  void Compact();
  // Why the last compaction failed; nullopt if it did not.
  [[nodiscard]] const std::optional<Error>& compaction_failure() const {
    return compaction_failure_;
  }

  [[nodiscard]] const store::CommitReport& report() const { return report_; }
  [[nodiscard]] uint64_t samples() const { return samples_; }  // that were taken
  [[nodiscard]] uint64_t hinted() const { return hinted_; }    // of them, that came without labels
  [[nodiscard]] uint64_t scrapes() const { return scrapes_; }
  [[nodiscard]] uint64_t hours() const { return hours_; }  // of targets, written past rows

  // How often a program that goes on looks whether an hour has closed.
  static constexpr DurationMs kCompactionInterval = kMinute;
  // When that much waits it is committed, so that no transaction grows beyond what memory and LMDB
  // like.
  static constexpr size_t kMaxPending = 32u << 20;

 private:
  // What was found out of a series once.
  struct SeriesFacts {
    bool checked = false;
    std::string_view refusal;  // "" if it may be stored
    uint32_t loose_target = UINT32_MAX;
  };

  store::SeriesHandle HandleOf(const model::StreamSample& sample);
  SeriesFacts& Facts(store::SeriesHandle series);
  uint32_t LooseNumber(const store::TargetName& name);
  uint32_t LooseTarget(store::SeriesHandle series, SeriesFacts& facts);
  store::Block& LooseBlock(uint32_t target);
  Status AddToBackfill(const store::PendingSample& sample, const model::Histogram* histogram);
  Status WriteBackfill();
  Status Acknowledge();
  void FindClosedHours();
  void LookAround();
  void CloseBlock(bool complete);
  Status Reject(const model::StreamSample& sample, std::string_view reason);
  void KeepHint(std::optional<store::PendingHint> hint);
  Status CommitPending();
  void CompactNowAndThen();
  Timestamp Now();

  store::StoreWriter* writer_;
  Clock& clock_;
  SinkOptions options_;
  formats::RejectLog& rejects_;
  std::optional<PageHints> hints_;
  formats::Level hints_level_ = formats::Level::kStream;

  store::Batch pending_;
  size_t pending_bytes_ = 0;
  std::optional<store::Block> open_;
  std::optional<uint64_t> announced_;  // lines of the open block
  uint64_t arrived_ = 0;
  std::optional<Timestamp> now_;  // of lines without a time

  std::optional<BackfillBuffer> backfill_;
  uint64_t first_waiting_ = 0;           // the line of the first sample in it
  Timestamp closed_before_ = INT64_MIN;  // hours that begin before that are over
  bool old_scrape_ = false;  // one of such an hour has come since everything was committed

  std::unordered_map<std::string, store::SeriesHandle> changed_;  // by the labels before the rules
  std::vector<SeriesFacts> facts_;                                // by handle
  std::vector<store::TargetName> loose_targets_;
  std::optional<uint32_t> named_target_;  // the loose target that the stream named
  uint32_t hinted_loose_ = 0;             // the loose target whose hint hints_ has
  bool timed_loose_ = false;              // a loose line had a time of its own
  std::map<store::TargetName, uint32_t> loose_numbers_;
  std::vector<size_t> loose_blocks_;  // by loose target: its place in pending_.blocks, or kNone
  std::unordered_map<std::string, model::Metadata> families_;

  store::CommitReport report_;
  std::optional<Timestamp> compacted_;  // when it was looked for something to compact
  std::optional<Error> compaction_failure_;
  uint64_t samples_ = 0;
  uint64_t hinted_ = 0;
  uint64_t acknowledged_ = 0;
  uint64_t last_line_ = 0;
  uint64_t scrapes_ = 0;
  uint64_t hours_ = 0;
};

}  // namespace plumb::ingest
