#include "ingest/store_sink.h"

#include <algorithm>
#include <cmath>

namespace plumb::ingest {

namespace {

constexpr size_t kNone = SIZE_MAX;
// What a series that is not in the store yet adds to the pages of a transaction, about.
constexpr size_t kNewSeriesBytes = 256;
// After so many samples it is looked whether another hour is over, and told how far it is: a clock
// costs as much as a sample.
constexpr uint64_t kLookEvery = 1 << 16;

}  // namespace

StoreSink::StoreSink(store::StoreWriter* writer, Clock& clock, SinkOptions options,
                     formats::RejectLog& rejects)
    : writer_(writer), clock_(clock), options_(std::move(options)), rejects_(rejects) {
  FindClosedHours();
}

Timestamp StoreSink::Now() {
  if (!now_) now_ = clock_.Now();
  return *now_;
}

Status StoreSink::OnScrape(const model::ScrapeBlock& block) {
  CloseBlock(false);
  named_target_.reset();
  ++scrapes_;
  const Timestamp time = block.time != 0 ? block.time : Now();
  if (!old_scrape_ && time < closed_before_) {
    PLUMB_TRY(WriteBackfill());
    old_scrape_ = true;
  }
  open_ = store::Block{.target = {block.job, block.instance, block.target},
                       .scrape = true,
                       .time = time,
                       .failed = block.failed};
  announced_ = block.samples;
  arrived_ = 0;
  if (announced_ == 0u) CloseBlock(true);
  return Ok();
}

void StoreSink::CloseBlock(bool complete) {
  if (!open_) return;
  open_->complete = complete;
  if (complete && !open_->failed && hints_) KeepHint(hints_->EndPage());
  if (writer_ != nullptr) pending_.blocks.push_back(*std::move(open_));
  open_.reset();
}

formats::HintSource* StoreSink::HintsFor(formats::Level level) {
  if (writer_ == nullptr) return nullptr;
  if (!hints_ || hints_level_ != level)
    hints_.emplace(PageHints::ForLines(writer_, level, options_.rules));
  hints_level_ = level;
  return &*hints_;
}

void StoreSink::KeepHint(std::optional<store::PendingHint> hint) {
  if (hint) pending_.hints.push_back(*std::move(hint));
}

Status StoreSink::OnMetadata(MetadataField, const model::Metadata& metadata) {
  if (metadata.metric.empty()) return Ok();
  // Each scrape repeats its own: hand on what is new.
  model::Metadata& known = families_[metadata.metric];
  model::Metadata merged = known;
  merged.metric = metadata.metric;
  if (metadata.type != model::MetricType::kUnknown) merged.type = metadata.type;
  if (!metadata.help.empty()) merged.help = metadata.help;
  if (!metadata.unit.empty()) merged.unit = metadata.unit;
  if (merged == known) return Ok();
  known = merged;
  if (writer_ != nullptr) {
    pending_bytes_ += sizeof merged + merged.help.size();
    pending_.families.push_back(std::move(merged));
  }
  return Ok();
}

Status StoreSink::Reject(const model::StreamSample& sample, std::string_view reason) {
  const bool known = sample.memo != nullptr && *sample.memo != 0;
  const model::Labels& labels = known ? writer_->labels(*sample.memo - 1) : sample.labels;
  rejects_.Add(sample.line, 1, reason, labels.ToString());
  return Ok();
}

store::SeriesHandle StoreSink::HandleOf(const model::StreamSample& sample) {
  // Number 0 is none.
  if (sample.memo != nullptr && *sample.memo != 0) return *sample.memo - 1;
  const model::Labels& labels = sample.labels;
  if (options_.rules.empty()) return writer_->Intern(labels);
  if (const auto known = changed_.find(labels.bytes()); known != changed_.end())
    return known->second;
  const store::SeriesHandle handle = writer_->Intern(ApplyRules(options_.rules, labels));
  changed_.emplace(labels.bytes(), handle);
  return handle;
}

StoreSink::SeriesFacts& StoreSink::Facts(store::SeriesHandle series) {
  if (series >= facts_.size()) facts_.resize(std::max<size_t>(series + 1, facts_.size() * 2));
  SeriesFacts& facts = facts_[series];
  if (!facts.checked) {
    facts.checked = true;
    // What is in the store may be stored.
    if (!writer_->IsAssumed(series)) {
      facts.refusal = CheckLabels(writer_->labels(series));
      pending_bytes_ += kNewSeriesBytes;
    }
  }
  return facts;
}

Status StoreSink::OnComment(const model::StreamComment& comment) {
  if (comment.word != "target") return Ok();
  CloseBlock(false);
  named_target_.reset();
  const store::TargetName name{std::string(comment.Get("job")),
                               std::string(comment.Get("instance")),
                               std::string(comment.Get("target"))};
  if (name != store::TargetName{}) named_target_ = LooseNumber(name);
  return Ok();
}

uint32_t StoreSink::LooseNumber(const store::TargetName& name) {
  const auto [known, added] =
      loose_numbers_.try_emplace(name, static_cast<uint32_t>(loose_blocks_.size()));
  if (added) {
    loose_targets_.push_back(name);
    loose_blocks_.push_back(kNone);
  }
  return known->second;
}

uint32_t StoreSink::LooseTarget(store::SeriesHandle series, SeriesFacts& facts) {
  if (named_target_) return *named_target_;
  // All lines of a loose hint are of its target.
  if (facts.loose_target == UINT32_MAX && hints_ && hints_->IsLoose(series))
    facts.loose_target = hinted_loose_;
  if (facts.loose_target == UINT32_MAX) {
    const model::Labels& labels = writer_->labels(series);
    const store::TargetName name{std::string(labels.Get("job")),
                                 std::string(labels.Get("instance")), ""};
    facts.loose_target = LooseNumber(name);
    if (hints_ && !hints_->HasLoose()) {
      hinted_loose_ = facts.loose_target;
      hints_->FoundLoose(name);
    }
  }
  return facts.loose_target;
}

store::Block& StoreSink::LooseBlock(uint32_t target) {
  size_t& place = loose_blocks_[target];
  if (place == kNone) {
    place = pending_.blocks.size();
    pending_.blocks.push_back({.target = loose_targets_[target]});
  }
  return pending_.blocks[place];
}

void StoreSink::FindClosedHours() {
  closed_before_ = store::PeriodStart(store::Level::kHour, clock_.Now() - store::kGrace - 1);
}

void StoreSink::LookAround() {
  FindClosedHours();
  if (options_.on_progress) options_.on_progress({.samples = samples_, .hours = hours_});
}

Status StoreSink::AddToBackfill(const store::PendingSample& sample,
                                const model::Histogram* histogram) {
  if (!backfill_) backfill_.emplace(writer_->path(), options_.backfill_memory);
  if (backfill_->size() == 0) first_waiting_ = sample.line;
  const uint32_t target = LooseTarget(sample.series, facts_[sample.series]);
  const store::BackfillSample waiting{.time = sample.time,
                                      .bits = sample.bits,
                                      .series = sample.series,
                                      .line = sample.line & store::kLineMask};
  if (histogram == nullptr) return backfill_->Add(waiting, target);
  return backfill_->AddHistogram(waiting, target, store::Batch::EncodeHistogram(*histogram));
}

Status StoreSink::OnSample(const model::StreamSample& sample) {
  const Timestamp time = sample.time.value_or(open_ ? open_->time : Now());
  std::string_view refusal = CheckTime(time);
  if (refusal.empty() && sample.histogram != nullptr) refusal = CheckHistogram(*sample.histogram);
  if (!refusal.empty()) return Reject(sample, refusal);
  last_line_ = sample.line;
  if (writer_ == nullptr) {
    refusal = CheckLabels(ApplyRules(options_.rules, sample.labels));
    if (!refusal.empty()) return Reject(sample, refusal);
    ++samples_;
    return Ok();
  }
  const store::SeriesHandle series = HandleOf(sample);
  SeriesFacts& facts = Facts(series);
  if (!facts.refusal.empty()) return Reject(sample, facts.refusal);
  if (sample.memo != nullptr) {
    if (*sample.memo != 0 && sample.labels.empty()) ++hinted_;
    *sample.memo = series + 1;
  }
  if (samples_++ % kLookEvery == 0) LookAround();
  store::PendingSample pending{.series = series,
                               .line = static_cast<uint32_t>(sample.line),
                               .time = time,
                               .bits = std::bit_cast<uint64_t>(sample.value)};
  if (!open_ && sample.time) {
    timed_loose_ = true;
    if (*sample.time < closed_before_ && !old_scrape_)
      return AddToBackfill(pending, sample.histogram);
  }
  if (sample.histogram != nullptr) {
    pending.histogram = pending_.AddHistogram(*sample.histogram);
    pending_bytes_ += pending_.histograms.back().size();
  }
  (open_ ? *open_ : LooseBlock(LooseTarget(series, facts))).samples.push_back(pending);
  pending_bytes_ += sizeof pending;
  if (open_ && ++arrived_ == announced_) CloseBlock(true);
  return pending_bytes_ >= kMaxPending ? CommitPending() : Ok();
}

Status StoreSink::CommitClosed() {
  // A block that is still open would be committed as a cut one: its end is near, or the input is
  // idle.
  return open_ ? Ok() : CommitPending();
}

Status StoreSink::CommitAll() {
  now_.reset();
  PLUMB_TRY(CommitPending());
  PLUMB_TRY(WriteBackfill());
  FindClosedHours();
  old_scrape_ = open_ && open_->time < closed_before_;
  return Ok();
}

Status StoreSink::EndInput() {
  // Lines that came with times are more likely history than a page that comes again.
  if (hints_ && loose_targets_.size() == 1 && !timed_loose_) KeepHint(hints_->EndLoose());
  now_.reset();
  return options_.on_commit ? CommitAll() : CommitPending();
}

Status StoreSink::Finish() {
  PLUMB_TRY(EndInput());
  // A backfill needs the memory; if more is read the lines are learned again.
  hints_.reset();
  return CommitAll();
}

// What waits came before whatever may be committed later.
Status StoreSink::WriteBackfill() {
  if (!backfill_ || backfill_->size() == 0) return Ok();
  // An hour may have closed since samples of it were taken into rows.
  PLUMB_TRY(CommitPending());
  store::BackfillBatch batch;
  while (true) {
    PLUMB_ASSIGN(const bool more, backfill_->NextBatch(loose_targets_, batch));
    if (!more) break;
    PLUMB_ASSIGN(const store::CommitReport report, writer_->CommitBackfill(batch, clock_.Now()));
    report_.Add(report);
    hours_ += batch.hours.size();
    PLUMB_TRY(Acknowledge());
    if (options_.on_progress)
      options_.on_progress(
          {.samples = samples_, .waiting = backfill_->size(), .hours = hours_, .writing = true});
  }
  CompactNowAndThen();
  return Ok();
}

// Says what is on the disk since the last time.
Status StoreSink::Acknowledge() {
  const uint64_t waiting = backfill_ ? backfill_->size() : 0;
  const uint64_t line = waiting > 0 ? std::max<uint64_t>(first_waiting_, 1) - 1 : last_line_;
  const Acknowledgement done{samples_ - waiting - acknowledged_, line};
  acknowledged_ += done.samples;
  return options_.on_commit ? options_.on_commit(done) : Ok();
}

// An open block goes along as far as it came, without being complete; what follows is added to it.
Status StoreSink::CommitPending() {
  if (open_) {
    store::Block rest = *open_;
    rest.samples.clear();
    if (writer_ != nullptr) pending_.blocks.push_back(*std::move(open_));
    open_ = std::move(rest);
  }
  if (pending_.empty() || writer_ == nullptr) return Ok();
  PLUMB_ASSIGN(const store::CommitReport report, writer_->Commit(pending_));
  report_.Add(report);
  pending_ = {};
  pending_bytes_ = 0;
  std::fill(loose_blocks_.begin(), loose_blocks_.end(), kNone);
  PLUMB_TRY(Acknowledge());
  CompactNowAndThen();
  return Ok();
}

void StoreSink::CompactNowAndThen() {
  if (!compacted_ || clock_.Now() - *compacted_ >= kCompactionInterval) Compact();
}

void StoreSink::Compact() {
  compacted_ = clock_.Now();
  if (writer_ == nullptr) return;
  const auto compacted = writer_->Compact(clock_);
  compaction_failure_ = compacted.ok() ? std::nullopt : std::optional(compacted.error());
}

}  // namespace plumb::ingest
